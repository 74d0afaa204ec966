/**
 * Who may do what in a room with clients: the one table that the room decides by, that front ends show buttons by, and that
 * docs/permissions.md is made from.
 */
import type { Role } from './api.ts';
import type { ClientRoom } from './client-room.ts';
import { isClient, isOperator, type PersonId } from './entries.ts';

/**
 * What somebody is to a room; one person can be several. `owner` and `admin` of the account, whether they are in the room or not; `operator`:
 * one who is not in it; `creator`: who began it and is in it; `participant`: a member of the account in it; `client`: a client in it;
 * `stranger`: everybody else, of this account or another.
 */
export const ROOM_ROLES = ['owner', 'admin', 'operator', 'creator', 'participant', 'client', 'stranger'] as const;
export type RoomRole = (typeof ROOM_ROLES)[number];

const MANAGERS = ['owner', 'admin', 'creator'] as const;
const TEAM = ['creator', 'participant'] as const;
const ALL = ['creator', 'participant', 'client'] as const;

/** By action, who may do it. */
export const PERMISSIONS = {
  /** Begin a room. */
  create: ['owner', 'admin', 'operator', 'creator', 'participant'],
  /** Open the room: its history, files, what is pinned; find it in a search. */
  see: ['owner', 'admin', ...ALL],
  /** Who is in the room. */
  people: ['owner', 'admin', ...TEAM],
  /** Who has read a message. */
  seen: ['owner', 'admin', ...TEAM],
  /** Write, reply and send files; on the page and by mail. */
  write: ALL,
  /** Write in an announcement room. */
  announce: TEAM,
  react: ALL,
  /** Change or delete an own message. */
  change: ALL,
  /** Delete any message. */
  delete: MANAGERS,
  pin: TEAM,
  /** Make a message the matter's current status. */
  mark: TEAM,
  rename: MANAGERS,
  archive: MANAGERS,
  /** Bring somebody in. */
  add: MANAGERS,
  /** Put somebody out. */
  remove: MANAGERS,
  leave: TEAM,
  /** Say who is alerted of what clients write. */
  assign: ['owner', 'admin', ...TEAM],
  /** Schedule a meeting of all who are in the room, where one may write; move and cancel an own one. */
  schedule: ALL,
  /** Move and cancel a meeting that somebody else scheduled. */
  reschedule: MANAGERS,
  /** Follow a meeting's link, and save it to a calendar. */
  meet: ALL,
  export: ['owner', 'admin', ...TEAM],
  /** Delete the room with all that was said. */
  erase: MANAGERS,
  /** No mails of unread messages of this room. */
  mute: ALL,
} as const satisfies Record<string, readonly RoomRole[]>;

export type Permission = keyof typeof PERMISSIONS;

/**
 * By action, who may do it to a matter. The roles are as in a room: `creator` began the matter and is in it, `participant` and `client` are in it. What
 * is done in its rooms the rooms decide, by the table above.
 */
export const MATTER_PERMISSIONS = {
  /** Begin a matter. */
  create: ['owner', 'admin', 'operator', 'creator', 'participant'],
  /** Its name, its current status and those before, the documents of rooms that one may see. */
  see: ['owner', 'admin', ...ALL],
  /** Who is in the matter. */
  people: ['owner', 'admin', ...TEAM],
  rename: ['owner', 'admin', ...TEAM],
  /** Close it, and open it again. */
  close: ['owner', 'admin', ...TEAM],
  /** Bring somebody in, and with that into its rooms. */
  add: ['owner', 'admin', ...TEAM],
  /** Put somebody out of it and of its rooms. */
  remove: ['owner', 'admin', ...TEAM],
  /** Say who is alerted of what clients write in its rooms. */
  assign: ['owner', 'admin', ...TEAM],
  /** Open the room with one client; clients open their own. */
  thread: ['owner', 'admin', ...TEAM],
  /** Begin a room with chosen clients of the matter. */
  group: ['owner', 'admin', ...TEAM],
} as const satisfies Record<string, readonly RoomRole[]>;

export type MatterPermission = keyof typeof MATTER_PERMISSIONS;

/** What a person is to a room. `role` of members of the room's account. */
export function rolesIn(room: Pick<ClientRoom, 'creator'>, person: { id: PersonId; role?: Role }, isIn: boolean): RoomRole[] {
  const roles: RoomRole[] = [];
  if (isIn && isClient(person.id)) roles.push('client');
  if (isOperator(person.id) && person.role) {
    if (person.role !== 'operator') roles.push(person.role);
    if (isIn) roles.push(room.creator === person.id ? 'creator' : 'participant');
    else if (person.role === 'operator') roles.push('operator');
  }
  return roles.length > 0 ? roles : ['stranger'];
}

/** Whether one of the roles may do it. */
export const may = (roles: readonly RoomRole[], action: Permission): boolean =>
  roles.some((role) => (PERMISSIONS[action] as readonly RoomRole[]).includes(role));

/** Whether one of the roles may do it to a matter. */
export const mayInMatter = (roles: readonly RoomRole[], action: MatterPermission): boolean =>
  roles.some((role) => (MATTER_PERMISSIONS[action] as readonly RoomRole[]).includes(role));
