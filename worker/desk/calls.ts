/**
 * Calls to devices: for each person and room at most one, which waits a few seconds, goes to the push queue, and is remembered by the devices
 * it reached. It is dropped as soon as its reason is gone. People without such a device cost nothing here.
 */
import { type AlertPreferences, channelsFor, eventOf, isMuted } from '../../protocol/alert-rules.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { PushContent } from '../contracts/desk.ts';
import type { Timers } from '../durable/timers.ts';
import type { PushJob } from '../push/jobs.ts';
import { type Addressed, isFor } from './alerts.ts';
import { type CallKind, hasRead, isTakenFrom, isWanted, merged, payloadOf } from './push-rules.ts';
import { countedFor, findRoom } from './rooms.ts';
import type { StoredRoom } from './summary.ts';

/**
 * listener: who has a device that takes pushes; `json` their AlertPreferences. call: `due` while it waits (ms), `job` once it is queued,
 * `shown` the devices that have it, as JSON.
 */
export const CALLS_SCHEMA = `
  CREATE TABLE listener (person TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE call (
    person TEXT NOT NULL, room TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL,
    due INTEGER, job TEXT, shown TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (person, room)
  ) WITHOUT ROWID;
`;

/** How long a call waits for the person to see the alert by themselves, ms. */
export const CALL_AFTER = 4_000;
/** Jobs in one batch of a queue. */
const BATCH = 100;

interface Call extends Record<string, SqlStorageValue> {
  person: PersonId;
  room: string;
  kind: CallKind;
  seq: number;
  due: number | null;
  job: string | null;
  shown: string;
}

export class Calls {
  readonly #sql: SqlStorage;
  readonly #timers: Timers;
  readonly #isInFront: (person: PersonId) => boolean;
  readonly #canSee: (person: PersonId, room: StoredRoom) => boolean;

  /** `isInFront`: whether a person sees a window of theirs now. `canSee`: whether they may see a room. */
  constructor(
    ctx: DurableObjectState,
    timers: Timers,
    isInFront: (person: PersonId) => boolean,
    canSee: (person: PersonId, room: StoredRoom) => boolean,
  ) {
    this.#sql = ctx.storage.sql;
    this.#timers = timers;
    this.#isInFront = isInFront;
    this.#canSee = canSee;
  }

  /** Whether somebody has a device that takes pushes. */
  listens(person: PersonId): boolean {
    return this.#sql.exec('SELECT 1 FROM listener WHERE person = ?', person).toArray().length > 0;
  }

