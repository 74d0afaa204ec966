/** Which conversation is shown: the site's own, or that with the advertiser whose listing this is. */
import type { Availability } from '../../protocol/frames.ts';
import type { Host } from '../host.ts';
import { keep, keepIn, kept, storage } from './storage.ts';

/** `own` names the advertiser, and is empty for the site; the `ticket` opens the conversation (docs/protocol.md, Listings). */
export interface Talk {
  own: string;
  name: string;
  ticket: string;
}

let current: Talk = { own: '', name: '', ticket: '' };
export const currentTalk = (): Talk => current;

/** Whether somebody answers in this conversation, which need not be that of the page. */
export function availabilityOf({ state }: Host): Availability {
  const { availability } = state();
  return { ...availability, online: availability.talks[current.own] ?? availability.online };
}

/** Name of the conversation's room. */
export const roomName = ({ site, state }: Host): string => [site, state().visitor, ...(current.own ? [current.own] : [])].join('.');

const key = ({ site, state }: Host): string => `foyer.${site}.${state().visitor}.talks`;

/** Conversations that this browser has had with advertisers, and the site's. */
export function knownTalks(host: Host): Talk[] {
  const site = { own: '', name: host.state().settings.name, ticket: '' };
  try {
    return [site, ...(JSON.parse(storage.getItem(key(host)) ?? '[]') as Talk[])];
  } catch {
    return [site];
  }
}

/** Keeps the present conversation among the known ones, the latest first. */
export function rememberTalk(host: Host): void {
  if (!current.own) return;
  const others = knownTalks(host).filter(({ own }) => own && own !== current.own);
  keep(key(host), JSON.stringify([current, ...others].slice(0, 20)));
}

/** What the page's listing was when the visitor chose a conversation by hand; until it changes, theirs is shown. */
let chosenOn: string | null = null;
const listingOf = (host: Host): string => host.state().listing?.key ?? '';

export function chooseTalk(host: Host, talk: Talk): void {
  current = talk;
  chosenOn = listingOf(host);
}

/** Follows the page. On a page that is nobody's, the conversation goes on in which the visitor was. Answers whether another is shown now. */
export function followPage(host: Host): boolean {
  const { listing } = host.state();
  if (chosenOn !== null && chosenOn === listingOf(host)) return false;
  chosenOn = null;
  const before = current;
  if (listing?.own) current = { own: listing.own, name: listing.name, ticket: listing.ticket };
  else if (!before.own) current = { own: '', name: '', ticket: listing?.ticket ?? '' };
  return before.own !== current.own || before.ticket !== current.ticket;
}

/** After a page of the shop was left for the next: the conversation that was shown there. */
export function resumeTalk(host: Host): void {
  const own = sessionTalk(host);
  const known = own ? knownTalks(host).find((talk) => talk.own === own) : undefined;
  if (known) current = known;
}

const shownKey = ({ site }: Host): string => `foyer.${site}.talk`;
export const noteShown = (host: Host): void => keepIn('sessionStorage', shownKey(host), current.own);
const sessionTalk = (host: Host): string => kept('sessionStorage', shownKey(host));
