import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SmsUse } from '../../protocol/numbers.ts';
import { addColleague, type Browser, signUp } from '../http/test-browser.ts';
import { claim, markFailed, markSent, moveState, readMessage, release, writeOutgoing, writeReceived } from './ledger.ts';
import type { MessageState } from './states.ts';
import { seedPhone } from './test-phone.ts';
import { monthBeside, readUse, useCsv } from './use.ts';

const OCTOBER = Date.UTC(2026, 9, 31, 23, 59);
const NOVEMBER = Date.UTC(2026, 10, 1);
const PERIOD = { to: '2026-11' };

const write = (id: string, { number = 'n1', by = '', segments = 1 } = {}) =>
  writeOutgoing(
    env,
    { id, account: number === 'n1' ? 'a1' : 'a2', room: '', number, other: '+12025550199', by, text: 'x', media: [], segments },
    0,
  );
async function hand(id: string, now: number): Promise<void> {
  const row = await readMessage(env, id);
  if (row) await claim(env, row, 0, now);
}
const receive = (id: string, at: number, segments = 1) =>
  writeReceived(env, { id, account: 'a1', number: 'n1', other: '+12025550199', provider: id, segments, at });

/** The same sums, from the ledger itself. */
const recounted = async () =>
  (
    await env.DB.prepare(
      `SELECT account, strftime('%Y-%m', coalesce(tried_at, at) / 1000, 'unixepoch') AS month, number, by, direction, count(*) AS messages,
         sum(segments) AS segments FROM phone_message
       WHERE direction = 'in' OR (tried_at IS NOT NULL AND state <> 'failed') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
    ).all()
  ).results;
const counted = async () =>
  (await env.DB.prepare('SELECT * FROM phone_use WHERE messages > 0 OR segments <> 0 ORDER BY account, month, number, by, direction').all())
    .results;

beforeEach(seedPhone);

describe('use of SMS', () => {
  it('is what the ledger says, whatever became of the messages and in whatever order', async () => {
    const id = fc.constantFrom('m1', 'm2', 'm3');
    const at = fc.constantFrom(OCTOBER, NOVEMBER);
    const state = fc.constantFrom<MessageState>('sent', 'delivered', 'undelivered', 'failed');
    const step = fc.oneof(
      fc.record({
        do: fc.constant('write' as const),
        id,
        number: fc.constantFrom('n1', 'n2'),
        by: fc.constantFrom('', 'o_1'),
        segments: fc.integer({ min: 1, max: 5 }),
      }),
      fc.record({ do: fc.constant('hand' as const), id, at }),
      fc.record({ do: fc.constant('release' as const), id }),
      fc.record({ do: fc.constant('fail' as const), id }),
      fc.record({ do: fc.constant('sent' as const), id, segments: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ do: fc.constant('told' as const), id, state }),
      fc.record({ do: fc.constant('receive' as const), id: fc.constantFrom('i1', 'i2'), at }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        await seedPhone();
        for (const one of steps) {
          if (one.do === 'write') await write(one.id, one);
          if (one.do === 'hand') await hand(one.id, one.at);
          if (one.do === 'release') await release(env, one.id, 'queued');
          if (one.do === 'fail') await markFailed(env, one.id, 'cap');
          if (one.do === 'sent') await markSent(env, one.id, { provider: `SM-${one.id}`, segments: one.segments });
          if (one.do === 'receive') await receive(one.id, one.at);
          if (one.do === 'told') {
            const known = (await readMessage(env, one.id))?.state;
            if (known) await moveState(env, one.id, known, { state: one.state, provider: `SM-${one.id}`, error: null });
          }
        }
        expect(await counted()).toEqual(await recounted());
      }),
      { numRuns: 40 },
    );
  });

  it('is told by month, number and person, within the account', async () => {
    const { results } = await env.DB.prepare("SELECT id FROM phone_number WHERE account = 'a1'").all<{ id: string }>();
    expect(results).toHaveLength(1);
    await write('m1', { by: 'o_gone', segments: 3 });
    await hand('m1', OCTOBER);
    await write('m2');
    await hand('m2', NOVEMBER);
    await write('waits');
    await receive('i1', NOVEMBER, 2);
    await write('theirs', { number: 'n2', segments: 50 });
    await hand('theirs', NOVEMBER);
    const use = await readUse(env, 'a1', PERIOD);
    expect(use.months.slice(-2)).toEqual([
      { month: '2026-10', sent: 3, received: 0, sentBefore: 0, receivedBefore: 0 },
      { month: '2026-11', sent: 1, received: 2, sentBefore: 0, receivedBefore: 0 },
    ]);
    expect([use.months.length, use.months[0]?.month]).toEqual([12, '2025-12']);
    expect(use.numbers).toMatchObject([{ id: 'n1', display: '(202) 555-0100', sent: 4, received: 2 }]);
    expect(use.people).toEqual([
      { id: 'o_gone', name: '', sent: 3 },
      { id: '', name: '', sent: 1 },
    ]);
    const november = await readUse(env, 'a1', { ...PERIOD, month: '2026-11' });
    expect([november.numbers[0]?.sent, november.people]).toEqual([1, [{ id: '', name: '', sent: 1 }]]);
    // The next year, this one stands beside it.
    expect((await readUse(env, 'a1', { to: '2027-11' })).months.at(-1)).toMatchObject({ sent: 0, sentBefore: 1, receivedBefore: 2 });
    expect((await useCsv(env, 'a1', PERIOD)).split('\r\n').slice(1)).toEqual([
      '2026-10,+12025550100,,,o_gone,out,1,3',
      '2026-11,+12025550100,,,,in,1,2',
      '2026-11,+12025550100,,,,out,1,1',
      '',
    ]);
  });

  it('reads as many rows for thousands of messages as for one', async () => {
    const sql = "SELECT month, sum(segments) FROM phone_use WHERE account = 'a1' AND month BETWEEN '2025-12' AND '2026-11' GROUP BY month";
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail)).toEqual([
      'SEARCH phone_use USING INDEX sqlite_autoindex_phone_use_1 (account=? AND month>? AND month<?)',
    ]);
    const fill = (from: number, upto: number) =>
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO phone_message (id, account, number, other, direction, state, segments, by, at)
         SELECT 'b' || i, 'a1', 'n1', '+12025550199', 'in', 'received', 1, '', ?3 FROM n`,
      )
        .bind(from, upto, NOVEMBER)
        .run();
    const rowsRead = async () => (await env.DB.prepare(sql).all()).meta.rows_read;
    await fill(1, 1);
    const one = await rowsRead();
    await fill(2, 2_000);
    expect([await rowsRead(), (await readUse(env, 'a1', PERIOD)).months.at(-1)?.received]).toEqual([one, 2_000]);
  });
});

