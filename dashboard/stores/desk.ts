/** The account's live index: rooms, colleagues, sites. Held by number of change, so that after a lost line only what changed is sent. */
import { computed, signal } from '@preact/signals';
import { Connection, type ConnectionStatus, type SocketLike } from '../../protocol/client/connection.ts';
import { isOperator, type PersonId } from '../../protocol/entries.ts';
import {
  type Alert,
  type ClientSummary,
  type Colleague,
  type DeskClientFrame,
  type DeskServerFrame,
  type DeskSite,
  type RoomSummary,
  SUBPROTOCOL,
  type TeamSummary,
  VERSION,
  type VisitorSummary,
} from '../../protocol/frames.ts';
import { loadMe, me } from './me.ts';

export const status = signal<ConnectionStatus>('stopped');
/** The lists are whole and the line is open. */
export const caughtUp = signal(false);
/** Visitors' rooms. */
export const rooms = signal<ReadonlyMap<string, VisitorSummary>>(new Map());
/** Rooms of colleagues one is in. */
export const teamRooms = signal<ReadonlyMap<string, TeamSummary>>(new Map());
/** Rooms with clients that one is in; of owners and admins all. */
export const clientRooms = signal<ReadonlyMap<string, ClientSummary>>(new Map());
export const people = signal<Colleague[]>([]);
export const sites = signal<DeskSite[]>([]);
export const more = signal(false);
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
export const waitingRooms = computed(() => [...rooms.value.values()].filter(isForMe).sort((a, b) => a.chat.since - b.chat.since));

/** It waits, and this operator is asked to take it. */
export const isForMe = ({ chat, offered }: VisitorSummary): boolean => offered === true || chat.status === 'unanswered';
export const isMine = ({ chat }: VisitorSummary): boolean =>
  chat.status !== 'closed' && (chat.owner === myId.value || chat.helpers.some((helper) => helper === myId.value));
export const personName = (id: PersonId): string => people.value.find((person) => person.id === id)?.name ?? '';
export const siteName = (id: string): string => sites.value.find((site) => site.id === id)?.name ?? '';

const alertListeners = new Set<(alert: Alert) => void>();
export function onAlert(listener: (alert: Alert) => void): () => void {
  alertListeners.add(listener);
  return () => alertListeners.delete(listener);
}

/** How long a visitor who typed is shown as typing without another sign, ms. */
const TYPING_LASTS = 6_000;
const typingEnds = new Map<string, ReturnType<typeof setTimeout>>();
let rev: number | undefined;
let wanted: 'online' | 'away' = 'online';

const connection = new Connection({
  open: () => {
    const address = `${location.origin.replace(/^http/, 'ws')}/api/desk`;
    return new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike;
  },
  onOpen: () =>
    connection.send({ t: 'hello', v: VERSION, front: !document.hidden, ...(rev === undefined ? {} : { rev }) } satisfies DeskClientFrame),
  onFrame: (frame) => receive(frame as DeskServerFrame),
  onStatus: (next) => {
    status.value = next;
    if (next !== 'open') caughtUp.value = false;
    // Refused for good: the session or the membership ended.
    if (next === 'stopped' && connection.lastCode >= 4400) void loadMe().then(startAgain, () => undefined);
  },
});

/** At most so often, ms: a refusal that stays must not turn into a storm. */
const AGAIN_EVERY = 5_000;
let startedAgain = 0;

/** The session was only replaced by another, as a changed password does: this person may go on. */
function startAgain(): void {
  if (connection.lastCode !== 4401 || !me.peek() || me.peek()?.needsSecondFactor) return;
  if (Date.now() - startedAgain < AGAIN_EVERY) return;
  startedAgain = Date.now();
  connection.start();
}

/** The title of a room of colleagues: of two, what the other is called now. */
export function teamTitle({ team, title }: TeamSummary): string {
  const other = team.form === 'direct' ? team.pair.find((person) => person !== myId.value) : undefined;
  return (other && personName(other)) || title;
}

function merge(changed: RoomSummary[], gone: string[] = [], anew = false): void {
  const visitors = new Map(anew ? [] : rooms.value);
  const teams = new Map(anew ? [] : teamRooms.value);
  const clients = new Map(anew ? [] : clientRooms.value);
  for (const room of changed) {
    if (room.kind === 'team') put(teams, room);
    else if (room.kind === 'client') put(clients, room);
    else put(visitors, room);
  }
  for (const id of gone) {
    teams.delete(id);
    clients.delete(id);
  }
  rooms.value = visitors;
  teamRooms.value = teams;
  clientRooms.value = clients;
}

function put<S extends RoomSummary>(into: Map<string, S>, room: S): void {
  if ((into.get(room.id)?.rev ?? -1) <= room.rev) into.set(room.id, room);
}

function receive(frame: DeskServerFrame): void {
  switch (frame.t) {
    case 'welcome':
      connection.settled();
      merge(frame.rooms, frame.gone, !frame.resumed);
      rev = frame.rev;
      people.value = frame.people;
      sites.value = frame.sites;
      if (!frame.resumed) more.value = frame.more;
      caughtUp.value = true;
      if (wanted === 'away') connection.send({ t: 'presence', state: wanted } satisfies DeskClientFrame);
      return;
    case 'rooms':
      rev = Math.max(rev ?? 0, frame.rev);
      merge(frame.rooms, frame.gone);
      for (const { id, last } of frame.rooms) if (last && !isOperator(last.by)) endTyping(id);
      return;
    case 'older':
      merge(frame.rooms);
      more.value = !frame.done;
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
      // What one may see is another: the lists begin anew.
      void loadMe();
      rev = undefined;
      connection.restart();
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
  const archived = [...clientRooms.value.values()].filter(({ client }) => client.archived).map((room) => room.rev);
  const closed = [...rooms.value.values()]
    .filter(({ chat }) => chat.status === 'closed')
    .map((room) => room.rev)
    .concat(archived);
  connection.send({ t: 'older', before: Math.min(...closed) } satisfies DeskClientFrame);
}

/** Online or away; kept across reconnections. */
export function setPresence(state: 'online' | 'away'): void {
  wanted = state;
  connection.send({ t: 'presence', state } satisfies DeskClientFrame);
}

export const connectDesk = (): void => connection.start();

export function disconnectDesk(): void {
  connection.stop();
  rev = undefined;
  rooms.value = new Map();
  teamRooms.value = new Map();
  clientRooms.value = new Map();
  typing.value = new Map();
}

addEventListener('online', () => connection.poke());
document.addEventListener('visibilitychange', () => {
  // What the person sees by themselves is not pushed to their phone.
  connection.send({ t: 'front', on: !document.hidden } satisfies DeskClientFrame);
  if (!document.hidden) connection.poke();
});
