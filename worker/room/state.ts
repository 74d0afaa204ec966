/** What a room knows besides its log: one row, held in memory, written when it changes. What it holds depends on the room's kind. */
import { type Chat, foldChat, NEW_CHAT } from '../../protocol/chat.ts';
import { type ClientRoom, foldClientRoom, NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { Entry, Page, PersonId } from '../../protocol/entries.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { foldMeetings, type Meeting, NO_MEETINGS } from '../../protocol/meeting.ts';
import { foldSms, NEW_SMS_ROOM, type SmsRoom, smsTitle } from '../../protocol/sms.ts';
import { foldTeam, NEW_TEAM, type Team } from '../../protocol/team.ts';
import { type Person, type Place, visitorRoom } from '../contracts/people.ts';
import type { MailingState } from './digest.ts';

interface AnyState {
  /** Names this log: another one after a restore. */
  epoch: string;
  account: string;
}

/** Of a conversation with a visitor. */
export interface VisitorState extends AnyState {
  kind: 'visitor';
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

/** Of a room of colleagues. */
export interface TeamState extends AnyState {
  kind: 'team';
  /** The room's own name. */
  room: string;
  team: Team;
  meetings?: readonly Meeting[];
}

/** Of a room with clients. */
export interface ClientState extends AnyState, MailingState {
  kind: 'client';
  /** The room's own name. */
  room: string;
  client: ClientRoom;
  meetings?: readonly Meeting[];
}

/** Of a conversation by SMS. */
export interface SmsState extends AnyState {
  kind: 'sms';
  /** The room's own name. */
  room: string;
  sms: SmsRoom;
  /** Operators who are told of nothing new here. */
  muted: PersonId[];
  /** Operators who do not want it in their lists before something comes after this seq. */
  hidden: Record<string, number>;
}

export type RoomState = VisitorState | TeamState | ClientState | SmsState;

export function newState(
  epoch: string,
  { account, site, visitor, verified, name, email, place, address, listing }: Omit<Extract<Person, { kind: 'visitor' }>, 'kind' | 'id'>,
): VisitorState {
  return {
    kind: 'visitor',
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

export const newTeamState = (epoch: string, account: string, room: string): TeamState => ({
  kind: 'team',
  epoch,
  account,
  room,
  team: NEW_TEAM,
});

export const newClientState = (epoch: string, account: string, room: string): ClientState => ({
  kind: 'client',
  epoch,
  account,
  room,
  client: NEW_CLIENT_ROOM,
});

export const newSmsState = (epoch: string, account: string, room: string): SmsState => ({
  kind: 'sms',
  epoch,
  account,
  room,
  sms: NEW_SMS_ROOM,
  muted: [],
  hidden: {},
});

/** The state after one more entry. Returns the same object when the entry changes nothing. `offeredTo`: whom an offer in it is for. */
export function foldState(state: RoomState, entry: Entry, offeredTo: PersonId[]): RoomState {
  if (state.kind === 'team') {
    const team = foldTeam(state.team, entry);
    return withMeetings(team === state.team ? state : { ...state, team }, entry);
  }
  if (state.kind === 'client') {
    const client = foldClientRoom(state.client, entry);
    return withMeetings(client === state.client ? state : { ...state, client }, entry);
  }
  if (state.kind === 'sms') {
    const sms = foldSms(state.sms, entry);
    return sms === state.sms ? state : { ...state, sms };
  }
  let next = state;
  const chat = foldChat(state.chat, entry);
  if (chat !== state.chat) next = { ...next, chat, offeredTo: entry.kind === 'offered' ? offeredTo : chat.offer ? state.offeredTo : [] };
  if (entry.kind === 'opened' && entry.page) next = { ...next, page: entry.page };
  if (entry.kind === 'page') next = { ...next, page: { url: entry.url, title: entry.title } };
  return next;
}

/** The meetings of a room; a visitor's has none. */
export const meetingsOf = (state: RoomState): readonly Meeting[] => ('meetings' in state ? state.meetings : undefined) ?? NO_MEETINGS;

function withMeetings<S extends TeamState | ClientState>(state: S, entry: Entry): S {
  const before = meetingsOf(state);
  const meetings = foldMeetings(before, entry);
  return meetings === before ? state : { ...state, meetings };
}

/** The visitor as lists show them: what operators wrote down or the visitor said goes before what the site claims. */
export function visitorOf({ visitor, verified, name, email, place, chat }: VisitorState): VisitorSummary['visitor'] {
  const shown = { name: chat.details.name || name, email: chat.details.email || email, country: place.country, city: place.city };
  const known = Object.fromEntries(Object.entries(shown).filter(([, value]) => value));
  return { id: visitor, ...known, ...(verified ? { verified: true as const } : {}) };
}

/** The room's own name. */
export const nameOf = (state: RoomState): string =>
  state.kind === 'visitor' ? visitorRoom(state.site, state.visitor, state.advertiser) : state.room;

/** What the room is called: a visitor's by them, a conversation of two by nobody. */
export function titleOf(state: RoomState): string {
  if (state.kind === 'client') return state.client.name;
  if (state.kind === 'team') return state.team.form === 'group' ? state.team.name : '';
  if (state.kind === 'sms') return smsTitle(state.sms);
  return visitorOf(state).name ?? '';
}

/** What the visitor filled in in forms, the latest of each. */
export const givenIn = (entries: readonly Entry[]): Record<string, string> =>
  Object.assign({}, ...entries.map((entry) => (entry.kind === 'form' ? entry.values : {})));

/** The state once the visitor's data is deleted: whose room it was by its name alone. */
export function erasedState({ epoch, account, site, visitor, advertiser, chat }: VisitorState): VisitorState {
  return { kind: 'visitor', epoch, account, site, visitor, ...(advertiser ? { advertiser } : {}), place: {}, chat, offeredTo: [] };
}

/** States of visitors' rooms written before there was another kind do not say theirs. */
export function readState(sql: SqlStorage): RoomState {
  return { kind: 'visitor', ...JSON.parse(sql.exec<{ json: string }>('SELECT json FROM state').one().json) } as RoomState;
}

export function writeState(sql: SqlStorage, state: RoomState): void {
  sql.exec('INSERT INTO state (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = ?1', JSON.stringify(state));
}
