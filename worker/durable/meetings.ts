/**
 * The meetings of RealtimeKit that an object's calls or broadcasts go through: which one, who is who in it, and what RealtimeKit told of who is there.
 * `subject` is what a meeting is for: a call, a broadcast. The outside is never awaited here: who is to be put out, and what is to be ended, is written
 * with the reason for it and handed to the queue from there.
 */
import type { PersonId } from '../../protocol/entries.ts';
import type { Env } from '../env.ts';
import type { VideoJob } from '../video/jobs.ts';
import type { MeetingEvent } from '../video/meeting-event.ts';
import type { Timers } from './timers.ts';

/**
 * Part of an object's schema. `meeting_peer`: connections that RealtimeKit told of, `gone` 1 for those that ended, which stay until the meeting does,
 * since a telling that comes late or again must not bring them back. `meeting_job`: what is to be handed to the queue.
 */
export const MEETINGS_SCHEMA = `
  CREATE TABLE meeting (subject TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
  CREATE TABLE meeting_seat (subject TEXT, person TEXT, participant TEXT NOT NULL, PRIMARY KEY (subject, person)) WITHOUT ROWID;
  CREATE TABLE meeting_peer (peer TEXT PRIMARY KEY, subject TEXT NOT NULL, person TEXT NOT NULL, session TEXT NOT NULL, gone INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE meeting_job (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
`;

/** Timer of the hand-over. */
const HANDOVER = 'meetings';
/** A hand-over that was cut off goes on after this, ms. */
const AGAIN = 30_000;
/** What a queue takes at once. https://developers.cloudflare.com/queues/platform/limits/ */
const BATCH = 100;
/** Connections of one meeting that are kept track of: nobody can fill an object by coming and going. */
const MAX_PEERS = 5_000;

/** What RealtimeKit's telling changed: who came, and who is on no connection any more. */
export interface Presence {
  subject: string;
  came: PersonId[];
  left: PersonId[];
}

export class Meetings {
  readonly #sql: () => SqlStorage;
  readonly #timers: Timers;
  readonly #env: () => Pick<Env, 'VIDEO'>;
  readonly #account: () => string;

  constructor(sql: () => SqlStorage, timers: Timers, env: () => Pick<Env, 'VIDEO'>, account: () => string) {
    this.#sql = sql;
    this.#timers = timers;
    this.#env = env;
    this.#account = account;
  }

  /** The meeting of a subject, and who somebody is in it, as far as there are. */
  of(subject: string, person: PersonId): { meeting?: string; participant?: string } {
    const meeting = this.#meeting(subject);
    const participant = this.#participant(subject, person);
    return { ...(meeting ? { meeting } : {}), ...(participant ? { participant } : {}) };
  }

  /** A meeting was made for a subject. Answers the one that counts: the first, unless that was `lost`. Another one is ended. */
  keep(subject: string, made: string, lost?: string): string {
    const known = this.#meeting(subject);
    if (known === made) return made;
    if (known !== undefined && known !== lost) {
      this.discard(made);
      return known;
    }
    if (known !== undefined) this.#forget(subject);
    this.#sql().exec('INSERT INTO meeting (subject, id) VALUES (?, ?)', subject, made);
    return made;
  }

