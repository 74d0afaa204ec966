/** docs/permissions.md, made from the table that the rooms themselves decide by. Pure. */
import {
  MATTER_PERMISSIONS,
  type MatterPermission,
  PERMISSIONS,
  type Permission,
  ROOM_ROLES,
  type RoomRole,
} from '../protocol/permissions.ts';

const ROLES: Record<RoomRole, string> = {
  owner: 'owner of the account, in the room or not',
  admin: 'admin of the account, in the room or not',
  operator: 'member of the account who is not in the room',
  creator: 'began the room and is in it',
  participant: 'member of the account who is in the room',
  client: 'client who is in the room',
  stranger: 'everybody else: clients who are not in it, people of other accounts, visitors, nobody',
};

const ACTIONS: Record<Permission, string> = {
  create: 'Begin a room. The room is not there yet, so members of the account count by being members.',
  see: 'Open the room: its history, files and pins, its place in lists and searches.',
  people: 'See who is in the room.',
  seen: 'See who has read a message.',
  write: 'Write, reply and send files, on the page and by mail.',
  announce: 'Write in an announcement room.',
  react: 'React to a message, and take that back.',
  change: 'Change or delete an own message.',
  delete: 'Delete any message.',
  pin: 'Pin a message, and take that back.',
  mark: 'Make a message its matter’s current status, and take that back.',
  rename: 'Rename the room.',
  archive: 'Archive the room, and take that back.',
  add: 'Bring people in. They see the whole history.',
  remove: 'Put people out. Their sockets are cut; old links and late answers by mail open nothing.',
  leave: 'Leave the room.',
  assign: 'Say who of those in the room is alerted of what clients write.',
  schedule: 'Schedule a meeting of all who are in the room; move and cancel an own one.',
  reschedule: 'Move and cancel a meeting that somebody else scheduled.',
  meet: 'Follow a meeting’s link, and save it to a calendar.',
  export: 'Save the room as a file.',
  erase: 'Delete the room with all that was said.',
  mute: 'Get no mails of unread messages of this room.',
};

const MATTER_ACTIONS: Record<MatterPermission, string> = {
  create: 'Begin a matter.',
  see: 'Open the matter: its name, its status and those before, documents of rooms that one may see.',
  people: 'See who is in the matter.',
  rename: 'Rename the matter.',
  close: 'Close the matter, and open it again.',
  add: 'Bring people in, and with that into its rooms.',
  remove: 'Put people out of the matter and of its rooms.',
  assign: 'Say who of its colleagues is alerted of what clients write in its rooms.',
  thread: 'Open the room with one client. Clients open their own.',
  group: 'Begin a room with chosen clients of the matter.',
};

const MATTER_NOTES = [
  'In each room of a matter are all its colleagues; with them is one client, those who were chosen, or none. What the matter says of its people holds: who is brought into one of its rooms by hand and is not in the matter is out again with its next opening.',
  'Clients see statuses of all rooms but those among colleagues alone; of a status that another client wrote they do not learn who did.',
  'A matter keeps at least one colleague (`last_colleague`). When the account loses the last one, its owner takes their place.',
];

const NOTES = [
  'One person can be several: an owner who is in the room is `owner` and `participant`, or `creator`. What one of the roles may do, they may do.',
  'An owner or admin who is not in a room reads and manages it; to write in it they bring themselves in.',
  'A creator who leaves, or is put out, is the creator no more; when they come back they are again. A change of role counts at once, on open sockets too.',
  'Whoever may not see a room is told `not_found`, as for a room that does not exist; whoever sees it and may not do something is told `forbidden`.',
  'Operators who answer the listings of their own advertisers alone begin no rooms and bring in no clients. In rooms that they are brought into they are participants.',
  'Archived: nothing is added to the room (`archived`): no messages, files, edits, reactions, pins, marks or meetings, and of those that were scheduled nobody is reminded. It can be read, renamed, deleted and unarchived, people come and go, and who may delete any message still may.',
  'Announcement rooms: `announce` takes the place of `write`. Clients read and react, come to meetings and schedule none.',
  'Internal rooms: clients cannot be brought in (`no_clients`).',
  'Clients learn who wrote what they read, and nothing of anybody else: no lists, counts, read marks, presence, typing, comings and goings. Who reacted is to them a mark without a name, who did anything else `system`, until they have written.',
];

/** The text of the file. */
export function permissionsPage(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const actions = Object.keys(PERMISSIONS) as Permission[];
  const matterActions = Object.keys(MATTER_PERMISSIONS) as MatterPermission[];
  const yes = (roles: readonly RoomRole[], role: RoomRole) => (roles.includes(role) ? 'yes' : '');
  return [
    '# Who may do what in a room with clients',
    '',
    'Made from `protocol/permissions.ts` by `npm run permissions`. Rooms decide by that table, front ends show buttons by it, and',
    '`worker/room/permissions.workerd.test.ts` tries every cell.',
    '',
    row(['role', 'who']),
    row(['---', '---']),
    ...ROOM_ROLES.map((role) => row([role, ROLES[role]])),
    '',
    row(['action', ...ROOM_ROLES, 'what it is']),
    row(['---', ...ROOM_ROLES.map(() => ':---:'), '---']),
    ...actions.map((action) => row([`\`${action}\``, ...ROOM_ROLES.map((role) => yes(PERMISSIONS[action], role)), ACTIONS[action]])),
    '',
    ...NOTES.map((note) => `- ${note}`),
    '',
    '# Who may do what to a matter',
    '',
    'The roles are as above, of the matter in place of the room.',
    '',
    row(['action', ...ROOM_ROLES, 'what it is']),
    row(['---', ...ROOM_ROLES.map(() => ':---:'), '---']),
    ...matterActions.map((action) =>
      row([`\`${action}\``, ...ROOM_ROLES.map((role) => yes(MATTER_PERMISSIONS[action], role)), MATTER_ACTIONS[action]]),
    ),
    '',
    ...MATTER_NOTES.map((note) => `- ${note}`),
    '',
  ].join('\n');
}