it('months follow each other over the turn of a year', () => {
  expect([monthBeside('2026-01', -1), monthBeside('2026-12', 1), monthBeside('2026-11', -23)]).toEqual(['2025-12', '2027-01', '2024-12']);
});

describe('over HTTP', () => {
  let owner: Browser;
  it('it is the owners’, by name, and as a file', async () => {
    let account: string;
    ({ browser: owner, account } = await signUp({ name: 'Ada' }));
    const me = (await owner.me()).user.id;
    await env.DB.prepare(
      `INSERT INTO phone_number (id, account, e164, provider, capabilities, label, created_at) VALUES ('n9', ?1, '+12025550109', 'n9', '["sms"]', '=Shop', 0)`,
    )
      .bind(account)
      .run();
    await writeOutgoing(
      env,
      { id: 'm9', account, room: '', number: 'n9', other: '+12025550199', by: `o_${me}`, text: 'x', media: [], segments: 2 },
      0,
    );
    await hand('m9', NOVEMBER);
    const use = (await owner.call<SmsUse>('GET', '/api/numbers/use?to=2026-11')).body;
    expect(use.people).toEqual([{ id: `o_${me}`, name: 'Ada', sent: 2 }]);
    const file = await owner.fetch('/api/numbers/use/csv?to=2026-11&month=2026-11');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="sms-2026-11.csv"');
    expect((await file.text()).split('\r\n')[1]).toBe(`2026-11,+12025550109,'=Shop,Ada,o_${me},out,1,2`);
    for (const query of ['to=2026-13', 'month=now', 'to=2026'])
      expect(await owner.refused('GET', `/api/numbers/use?${query}`), query).toBe('bad_request');
    const { browser } = await addColleague(owner);
    expect(await browser.refused('GET', '/api/numbers/use')).toBe('forbidden');
  });
});
