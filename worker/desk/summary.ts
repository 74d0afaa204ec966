/** A room's line in operators' lists, as the desk keeps it: the same for all but the unread count, which is each viewer's own. Pure. */

import { clientView } from '../../protocol/client-room.ts';
import { isClient, type PersonId } from '../../protocol/entries.ts';
import type { ClientSummary, RoomSummary, SmsSummary, TeamSummary, VisitorSummary } from '../../protocol/frames.ts';
import type { ClientReport, RoomReport, SmsReport, TeamReport, VisitorReport } from '../contracts/reports.ts';

/** What a row of a visitor's room holds as JSON; `rev` and `seq` are columns. */
export type StoredChat = Omit<VisitorSummary, 'unread' | 'rev' | 'seq' | 'offered'> & {
  unread: Record<string, number>;
  pending: number;
  /** Who is asked to take it, while it waits. */
  asked?: PersonId[];
};

/** What a row of a room of colleagues holds. */
export type StoredTeam = Omit<TeamSummary, 'unread' | 'rev' | 'seq' | 'title'> & {
  unread: Record<string, number>;
  /** Of a direct room: what the two are called. */
  names: Record<string, string>;
  /** Who were members once: their lists let go of it. */
  former: PersonId[];
};

/** What a row of a room with clients holds. `unread` is empty in the row and filled in for who asks (`Participants`). */
export type StoredClients = Omit<ClientSummary, 'unread' | 'rev' | 'seq' | 'in'> & { unread: Record<string, number>; inside: PersonId[] };

/** What a row of a conversation by SMS holds. */
export type StoredSms = Omit<SmsSummary, 'unread' | 'rev' | 'seq' | 'in' | 'muted'> & {
  unread: Record<string, number>;
  muted: PersonId[];
  hidden: PersonId[];
  /** Whose it was once: their lists let go of it. */
  former: PersonId[];
};

export type StoredRoom = StoredChat | StoredTeam | StoredClients | StoredSms;

/** `before`: what is stored of the room; `asked`: whom its waiting chat is offered to. */
export function storedRoom(report: RoomReport, before: StoredRoom | null, asked?: PersonId[]): StoredRoom {
  if (report.kind === 'client') return storedClients(report);
  if (report.kind === 'sms') return storedSms(report, before);
  return report.kind === 'team' ? storedTeam(report, before) : storedChat(report, asked);
}

const storedClients = ({ room, client, last }: ClientReport): StoredClients => ({
  id: room,
  kind: 'client',
  client,
  last,
  unread: {},
  inside: [],
});

/** What a client gets otherwise: who wrote is theirs to know, who began the room is not. */
const shownToClient = ({ client, last }: StoredClients, me: PersonId): Pick<StoredClients, 'client' | 'last'> => ({
  client: clientView(client, me),
  last: last && last.kind !== 'message' ? { ...last, by: 'system' } : last,
});

function storedChat({ room, site, chat, visitor, page, last, unread, pending }: VisitorReport, asked?: PersonId[]): StoredChat {
  const offer = asked && chat.status === 'waiting' ? { asked } : {};
  return { id: room, kind: 'visitor', site, chat, visitor, ...(page ? { page } : {}), last, unread, pending, ...offer };
}

function storedTeam({ room, team, names, last, unread }: TeamReport, before: StoredRoom | null): StoredTeam {
  const known = before?.kind === 'team' ? [...before.former, ...before.team.members] : [];
  const former = [...new Set(known)].filter((person) => !team.members.includes(person));
  return { id: room, kind: 'team', team, names, last, unread, former };
}

function storedSms({ room, sms, last, unread, muted, hidden }: SmsReport, before: StoredRoom | null): StoredSms {
  const known = before?.kind === 'sms' ? [...before.former, ...before.sms.members] : [];
  const former = [...new Set(known)].filter((person) => !sms.members.includes(person));
  return { id: room, kind: 'sms', sms, last, unread, muted, hidden, former };
}

/** The summary as one operator sees it: those who never were in a visitor's chat count what no operator has answered. */
export function summaryFor(viewer: PersonId, room: StoredRoom, rev: number, seq: number): RoomSummary {
  if (room.kind === 'team') {
    const { unread, names, former: _former, ...rest } = room;
    const { team } = room;
    const title = team.form === 'group' ? team.name : (names[team.pair.find((person) => person !== viewer) ?? viewer] ?? '');
    return { ...rest, rev, seq, title, unread: unread[viewer] ?? 0 };
  }
  if (room.kind === 'client') {
    const { unread, inside, ...rest } = room;
    const shown = isClient(viewer) ? shownToClient(room, viewer) : {};
    return { ...rest, rev, seq, ...shown, in: inside.includes(viewer), unread: unread[viewer] ?? 0 };
  }
  if (room.kind === 'sms') {
    const { unread, muted, hidden: _hidden, former: _former, ...rest } = room;
    return { ...rest, rev, seq, in: room.sms.members.includes(viewer), muted: muted.includes(viewer), unread: unread[viewer] ?? 0 };
  }
  const { unread, pending, asked, ...rest } = room;
  return { ...rest, rev, seq, unread: unread[viewer] ?? pending, ...(asked?.includes(viewer) ? { offered: true as const } : {}) };
}
