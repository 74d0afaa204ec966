import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { recount, rollups, type Told } from '../testing/recount.ts';
import { handleStatisticsBatch } from './consumer.ts';
import { type ChatFact, durationOf, isMissed, isOffline, responseOf } from './fact.ts';
import { chatJob, type StatisticsJob, visitorsJob } from './jobs.ts';
import { record } from './store.ts';

beforeEach(() => {
  // What fails on purpose is logged; here nobody reads it.
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

const SITES = ['s1', 's2'];
const START = Date.UTC(2026, 9, 25);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const operator = fc.constantFrom('o_ada' as const, 'o_grace' as const);

/** Some chats, each with what was told of it from first to last. */
const histories = fc.array(
  fc.record({
    site: fc.constantFrom(...SITES),
    opened: fc.nat(3_600_000),
    via: fc.constantFrom('visitor' as const, 'invitation' as const, 'form' as const),
    listing: fc.constantFrom('', '', 'lamps'),
    advertiser: fc.constantFrom('', 'north'),
    steps: fc.array(
      fc.record({
        asked: maybe(fc.nat(1000)),
        answered: maybe(fc.nat(200_000)),
        by: operator,
        unanswered: maybe(fc.nat(200_000)),
        closed: maybe(fc.nat(900_000)),
        rating: maybe(fc.integer({ min: 1, max: 5 })),
        owner: maybe(operator),
        operators: fc.uniqueArray(operator),
        category: maybe(fc.constantFrom({ id: 'c1', name: 'Sales' }, { id: 'c2', name: 'Support' })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

type History = (typeof histories extends fc.Arbitrary<infer T> ? T : never)[number];

const factsOf = ({ site, opened, via, listing, advertiser, steps }: History, index: number): ChatFact[] =>
  steps.map((step, at) => {
    const openedAt = START + opened;
    const askedAt = step.asked === null ? null : openedAt + step.asked;
    const answered = askedAt !== null && step.answered !== null;
    const firstAnswerAt = answered ? askedAt + step.answered! : null;
    return {
      ...{
        account: 'a',
        site,
        room: `${site}.v${index}`,
        advertiser,
        listing,
        episode: 1,
        seq: at + 1,
        via,
        openedAt,
        askedAt,
        firstAnswerAt,
      },
      ...{ answeredBy: answered ? step.by : null, unansweredAt: step.unanswered === null ? null : openedAt + step.unanswered },
      ...{ closedAt: step.closed === null ? null : openedAt + step.closed, rating: step.rating, owner: step.owner },
      ...{ operators: step.operators, category: step.category, visitorMessages: 1, operatorMessages: 1, meaningful: answered },
    };
  });

const told = (fact: ChatFact): Told => ({
  site: fact.site,
  openedAt: fact.openedAt,
  operators: fact.operators.map((person) => person.slice(2)),
  category: fact.category?.id ?? '',
  listing: fact.listing,
  advertiser: fact.advertiser,
  meaningful: fact.meaningful,
  missed: isMissed(fact),
  offline: isOffline(fact),
  response: responseOf(fact),
  answeredBy: fact.answeredBy?.slice(2) ?? null,
  duration: durationOf(fact),
  rating: fact.rating,
  owner: fact.owner?.slice(2) ?? null,
});

/** A database that breaks before or after it did what it was asked, as luck has it. */
const breaking = (luck: () => number): D1Database =>
  ({
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      const dice = luck();
      if (dice === 1) throw new Error('broken before');
      const results = await env.DB.batch(statements);
      if (dice === 2) throw new Error('broken after');
      return results;
    },
  }) as unknown as D1Database;

const clear = () => env.DB.batch(['chat_fact', 'chat_rollup', 'visitor_rollup'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));

/** Hands over a batch as the queue would; answers what is to come again. */
async function deliver(jobs: StatisticsJob[], db: D1Database, queue = 'foyer-statistics'): Promise<StatisticsJob[]> {
  const again: StatisticsJob[] = [];
  const messages = jobs.map((body, at) => ({
    id: `m${at}`,
    attempts: 1,
    body,
    ack: () => undefined,
    retry: () => void again.push(body),
  }));
  await handleStatisticsBatch({ queue, messages, ackAll: () => undefined } as unknown as MessageBatch<StatisticsJob>, { DB: db });
  return again;
}

describe('Facts', () => {
  test('repeated, in any order and batch, with a database that breaks at any moment, are counted as if told once', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.infiniteStream(fc.nat(4)), fc.infiniteStream(fc.nat(1000)), async (chats, luck, shuffle) => {
        await clear();
        const next = (stream: typeof luck) => stream.next().value as number;
        const all = chats.map(factsOf);
        let waiting = [...all.flat(), ...all.flat().filter((_, at) => at % 2 === 0)]
          .map((fact) => ({ fact, at: next(shuffle) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ fact }) => chatJob(fact));
        const db = breaking(() => next(luck));
        for (let turn = 0; waiting.length > 0; turn++) {
          const size = 1 + (next(shuffle) % 5);
          const again = await deliver(waiting.slice(0, size), turn < 60 ? db : env.DB);
          waiting = [...waiting.slice(size), ...again];
        }
        expect(await rollups(SITES)).toEqual(recount(all.map((facts) => told(facts.at(-1)!))));
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('that are known already cost one reading and no writing', async () => {
    await clear();
    const [fact] = fc.sample(histories, { numRuns: 1, seed: 1 })[0]!.map(factsOf)[0]!;
    await record(env.DB, [chatJob(fact!)]);
    const batch = vi.fn();
    await record({ prepare: (sql: string) => env.DB.prepare(sql), batch } as unknown as D1Database, [chatJob(fact!)]);
    expect(batch).not.toHaveBeenCalled();
  });
});

describe('Visitors', () => {
  test('of a quarter of an hour only become more, whatever comes late or twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 12 }), async (counts) => {
        await clear();
        for (const [quarter, visitors] of counts)
          await deliver([visitorsJob('a', 's1', [{ slot: START + quarter * 900_000, visitors }])], env.DB);
        const { results } = await env.DB.prepare('SELECT slot, visitors FROM visitor_rollup ORDER BY slot').all();
        const most = new Map<number, number>();
        for (const [quarter, visitors] of counts) most.set(quarter, Math.max(most.get(quarter) ?? 0, visitors));
        expect(results).toEqual(
          [...most].toSorted(([a], [b]) => a - b).map(([quarter, visitors]) => ({ slot: START + quarter * 900_000, visitors })),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('What cannot be counted', () => {
  test('is kept for the dashboard, without stopping what came with it', async () => {
    await clear();
    await env.DB.prepare('DELETE FROM dead_letter').run();
    const good = visitorsJob('a', 's1', [{ slot: START, visitors: 3 }]);
    expect(await deliver([{ nonsense: true } as unknown as StatisticsJob, good], env.DB)).toEqual([]);
    expect(await env.DB.prepare('SELECT visitors FROM visitor_rollup').first('visitors')).toBe(3);
    await deliver([good], env.DB, 'foyer-statistics-dead');
    const { results } = await env.DB.prepare('SELECT queue, account, title FROM dead_letter ORDER BY title').all();
    expect(results).toEqual([
      { queue: 'foyer-statistics', account: 'a', title: 'Count of visitors' },
      { queue: 'foyer-statistics', account: null, title: 'Unknown job' },
    ]);
  });
});
