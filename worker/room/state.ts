/** What a room knows besides its log: one row, held in memory, written when it changes. */
import { type Chat, NEW_CHAT } from '../../protocol/chat.ts';
import type { Entry, Page, PersonId } from '../../protocol/entries.ts';
import type { RoomSummary } from '../../protocol/frames.ts';
import { type Person, type Place, visitorRoom } from '../contracts.ts';

export interface RoomState {
  /** Names this log: another one after a restore. */
  epoch: string;
  account: string;
  site: string;
  visitor: string;
  /** The site's own id of the verified person whose room this is. */
  verified?: string;
  name?: string;
  email?: string;
  place: Place;
  /** Mark of the network address they came from last. */
  address?: string;
  /** Whose conversation with the visitor this is; absent: the site's. */
  advertiser?: string;
  /** Where the visitor was last seen. */
  page?: Page;
  chat: Chat;
  /** Whom the standing offer is for, when it is for a group. */
  offeredTo: PersonId[];
}

export function newState(
  epoch: string,
  { account, site, visitor, verified, name, email, place, address, listing }: Omit<Extract<Person, { kind: 'visitor' }>, 'kind' | 'id'>,
): RoomState {
  return {
    epoch,
    account,
    site,
    visitor,
    ...(verified ? { verified } : {}),
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    place,
    ...(address ? { address } : {}),
    ...(listing?.advertiser ? { advertiser: listing.advertiser } : {}),
    chat: NEW_CHAT,
    offeredTo: [],
  };
}

/** The visitor as lists show them: what operators wrote down or the visitor said goes before what the site claims. */
export function visitorOf({ visitor, verified, name, email, place, chat }: RoomState): RoomSummary['visitor'] {
  const shown = { name: chat.details.name || name, email: chat.details.email || email, country: place.country, city: place.city };
  const known = Object.fromEntries(Object.entries(shown).filter(([, value]) => value));
  return { id: visitor, ...known, ...(verified ? { verified: true as const } : {}) };
}

/** The room's own name. */
export const nameOf = ({ site, visitor, advertiser }: RoomState): string => visitorRoom(site, visitor, advertiser);

/** What the visitor filled in in forms, the latest of each. */
export const givenIn = (entries: readonly Entry[]): Record<string, string> =>
  Object.assign({}, ...entries.map((entry) => (entry.kind === 'form' ? entry.values : {})));

/** The state once the visitor's data is deleted: whose room it was by its name alone. */
export function erasedState({ epoch, account, site, visitor, advertiser, chat }: RoomState): RoomState {
  return { epoch, account, site, visitor, ...(advertiser ? { advertiser } : {}), place: {}, chat, offeredTo: [] };
}

export function readState(sql: SqlStorage): RoomState {
  return JSON.parse(sql.exec<{ json: string }>('SELECT json FROM state').one().json) as RoomState;
}

export function writeState(sql: SqlStorage, state: RoomState): void {
  sql.exec('INSERT INTO state (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = ?1', JSON.stringify(state));
}