  /** Somebody has been joined to a meeting. Answers who they are in it: the first, unless that was `lost`. Another one is put out. */
  keepSeat(subject: string, person: PersonId, joined: { meeting: string; participant: string }, lost?: string): string | null {
    const { meeting, participant } = joined;
    const known = this.#participant(subject, person);
    if (known === participant) return known;
    if (this.#meeting(subject) !== meeting || (known !== undefined && known !== lost)) {
      this.discardSeat(meeting, participant);
      return known ?? null;
    }
    this.#sql().exec(
      'INSERT INTO meeting_seat (subject, person, participant) VALUES (?1, ?2, ?3) ON CONFLICT (subject, person) DO UPDATE SET participant = ?3',
      subject,
      person,
      participant,
    );
    return participant;
  }

  /** Everybody who was joined to the meeting of a subject. */
  people(subject: string): PersonId[] {
    const rows = this.#sql().exec<{ person: string }>('SELECT person FROM meeting_seat WHERE subject = ?', subject).toArray();
    return rows.map(({ person }) => person as PersonId);
  }

  /** Somebody may be in it no more. */
  putOut(subject: string, person: PersonId): void {
    const { meeting, participant } = this.of(subject, person);
    this.#sql().exec('DELETE FROM meeting_seat WHERE subject = ? AND person = ?', subject, person);
    if (meeting && participant) this.discardSeat(meeting, participant);
  }

  /** What the meeting was for is over. */
  end(subject: string): void {
    const meeting = this.#meeting(subject);
    if (!meeting) return;
    this.discard(meeting);
    this.#forget(subject);
  }

  /** Nothing that a meeting could be for is on any more. */
  endAll(): void {
    for (const { subject } of this.#sql().exec<{ subject: string }>('SELECT subject FROM meeting').toArray()) this.end(subject);
  }

  /** Ends a meeting that is not wanted. */
  discard(meeting: string): void {
    this.#enqueue({ id: `meeting:${meeting}:end`, kind: 'end', account: this.#account(), meeting });
  }

  /** Puts out who should not have been joined. */
  discardSeat(meeting: string, participant: string): void {
    this.#enqueue({ id: `meeting:${meeting}:out:${participant}`, kind: 'remove', account: this.#account(), meeting, participant });
  }

  /** RealtimeKit told something. null when it is about a meeting or a person of whom nothing is known here, or was told before. */
  told({ kind, meeting, session, person, peer }: MeetingEvent): Presence | null {
    const subject = this.#sql().exec<{ subject: string }>('SELECT subject FROM meeting WHERE id = ?', meeting).toArray()[0]?.subject;
    if (subject === undefined || this.#isFull(subject)) return null;
    if (kind === 'ended') return this.#ended(subject, session);
    if (kind === 'started' || !person || !peer || !this.#participant(subject, person as PersonId)) return null;
    const who = person as PersonId;
    if (!this.#note(peer, subject, who, session, kind === 'left')) return null;
    if (kind === 'joined') return { subject, came: [who], left: [] };
    return { subject, came: [], left: this.#isThere(subject, who) ? [] : [who] };
  }

  #ended(subject: string, session: string): Presence | null {
    if (!this.#note(`session:${session}`, subject, '', session, true)) return null;
    const sql = this.#sql();
    sql.exec('UPDATE meeting_peer SET gone = 1 WHERE subject = ? AND session = ?', subject, session);
    return { subject, came: [], left: this.people(subject).filter((person) => !this.#isThere(subject, person)) };
  }

  /** Notes where a connection stands; false when it is known. They are told in any order: who left has left. */
  #note(peer: string, subject: string, person: string, session: string, gone: boolean): boolean {
    const written = this.#sql().exec(
      `INSERT INTO meeting_peer (peer, subject, person, session, gone) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (peer) DO UPDATE SET gone = 1 WHERE subject = ?2 AND gone < ?5`,
      peer,
      subject,
      person,
      session,
      gone ? 1 : 0,
    );
    return written.rowsWritten > 0;
  }

  #isThere(subject: string, person: PersonId): boolean {
    const there = this.#sql().exec('SELECT 1 FROM meeting_peer WHERE subject = ? AND person = ? AND gone = 0 LIMIT 1', subject, person);
    return there.toArray().length > 0;
  }

  #isFull(subject: string): boolean {
    return (
      this.#sql().exec<{ count: number }>('SELECT count(*) AS count FROM meeting_peer WHERE subject = ?', subject).one().count >= MAX_PEERS
    );
  }

  /** Does the work of a timer; others are none of its business. */
  async due(key: string): Promise<void> {
    if (key !== HANDOVER) return;
    // Should this instance end in the middle, its successor goes on.
    this.#timers.set(HANDOVER, Date.now() + AGAIN);
    const sql = this.#sql();
    for (;;) {
      const rows = sql.exec<{ id: string; json: string }>('SELECT id, json FROM meeting_job ORDER BY id LIMIT ?', BATCH).toArray();
      if (rows.length === 0) break;
      await this.#env().VIDEO.sendBatch(rows.map(({ json }) => ({ body: JSON.parse(json) as VideoJob })));
      for (const { id } of rows) sql.exec('DELETE FROM meeting_job WHERE id = ?', id);
    }
    this.#timers.clear(HANDOVER);
  }

  #enqueue(job: VideoJob): void {
    this.#sql().exec('INSERT INTO meeting_job (id, json) VALUES (?, ?) ON CONFLICT (id) DO NOTHING', job.id, JSON.stringify(job));
    this.#timers.setEarliest(HANDOVER, Date.now());
  }

  #forget(subject: string): void {
    for (const table of ['meeting_seat', 'meeting_peer', 'meeting']) this.#sql().exec(`DELETE FROM ${table} WHERE subject = ?`, subject);
  }

  #meeting(subject: string): string | undefined {
    return this.#sql().exec<{ id: string }>('SELECT id FROM meeting WHERE subject = ?', subject).toArray()[0]?.id;
  }

  #participant(subject: string, person: PersonId): string | undefined {
    return this.#sql()
      .exec<{ participant: string }>('SELECT participant FROM meeting_seat WHERE subject = ? AND person = ?', subject, person)
      .toArray()[0]?.participant;
  }
}
