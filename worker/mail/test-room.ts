/** For tests in workerd: a real room with clients whose rounds of mails are told to close, and what it hands to the queue. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import type { PersonId } from '../../protocol/entries.ts';
import type { Person } from '../contracts/people.ts';
import type { ClientBegin } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import type { Room } from '../room/room.ts';
import type { MailJob } from './jobs.ts';
import { type Mail, MailFailure, type MailPort } from './port.ts';

export type DigestJob = Extract<MailJob, { kind: 'digest' }>;

/** Longer than any pause that is set in a test, ms. */
const LONG = 48 * 60 * 60_000;
/** Of the rounds. */
const TIMERS = ['digest', 'digest:handover'];

export const olga: Person & { kind: 'operator' } = {
  kind: 'operator',
  id: 'o_u1',
  account: 'a1',
  user: 'u1',
  session: 's1',
  role: 'owner',
  name: 'Olga',
  access: { admin: true, listingsOnly: false, advertisers: [] },
};

export class TestRoom {
  readonly name = `client.${crypto.randomUUID().replaceAll('-', '')}`;
  /** All that the queue took, in order. */
  jobs: DigestJob[] = [];
  /** What happens when the queue is given a batch: it takes none of it, takes it and the room does not hear of it, or the room is gone in that moment. */
  faults: ('refuse' | 'lose' | 'crash' | null)[] = [];
  #written = 0;

  get stub() {
    return env.ROOM.getByName(this.name);
  }

  async begin(people: PersonId[], form: ClientBegin['form'] = 'clients', name = 'The move'): Promise<this> {
    const begun = await this.stub.openClients(olga, this.name, {
      form,
      name,
      assignee: olga.id,
      people: [olga.id, ...people].map((id) => ({ id, name: nameOf(id) })),
    });
    expect(begun).toEqual({ ok: true });
    return this;
  }

  /** Somebody writes; answers the seq. */
  async write(by: PersonId, text: string, files: Parameters<Room['mailed']>[1]['files'] = []): Promise<number> {
    const answer = await this.stub.mailed(by, { text, files, cid: `cid-${this.name}-${++this.#written}` });
    if (!answer.ok) throw new Error(answer.code);
    return answer.seq;
  }

  /** Somebody has read up to `seq`. */
  read(id: PersonId, seq: number): Promise<void> {
    return this.#inside(({ conversation }) => void conversation.members.read(id, seq));
  }

  /** Somebody takes back, or changes, a message of theirs. */
  change(by: PersonId, draft: { kind: 'deleted'; of: number } | { kind: 'edited'; of: number; text: string }): Promise<void> {
    return this.#inside((room) => void room.commit(by, [{ draft }]));
  }

  /** When its round closes, ms; null when none is open. */
  due(): Promise<number | null> {
    return this.#inside((room) => room.timers.due('digest'));
  }

  evict(): Promise<void> {
    return evictDurableObject(this.stub);
  }

  /** Time passes: the round that is open closes, and the room does with it what it can. */
  async pass(): Promise<void> {
    await runInDurableObject(this.stub, (_, { storage }) => {
      storage.sql.exec('UPDATE log SET at = at - ?', LONG);
    });
    // Once to close the round, once to hand it over.
    for (let run = 0; run < 2; run++) {
      await this.#inside((room) => {
        for (const key of TIMERS) if (room.timers.due(key) !== null) room.timers.set(key, 1);
      });
      await runDurableObjectAlarm(this.stub).catch((error: unknown) => {
        if (!String(error).includes('crash')) throw error;
      });
      // The runtime may have begun to run the alarm by itself.
      await vi.waitFor(async () => expect(await this.#inside((room) => TIMERS.map((key) => room.timers.due(key)))).not.toContain(1));
    }
  }

  /** The round that has closed is with the queue. */
  async passed(): Promise<DigestJob[]> {
    await this.pass();
    await vi.waitFor(async () => expect(await this.#inside((room) => room.timers.due('digest:handover'))).toBeNull());
    return this.jobs;
  }

  #inside<T>(run: (room: Inside) => T): Promise<T> {
    return runInDurableObject(this.stub, (instance: Room, state) => {
      const sendBatch = async (batch: { body: DigestJob }[]) => {
        const fault = this.faults.shift();
        if (fault !== 'refuse') this.jobs.push(...batch.map(({ body }) => body));
        // Nothing leaves an object before what it wrote is kept.
        if (fault === 'crash') await state.storage.sync();
        if (fault === 'crash') state.abort('crash');
        if (fault) throw new Error(fault);
      };
      // An instance that woke anew has the real queue again.
      Object.assign(instance, { env: { ...env, MAIL: { sendBatch, send: env.MAIL.send } as unknown as Env['MAIL'] } });
      return run(instance as unknown as Inside);
    });
  }
}

/** What a test looks at that is nobody else's. */
interface Inside {
  timers: { due(key: string): number | null; set(key: string, due: number): void };
  conversation: { members: { read(id: PersonId, seq: number): boolean } };
  commit(by: PersonId, entries: { draft: object }[]): number;
}

const nameOf = (id: PersonId): string => ({ o_u1: 'Olga', o_u2: 'Omar', c_clara: 'Clara' })[id as string] ?? id;

/** A provider that keeps what it accepted, once by id. */
export class TestProvider implements MailPort {
  accepted = new Map<string, Mail>();
  asked: string[] = [];
  /** What it does in place of accepting; `true`: it accepts, and the answer is lost. */
  faults: ('refuse' | 'lose')[] = [];

  async send(mail: Mail): Promise<void> {
    this.asked.push(mail.id);
    const fault = this.faults.shift();
    if (fault !== 'refuse' && !this.accepted.has(mail.id)) this.accepted.set(mail.id, mail);
    if (fault) throw new MailFailure(`Provider: ${fault}`, true);
  }

  get mails(): Mail[] {
    return [...this.accepted.values()];
  }

  get addresses(): string[] {
    return this.mails.map(({ to }) => to).sort();
  }
}