  /** How a person wants to be called; null ends it. */
  listen(person: PersonId, alerts: AlertPreferences | null): void {
    if (alerts) {
      this.#sql.exec(
        'INSERT INTO listener (person, json) VALUES (?1, ?2) ON CONFLICT (person) DO UPDATE SET json = ?2 WHERE json <> ?2',
        person,
        JSON.stringify(alerts),
      );
    } else {
      this.#sql.exec('DELETE FROM listener WHERE person = ?', person);
      this.#sql.exec('DELETE FROM call WHERE person = ?', person);
    }
  }

  /** A room told something new: calls whose reason is gone are dropped, alerts that are new become calls. `before`: the room as it was. */
  reported(id: string, before: StoredRoom | null, alerts: Addressed[], seq: number, now: number): void {
    const listeners = this.#listeners();
    if (listeners.length === 0) return;
    const stored = findRoom(this.#sql, id)!;
    for (const [person, preferences] of listeners) {
      const room = countedFor(this.#sql, person, stored);
      if (before && hasRead(person, before, room)) this.#drop(person, id);
      this.#review(person, room, now);
      if (!this.#canSee(person, room)) continue;
      for (const one of alerts) {
        if (!isFor(one, person) || !isWanted(one.alert.kind, person, room)) continue;
        if (this.#isPushed(preferences, one.alert.kind, room, now) && !this.#isInFront(person))
          this.#put(person, id, one.alert.kind, seq, now);
      }
    }
  }

  /** The person sees a window of theirs: whatever was to call them there they find by themselves. */
  seen(person: PersonId): void {
    this.#sql.exec(`DELETE FROM call WHERE person = ? AND kind <> 'settled' AND shown = '[]'`, person);
    this.#sql.exec(
      `UPDATE call SET due = NULL, job = NULL WHERE person = ? AND kind <> 'settled' AND (due IS NOT NULL OR job IS NOT NULL)`,
      person,
    );
  }

  /** By the alarm: hands the calls that are due to the queue. One the queue did not take is handed again, under the same id. */
  async run(now: number, queue: Queue<PushJob>, account: string): Promise<void> {
    const due = this.#sql.exec<Call>('SELECT * FROM call WHERE due <= ? ORDER BY due LIMIT ?', now, BATCH).toArray();
    const jobs: PushJob[] = [];
    for (const { person, room: id, kind, seq } of due) {
      if (this.#payload(person, id, kind, now) === null) {
        this.#drop(person, id);
        continue;
      }
      const job = `${kind}:${id}:${seq}:${person}`;
      // Before it is sent: the consumer may ask about it while this turn still waits for the queue.
      this.#sql.exec('UPDATE call SET job = ? WHERE person = ? AND room = ?', job, person, id);
      jobs.push({ id: job, kind: 'alert', account, person, room: id });
    }
    if (jobs.length > 0) await queue.sendBatch(jobs.map((body) => ({ body })));
    for (const { id, person, room } of jobs) {
      this.#sql.exec('UPDATE call SET due = NULL WHERE person = ? AND room = ? AND job = ? AND due <= ?', person, room, id, now);
    }
    const next = this.#sql.exec<{ due: number | null }>('SELECT min(due) AS due FROM call').one().due;
    if (next !== null) this.#timers.setEarliest('calls', next);
  }

  /** What a job says now; null when it is over. */
  content(person: PersonId, id: string, job: string, now: number): PushContent | null {
    const call = this.#find(person, id);
    if (call?.job !== job) return null;
    const payload = this.#payload(person, id, call.kind, now);
    if (payload === null) {
      this.#drop(person, id);
      return null;
    }
    return { payload, ...(call.kind === 'settled' ? { only: JSON.parse(call.shown) as string[] } : {}) };
  }

  /** Devices have been called. What was settled meanwhile is taken back from them. */
  pushed(person: PersonId, id: string, job: string, devices: string[], now: number): void {
    const kind = job.slice(0, job.indexOf(':')) as CallKind;
    const room = this.#roomFor(person, id);
    const call = this.#find(person, id);
    if (!room || !this.#listeners().some(([one]) => one === person)) return;
    if (kind === 'settled') {
      if (call?.job === job) this.#sql.exec('DELETE FROM call WHERE person = ? AND room = ?', person, id);
      return;
    }
    // That a colleague picked up stays true: nothing to take back.
    if (kind === 'taken') return;
    const shown = JSON.stringify([...new Set([...(call ? (JSON.parse(call.shown) as string[]) : []), ...devices])]);
    this.#sql.exec(
      `INSERT INTO call (person, room, kind, seq, shown) VALUES (?1, ?2, ?3, 0, ?4)
       ON CONFLICT (person, room) DO UPDATE SET shown = ?4`,
      person,
      id,
      kind,
      shown,
    );
    this.#review(person, room, now);
  }

  #roomFor(person: PersonId, id: string): StoredRoom | null {
    const room = findRoom(this.#sql, id);
    return room && countedFor(this.#sql, person, room);
  }

  #listeners(): [PersonId, AlertPreferences][] {
    return this.#sql
      .exec<{ person: PersonId; json: string }>('SELECT person, json FROM listener')
      .toArray()
      .map(({ person, json }) => [person, JSON.parse(json)]);
  }

  #find(person: PersonId, room: string): Call | undefined {
    return this.#sql.exec<Call>('SELECT * FROM call WHERE person = ? AND room = ?', person, room).toArray()[0];
  }

  #isPushed(preferences: AlertPreferences, kind: CallKind, room: StoredRoom, now: number): boolean {
    const [owned, site] = room.kind === 'visitor' ? [room.chat.owner !== null, room.site] : [true, ''];
    if (kind === 'settled') return true;
    return !isMuted(preferences, kind, room.id) && channelsFor(preferences, eventOf(kind, owned), site, now).push;
  }

  /** What a call says; null when it has no point any more, or the person does not want it or sees it by themselves. */
  #payload(person: PersonId, id: string, kind: CallKind, now: number): PushContent['payload'] | null {
    const room = this.#roomFor(person, id);
    const preferences = this.#listeners().find(([one]) => one === person)?.[1];
    if (!room || !preferences || !this.#canSee(person, room) || !isWanted(kind, person, room)) return null;
    if (!this.#isPushed(preferences, kind, room, now) || (kind !== 'settled' && this.#isInFront(person))) return null;
    return payloadOf(kind, person, room);
  }

  #put(person: PersonId, room: string, kind: CallKind, seq: number, now: number): void {
    const call = this.#find(person, room);
    // Taking back what is shown says already that a colleague picked up.
    if (call?.kind === 'settled' && kind === 'taken') return;
    const waits = call && call.kind !== 'settled' ? call.due : null;
    const due = waits ?? now + CALL_AFTER;
    this.#sql.exec(
      `INSERT INTO call (person, room, kind, seq, due) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (person, room) DO UPDATE SET kind = ?3, seq = ?4, due = ?5, job = NULL`,
      person,
      room,
      merged(waits === null ? null : call!.kind, kind),
      seq,
      due,
    );
    this.#timers.setEarliest('calls', due);
  }

  /** Drops a call whose reason is gone; takes back what devices show of a chat that a colleague has now. */
  #review(person: PersonId, room: StoredRoom, now: number): void {
    const call = this.#find(person, room.id);
    if (!call) return;
    if (room.kind === 'visitor' && room.chat.status === 'closed') {
      this.#sql.exec('DELETE FROM call WHERE person = ? AND room = ?', person, room.id);
    } else if (call.kind === 'settled') {
      return;
    } else if (call.shown !== '[]' && room.kind === 'visitor' && isTakenFrom(person, room.chat)) {
      this.#sql.exec(
        `UPDATE call SET kind = 'settled', seq = seq + 1, due = ?, job = NULL WHERE person = ? AND room = ?`,
        now,
        person,
        room.id,
      );
      this.#timers.setEarliest('calls', now);
    } else if (!isWanted(call.kind, person, room)) {
      this.#drop(person, room.id);
    }
  }

  /** Ends a call; what devices show of it is remembered as long as the chat may still be taken from them. */
  #drop(person: PersonId, room: string): void {
    this.#sql.exec(`DELETE FROM call WHERE person = ? AND room = ? AND (shown = '[]' OR kind = 'settled')`, person, room);
    const rest = 'UPDATE call SET due = NULL, job = NULL WHERE person = ? AND room = ? AND (due IS NOT NULL OR job IS NOT NULL)';
    this.#sql.exec(rest, person, room);
  }
}
