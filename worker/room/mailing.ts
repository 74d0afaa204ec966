import type { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import type { MailJob } from '../mail/jobs.ts';
import type { ClientConversation } from './conversation.ts';
import { firstUnread, type MailingState, pauseOf, unreadPeople } from './digest.ts';

/** Timers of a room. */
const ROUND = 'digest';
const HANDOVER = 'digest:handover';

/** A hand-over that was cut off or refused goes on after this, ms. */
const AGAIN = 30_000;
/** What a queue takes at once. https://developers.cloudflare.com/queues/platform/limits/ */
const BATCH = 100;

/**
 * The rounds of mails of a room with clients. A round closes some time after the first message that somebody has not read, and is written before
 * any of its jobs goes to the queue. From there on its jobs follow from what is written: cut off anywhere, the same ones are handed over again, and
 * the consumer sends each id once. Whether a mail is still wanted is asked when it is sent.
 */
export class Mailing {
  readonly #env: () => Pick<Env, 'MAIL' | 'DIGEST_SECONDS'>;
  readonly #timers: Timers;
  readonly #conversation: () => ClientConversation | null;

  constructor(env: () => Pick<Env, 'MAIL' | 'DIGEST_SECONDS'>, timers: Timers, conversation: () => ClientConversation | null) {
    this.#env = env;
    this.#timers = timers;
    this.#conversation = conversation;
  }

  /** To be called in the turn of a commit: a message was written at `at`. */
  wrote({ state }: ClientConversation, at: number): void {
    this.#timers.setEarliest(ROUND, at + this.#pause(state));
  }

  /** The desk told the account's pause. */
  learn(conversation: ClientConversation, digestMinutes: number): void {
    const before = pauseOf(conversation.state);
    conversation.update({ digestMinutes });
    // What is running is looked at again, and set by the new pause.
    if (pauseOf(conversation.state) !== before && this.#timers.due(ROUND) !== null) this.#timers.set(ROUND, Date.now());
  }

  /** ms */
  #pause(state: MailingState): number {
    const { DIGEST_SECONDS } = this.#env();
    return DIGEST_SECONDS ? Number(DIGEST_SECONDS) * 1000 : pauseOf(state);
  }

  /** Does the work of a timer; others are none of its business. */
  async due(key: string): Promise<void> {
    const conversation = this.#conversation();
    if (!conversation || conversation.state.client.erased) return;
    if (key === ROUND) this.#close(conversation, Date.now());
    if (key === HANDOVER) await this.#handOver(conversation);
  }

  #close(conversation: ClientConversation, now: number): void {
    const { state, log, members } = conversation;
    if (state.handing) {
      this.#timers.set(ROUND, now + AGAIN);
      return;
    }
    const round = { from: state.mailed ?? 0, upto: log.head };
    const first = state.client.archived ? undefined : firstUnread(log.messages(round.from, round.upto), members.inside());
    const due = first && first.at + this.#pause(state);
    if (due === undefined) conversation.update({ mailed: round.upto });
    else if (due > now) this.#timers.set(ROUND, due);
    else {
      conversation.update({ mailed: round.upto, handing: { ...round, after: '' } });
      this.#timers.set(HANDOVER, now);
    }
  }

  async #handOver(conversation: ClientConversation): Promise<void> {
    // Should this instance end in the middle, its successor goes on.
    this.#timers.set(HANDOVER, Date.now() + AGAIN);
    for (let { handing } = conversation.state; handing; { handing } = conversation.state) {
      const { after, ...round } = handing;
      const { account, room, client } = conversation.state;
      const messages = client.archived || client.erased ? [] : conversation.log.messages(round.from, round.upto);
      const people = unreadPeople(messages, conversation.members.inside(), { after, limit: BATCH });
      const jobs = people.map(
        (person): MailJob => ({ id: `digest:${room}:${round.upto}:${person}`, kind: 'digest', account, room, person, ...round }),
      );
      if (jobs.length > 0) await this.#env().MAIL.sendBatch(jobs.map((body) => ({ body })));
      conversation.update({ handing: jobs.length < BATCH ? null : { ...round, after: people.at(-1)! } });
    }
    this.#timers.clear(HANDOVER);
  }
}
