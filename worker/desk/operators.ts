/** Operators' sockets at the desk: what each carries, and what is sent to all of them. */
import type { ClientRoom } from '../../protocol/client-room.ts';
import { isClient, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { Colleague, DeskServerFrame, RoomSummary } from '../../protocol/frames.ts';
import type { SmsRoom } from '../../protocol/sms.ts';
import type { Team } from '../../protocol/team.ts';
import { partsOf } from '../contracts/people.ts';
import type { Answering } from '../contracts/site.ts';
import { attach, attached, isDead, openSockets, send } from '../durable/sockets.ts';
import { mayKnow, maySee } from '../site/access.ts';
import { type Addressed, isFor } from './alerts.ts';
import { accesses, members } from './members.ts';
import { placeIn } from './participants.ts';
import { accessOf, answeringOf, colleagues, type Presence, presenceOf } from './presence.ts';
import { catchUp, type Line, seenBy } from './rooms.ts';
import type { StoredRoom } from './summary.ts';

/** The attachment of a socket. `rev` is the last change sent on it, null before its hello and after it was given up. */
export interface OperatorSocket extends Presence {
  /** When it connected, ms since epoch. */
  since: number;
  rev: number | null;
  /** Whether the person sees this window, as it told. */
  front: boolean;
}

export const personTag = (person: PersonId): string => `person:${person}`;
export const sessionTag = (session: string): string => `session:${session}`;

export class Operators {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Sockets that have said hello and not been given up: operators' and clients'. */
  everyone(tag?: string): [WebSocket, OperatorSocket][] {
    return openSockets(this.#ctx, tag)
      .map((ws): [WebSocket, OperatorSocket] => [ws, attached<OperatorSocket>(ws)])
      .filter(([, { rev }]) => rev !== null);
  }

  /** Those of operators: whatever is not the lines of rooms is for them alone. */
  greeted(tag?: string): [WebSocket, OperatorSocket][] {
    return this.everyone(tag).filter(([, { person }]) => isOperator(person));
  }

  states(): Map<PersonId, 'online' | 'away'> {
    return presenceOf(this.greeted().map(([, socket]) => socket));
  }

  /** Who can answer visitors now; `texters` do so without an app. */
  answering(texters: PersonId[]): Answering {
    return answeringOf(members(this.#ctx.storage.sql), new Map([...this.states(), ...texters.map((id) => [id, 'online'] as const)]));
  }

  /** Whether an app of theirs is connected, as far as one can know: a line that is dead does not count. */
  isConnected(person: PersonId): boolean {
    const now = Date.now();
    return this.greeted(personTag(person)).some(([ws, { since }]) => !isDead(this.#ctx, ws, since, now));
  }

  /** Whether the person sees a window of theirs: one that is in front of nobody, or whose line is dead, does not count. */
  isInFront(person: PersonId): boolean {
    const now = Date.now();
    return this.greeted(personTag(person)).some(
      ([ws, { front, state, since }]) => front && state === 'online' && !isDead(this.#ctx, ws, since, now),
    );
  }

  /** Colleagues as this person may know them: who answers only their own listings knows those who share them, and owners and admins. */
  people(viewer: PersonId): Colleague[] {
    const all = members(this.#ctx.storage.sql);
    const me = all.find(({ id }) => id === viewer);
    const known = me ? all.filter((one) => one === me || mayKnow(accessOf(me), accessOf(one))) : all;
    return colleagues(known, this.states());
  }

  sendPeople(): void {
    for (const [ws, { person }] of this.greeted()) send(ws, { t: 'people', people: this.people(person) } satisfies DeskServerFrame);
  }

  /**
   * Answers whether a person may see a room: of colleagues its members, whatever their role; with clients who is in it, and owners and admins; of a
   * visitor by their access.
   */
  sight(): (person: PersonId, room: Sighted) => boolean {
    const { sql } = this.#ctx.storage;
    const known = accesses(sql);
    return (person, room) => {
      const access = known.get(person);
      if (room.kind === 'client') {
        if (room.client.erased) return false;
        return access?.admin || ((access !== undefined || isClient(person)) && placeIn(sql, room.id, person)?.inside === true);
      }
      if (access === undefined) return false;
      if (room.kind === 'sms') return !room.sms.erased && (access.admin || room.sms.members.includes(person));
      return room.kind === 'team' ? room.team.members.includes(person) : maySee(access, partsOf(room.id).advertiser);
    };
  }

  sendAll(frame: DeskServerFrame): void {
    for (const [ws] of this.greeted()) send(ws, frame);
  }

  /** To everyone who may see the room, but not to who caused it. */
  sendAbout(room: Sighted, frame: DeskServerFrame, except: PersonId): void {
    const canSee = this.sight();
    for (const [ws, { person }] of this.greeted()) if (person !== except && canSee(person, room)) send(ws, frame);
  }

  sendTo(person: PersonId, frame: DeskServerFrame): void {
    for (const [ws] of this.greeted(personTag(person))) send(ws, frame);
  }

  sendAlerts(room: Sighted, alerts: Addressed[]): void {
    const canSee = this.sight();
    for (const [ws, { person }] of this.greeted()) {
      if (!canSee(person, room)) continue;
      for (const one of alerts) if (isFor(one, person)) send(ws, { t: 'alert', alert: one.alert });
    }
  }

  /**
   * Sends each socket the changes after the last one sent on it: what a failure once left out goes along. `only`: the newest change is nothing to all
   * others.
   */
  pushRooms(only?: ReadonlySet<PersonId>): void {
    const sql = this.#ctx.storage.sql;
    const canSee = this.sight();
    const after = new Map<number, ReturnType<typeof catchUp>>();
    for (const [ws, socket] of this.everyone()) {
      const from = socket.rev!;
      const { rev, lines } = after.get(from) ?? after.set(from, catchUp(sql, from)).get(from)!;
      if (rev <= from) continue;
      attach(ws, { ...socket, rev });
      if (only && rev - from === 1 && !only.has(socket.person)) continue;
      const shown = visible(sql, canSee, socket.person, lines);
      // What happens in rooms of others is nothing to a client, not even that it does.
      if (isClient(socket.person) && shown.rooms.length === 0 && !shown.gone) continue;
      send(ws, { t: 'rooms', rev, ...shown } satisfies DeskServerFrame);
    }
  }
}

/** What decides who sees a room. */
type Sighted =
  | { kind: 'visitor'; id: string }
  | { kind: 'team'; team: Pick<Team, 'members'> }
  | { kind: 'client'; id: string; client: Pick<ClientRoom, 'erased'> }
  | { kind: 'sms'; sms: Pick<SmsRoom, 'members' | 'erased'> };

/** The rows as this person sees them, without those they may not see, and the rooms among them that they are in no more. */
export function visible(
  sql: SqlStorage,
  canSee: ReturnType<Operators['sight']>,
  person: PersonId,
  lines: Line[],
): { rooms: RoomSummary[]; gone?: string[] } {
  const isGone = (room: StoredRoom): boolean => {
    if (room.kind === 'team') return room.former.includes(person);
    if (room.kind === 'sms') return isHidden(room) || (!canSee(person, room) && (room.former.includes(person) || !!room.sms.erased));
    return room.kind === 'client' && !canSee(person, room) && (isOperator(person) || placeIn(sql, room.id, person) !== null);
  };
  const isHidden = (room: StoredRoom): boolean => room.kind === 'sms' && room.hidden.includes(person);
  const gone = lines.flatMap(({ room }) => (isGone(room) ? room.id : []));
  const seen = lines.filter(({ room }) => canSee(person, room) && !isHidden(room));
  return { rooms: seenBy(sql, person, seen), ...(gone.length > 0 ? { gone } : {}) };
}
