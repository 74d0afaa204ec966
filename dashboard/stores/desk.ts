/** The account's live index: rooms, colleagues, sites. Held by number of change, so that after a lost line only what changed is sent. */
import { computed, signal } from '@preact/signals';
import { isOperator, type PersonId } from '../../protocol/entries.ts';
import type {
  Alert,
  ClientSummary,
  Colleague,
  DeskServerFrame,
  DeskSite,
  RoomSummary,
  SmsSummary,
  TeamSummary,
  VisitorSummary,
} from '../../protocol/frames.ts';
import { DeskLine } from './desk-line.ts';
import { heldAfter } from './held.ts';
import { isAdmin, loadMe, me } from './me.ts';

/** Visitors' rooms. */
export const rooms = signal<ReadonlyMap<string, VisitorSummary>>(new Map());
/** Rooms of colleagues one is in. */
export const teamRooms = signal<ReadonlyMap<string, TeamSummary>>(new Map());
/** Rooms with clients that one is in; of owners and admins all. */
export const clientRooms = signal<ReadonlyMap<string, ClientSummary>>(new Map());
/** Conversations by SMS and calls by phone: of own numbers; of owners and admins all. */
export const smsRooms = signal<ReadonlyMap<string, SmsSummary>>(new Map());
export const people = signal<Colleague[]>([]);
/** One was away until this line began: when the one before ended, ms, 0 for the first ever. Null where one was not. */
export const seenBefore = signal<number | null>(null);
export const sites = signal<DeskSite[]>([]);
/** Rooms in which a visitor types now; with what a list needs of one that is not there yet. */
export const typing = signal<ReadonlyMap<string, Extract<DeskServerFrame, { t: 'typing' }>>>(new Map());

export const myId = computed<PersonId | null>(() => (me.value ? `o_${me.value.user.id}` : null));
export const unreadTotal = computed(() => {
  let total = 0;
  for (const room of rooms.value.values()) if (isMine(room) || isForMe(room)) total += room.unread;
  return total;
});
export const teamUnread = computed(() => [...teamRooms.value.values()].reduce((total, { unread }) => total + unread, 0));
export const clientUnread = computed(() => [...clientRooms.value.values()].reduce((total, { unread }) => total + unread, 0));
/** Of conversations whose news one wants to be told of. */
export const smsUnread = computed(() => [...smsRooms.value.values()].reduce((total, room) => total + unreadIn(room), 0));
export const unreadIn = ({ in: isIn, muted, unread }: SmsSummary): number => (isIn && !muted ? unread : 0);
export const waitingRooms = computed(() => [...rooms.value.values()].filter(isForMe).sort((a, b) => a.chat.since - b.chat.since));

/** It waits, and this operator is asked to take it. */
export const isForMe = ({ chat, offered }: VisitorSummary): boolean => offered === true || chat.status === 'unanswered';
export const isMine = ({ chat }: VisitorSummary): boolean =>
  chat.status !== 'closed' && (chat.owner === myId.value || chat.helpers.some((helper) => helper === myId.value));
export const personName = (id: PersonId): string => people.value.find((person) => person.id === id)?.name ?? '';
/** Who answers own listings alone has nothing to do with the rest of a site. */
export const hasListingsOnly = (): boolean => !isAdmin.value && (people.value.find(({ id }) => id === myId.value)?.listingsOnly ?? false);
export const siteName = (id: string): string => sites.value.find((site) => site.id === id)?.name ?? '';

const alertListeners = new Set<(alert: Alert) => void>();
export function onAlert(listener: (alert: Alert) => void): () => void {
  alertListeners.add(listener);
  return () => alertListeners.delete(listener);
}

/** How long a visitor who typed is shown as typing without another sign, ms. */
const TYPING_LASTS = 6_000;
const typingEnds = new Map<string, ReturnType<typeof setTimeout>>();
let wanted: 'online' | 'away' = 'online';

const line = new DeskLine({
  path: '/api/desk',
  onRooms: (changed, gone, anew) => {
    const of = <K extends RoomSummary['kind']>(kind: K) => changed.filter((room): room is RoomSummary & { kind: K } => room.kind === kind);
    rooms.value = heldAfter(rooms.value, of('visitor'), [], anew);
    teamRooms.value = heldAfter(teamRooms.value, of('team'), gone, anew);
    clientRooms.value = heldAfter(clientRooms.value, of('client'), gone, anew);
    smsRooms.value = heldAfter(smsRooms.value, of('sms'), gone, anew);
  },
  onFrame: receive,
  isLetIn: async () => {
    await loadMe();
    return !!me.peek() && !me.peek()?.needsSecondFactor;
  },
});
export const { status, caughtUp, lost, more, statusTurns } = line;

/** The title of a room of colleagues: of two, what the other is called now. */
export function teamTitle({ team, title }: TeamSummary): string {
  const other = team.form === 'direct' ? team.pair.find((person) => person !== myId.value) : undefined;
  return (other && personName(other)) || title;
}

function receive(frame: DeskServerFrame): void {
  switch (frame.t) {
    case 'welcome':
      people.value = frame.people;
      sites.value = frame.sites;
      seenBefore.value = frame.seen ?? null;
      if (wanted === 'away') line.send({ t: 'presence', state: wanted });
      return;
    case 'rooms':
      for (const { id, last } of frame.rooms) if (last && !isOperator(last.by)) endTyping(id);
      return;
    case 'people':
      people.value = frame.people;
      return;
    case 'sites':
      sites.value = frame.sites;
      return;
    case 'alert':
      for (const listener of alertListeners) listener(frame.alert);
      return;
    case 'typing':
      endTyping(frame.room);
      if (!frame.on) return;
      typing.value = new Map(typing.value).set(frame.room, frame);
      typingEnds.set(
        frame.room,
        setTimeout(() => endTyping(frame.room), TYPING_LASTS),
      );
      return;
    case 'membership':
      void loadMe();
      line.anew();
  }
}

function endTyping(room: string): void {
  clearTimeout(typingEnds.get(room));
  typingEnds.delete(room);
  if (!typing.value.has(room)) return;
  const next = new Map(typing.value);
  next.delete(room);
  typing.value = next;
}

export function loadOlderRooms(): void {
  const closed = [...rooms.value.values()].filter(({ chat }) => chat.status === 'closed').map((room) => room.rev);
  const archived = [...clientRooms.value.values()].filter(({ client }) => client.archived).map((room) => room.rev);
  line.send({ t: 'older', before: Math.min(...closed, ...archived) });
}

/** Online or away; kept across reconnections. */
export function setPresence(state: 'online' | 'away'): void {
  wanted = state;
  line.send({ t: 'presence', state });
}

export const connectDesk = (): void => line.start();

export function disconnectDesk(): void {
  line.stop();
  seenBefore.value = null;
  typing.value = new Map();
}
