import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { DeadLetter, SiteInfo } from '../../protocol/api.ts';
import type { StatisticsReport } from '../../protocol/statistics.ts';
import { addColleague, type Browser, signUp } from '../http/test-browser.ts';
import { writeDeadLetter } from '../mail/dead-letters.ts';
import type { ChatFact } from './fact.ts';
import { chatJob, visitorsJob } from './jobs.ts';
import { record } from './store.ts';

const ZONE = 'Europe/Berlin';
const MINUTE = 60_000;
let owner: Browser;
let stranger: Browser;
let account: string;
let site: string;
let ada: string;
let chats = 0;

/** A chat that began at a moment of UTC. */
function chat(at: string, part: Partial<ChatFact> = {}): ChatFact {
  const openedAt = Date.parse(at);
  return {
    ...{
      account,
      site,
      room: `${site}.v${++chats}`,
      advertiser: '',
      listing: '',
      episode: 1,
      seq: 1,
      via: 'visitor',
      openedAt,
      askedAt: openedAt,
    },
    ...{ firstAnswerAt: openedAt + 8_000, answeredBy: `o_${ada}`, unansweredAt: null, closedAt: openedAt + 4 * MINUTE, rating: null },
    ...{ owner: `o_${ada}`, operators: [`o_${ada}`], category: null, visitorMessages: 1, operatorMessages: 1, meaningful: true },
    ...part,
  };
}

const unanswered = (at: string): ChatFact =>
  chat(at, { firstAnswerAt: null, answeredBy: null, owner: null, operators: [], meaningful: false });

const ask = (browser: Browser, from: string, to = from, more = '') =>
  browser.call<StatisticsReport>('GET', `/api/statistics?site=${site}&from=${from}&to=${to}${more}`);

beforeAll(async () => {
  const made = await signUp();
  ({ browser: owner, account, site } = made);
  ada = (await owner.me()).user.id;
  ({ browser: stranger } = await signUp());
  const { settings } = (await owner.call<SiteInfo>('GET', `/api/sites/${site}`)).body;
  const hours = { ...settings.hours, timeZone: ZONE };
  expect((await owner.call('PUT', `/api/sites/${site}`, { settings: { ...settings, hours } })).status).toBe(200);
  const sales = { id: 'sales', name: 'Sales' };
  await record(env.DB, [
    // The Sunday of 25 hours: two o'clock comes twice.
    chatJob(chat('2026-10-25T00:10:00Z', { category: sales, rating: 5, listing: 'lamps' })),
    chatJob(chat('2026-10-25T01:10:00Z', { rating: 3 })),
    chatJob(unanswered('2026-10-25T22:59:00Z')),
    chatJob(chat('2026-10-24T21:59:00Z')),
    chatJob(chat('2026-10-25T23:00:00Z')),
    visitorsJob(account, site, [
      { slot: Date.parse('2026-10-25T00:00:00Z'), visitors: 40 },
      { slot: Date.parse('2026-10-24T22:00:00Z'), visitors: 2 },
      { slot: Date.parse('2026-10-24T21:45:00Z'), visitors: 9 },
    ]),
  ]);
});

describe('A report', () => {
  test('has the chats of the local day, by its hours, with the day before beside them', async () => {
    const { status, body } = await ask(owner, '2026-10-25');
    expect(status).toBe(200);
    expect(body).toMatchObject({ timeZone: ZONE, from: '2026-10-25', to: '2026-10-25', before: { from: '2026-10-24', to: '2026-10-24' } });
    expect(body.before.until).toBeUndefined();
    expect(body.total).toMatchObject({ visitors: 42, chats: 3, meaningful: 2, missed: 1, offline: 0, rating: { count: 2, average: 4 } });
    expect(body.total.response).toEqual({ count: 2, average: 8_000, median: { from: 5_000, to: 10_000 } });
    expect(body.total.duration).toEqual({ count: 2, average: 4 * MINUTE, median: { from: 3 * MINUTE, to: 5 * MINUTE } });
    expect(body.before.total).toMatchObject({ visitors: 9, chats: 1 });
    const hours = Object.fromEntries(body.bars.hour.now.filter((bar) => bar.chats > 0).map((bar) => [bar.key, bar.chats]));
    expect(hours).toEqual({ 2: 2, 23: 1 });
    expect(body.bars.hour.now).toHaveLength(24);
    expect(body.bars.hour.before[23]).toMatchObject({ chats: 1, visitors: 9 });
  });

  test('of a month has its days and weekdays', async () => {
    const { body } = await ask(owner, '2026-10-01', '2026-10-31');
    expect(body.before).toMatchObject({ from: '2026-09-01', to: '2026-09-30' });
    expect(body.bars.day.now).toHaveLength(31);
    expect(body.bars.day.now[24]).toMatchObject({ key: '2026-10-25', visitors: 42, chats: 3, missed: 1 });
    expect(body.bars.weekday.now.map(({ chats }) => chats)).toEqual([1, 0, 0, 0, 0, 1, 3]);
    expect(body.bars.month.now).toMatchObject([{ key: '2026-10', chats: 5 }]);
    expect(body.staffing.to).toBe('2026-10-31');
    expect(body.staffing.from).toBe('2026-10-24');
    expect(body.staffing.chats[6]![2]).toBe(2);
    expect(body.staffing.missed[6]![23]).toBe(1);
  });

  test('tells the parts of operators, categories and listings, and leaves only one of them when asked', async () => {
    const { body } = await ask(owner, '2026-10-25');
    expect(body.parts.operator).toMatchObject([{ id: ada, name: 'Ada', chats: 2, meaningful: 2, response: { count: 2 } }]);
    expect(body.parts.category).toMatchObject([
      { id: '', chats: 2 },
      { id: 'sales', name: 'Sales', chats: 1, rating: { count: 1, average: 5 } },
    ]);
    expect(body.parts.listing).toMatchObject([{ id: 'lamps', chats: 1 }]);
    const only = async (filter: string) => (await ask(owner, '2026-10-25', '2026-10-25', filter)).body;
    expect((await only('&category=sales')).total).toMatchObject({ visitors: null, chats: 1, rating: { average: 5 } });
    expect((await only(`&operator=${ada}`)).total).toMatchObject({ visitors: null, chats: 2, missed: 0 });
    expect((await only('&listing=lamps&operator=nobody')).total).toMatchObject({ chats: 0 });
    expect((await only("&operator=' OR 1=1 --")).total).toMatchObject({ chats: 0 });
  });

  test('names the ten largest listings, and no chats that had none', async () => {
    const many = Array.from({ length: 12 }, (_, n) => chat('2026-11-04T12:00:00Z', { listing: n === 11 ? '' : `listing ${n}` }));
    await record(env.DB, many.map(chatJob));
    const { parts } = (await ask(owner, '2026-11-04')).body;
    expect(parts.listing).toHaveLength(10);
    expect(parts.listing.every(({ name }) => name.startsWith('listing'))).toBe(true);
  });

  test('of days that have not ended is compared with as much of the days before', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(Date.now());
    const { body } = await ask(owner, today);
    const start = Date.now() - (body.before.until ?? 0);
    expect(start).toBeGreaterThan(22.9 * 60 * MINUTE);
    expect(start).toBeLessThan(25.1 * 60 * MINUTE);
    // What of the day before is not counted has no bars.
    const hour = new Intl.DateTimeFormat('en', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' }).format(body.before.until! - 1);
    expect(body.bars.hour.before).toHaveLength(Number(hour) + 1);
    expect(body.bars.hour.now).toHaveLength(24);
  });

  test('is only for members of the account, colleagues without a role in its set-up included', async () => {
    const { browser: colleague } = await addColleague(owner);
    expect((await ask(colleague, '2026-10-25')).body.total.chats).toBe(3);
    expect(await stranger.refused('GET', `/api/statistics?site=${site}&from=2026-10-25&to=2026-10-25`)).toBe('not_found');
    expect(await stranger.refused('GET', `/api/statistics/csv?site=${site}&from=2026-10-25&to=2026-10-25&by=hour`)).toBe('not_found');
  });

  test.each([
    ['without a day', ''],
    ['of a day that is none', '&from=2026-02-30&to=2026-03-01'],
    ['backwards', '&from=2026-03-02&to=2026-03-01'],
    ['of years', '&from=2024-01-01&to=2026-01-01'],
    ['of a day in words', '&from=yesterday&to=today'],
  ])('%s is refused', async (_, more) => {
    expect(await owner.refused('GET', `/api/statistics?site=${site}${more}`)).toBe('bad_request');
    expect(await owner.refused('GET', `/api/statistics/csv?by=hour&site=${site}${more}`)).toBe('bad_request');
  });
});

describe('A file', () => {
  const load = async (by: string) => {
    const response = await owner.fetch(`/api/statistics/csv?site=${site}&from=2026-10-25&to=2026-10-25&by=${by}`);
    return { response, lines: (await response.text()).split('\r\n') };
  };

  test('has the table that was asked for, as a download', async () => {
    const { response, lines } = await load('hour');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="statistics-by-hour-2026-10-25-2026-10-25.csv"');
    expect(lines[0]).toBe('hour,visitors,chats,meaningful,missed,hour_before,visitors_before,chats_before,meaningful_before,missed_before');
    expect(lines).toHaveLength(26);
    expect(lines[3]).toBe('2,40,2,2,0,2,0,0,0,0');
    expect(await owner.refused('GET', `/api/statistics/csv?site=${site}&from=2026-10-25&to=2026-10-25&by=name`)).toBe('bad_request');
  });

  test('of parts has their names, none of which is a formula', async () => {
    await record(env.DB, [chatJob(chat('2026-10-25T12:00:00Z', { category: { id: 'evil', name: '=cmd|calc' } }))]);
    expect((await load('category')).lines.find((line) => line.includes('calc'))).toMatch(
      /^'=cmd\|calc,evil,1,1,0,0,1,8,5,10,1,240,180,300,0,$/,
    );
    expect((await load('operator')).lines[1]).toMatch(/^Ada,/);
  });
});

test('A zone that does not exist, or is none, is refused when it is saved', async () => {
  const { settings } = (await owner.call<SiteInfo>('GET', `/api/sites/${site}`)).body;
  for (const timeZone of ['Europe/Atlantis', '+05:07', '-03:00', ''])
    expect(await owner.refused('PUT', `/api/sites/${site}`, { settings: { ...settings, hours: { ...settings.hours, timeZone } } })).toBe(
      'bad_request',
    );
});

test('What could not be counted is queued again by an admin of its account, and then it is', async () => {
  const job = visitorsJob(account, site, [{ slot: Date.parse('2026-09-01T12:00:00Z'), visitors: 7 }]);
  await writeDeadLetter(env.DB, { id: job.id, queue: 'foyer-statistics', body: job, error: 'Given up after several tries', at: 1 });
  expect((await owner.call<DeadLetter[]>('GET', '/api/dead-letters')).body).toMatchObject([{ id: job.id, title: 'Count of visitors' }]);
  const replay = `/api/dead-letters/${encodeURIComponent(job.id)}/replay`;
  expect(await stranger.refused('POST', replay)).toBe('not_found');
  expect((await owner.call('POST', replay)).status).toBe(200);
  await vi.waitFor(async () => expect((await ask(owner, '2026-09-01')).body.total.visitors).toBe(7), { timeout: 20_000, interval: 250 });
  expect((await owner.call('GET', '/api/dead-letters')).body).toEqual([]);
});

test('D3: an advertiser’s operator is told of own chats alone, and of no visitors', async () => {
  const agent = await addColleague(owner);
  const rows = { listings: [{ key: 'n-1', name: 'North one', advertiser: 'North', operators: [agent.email] }] };
  expect((await owner.call('PUT', `/api/sites/${site}/listings`, rows)).status).toBe(200);
  const [north] = (await owner.call<{ id: string }[]>('GET', `/api/sites/${site}/advertisers`)).body;
  await record(env.DB, [
    chatJob(chat('2026-12-01T12:00:00Z', { listing: 'n-1', advertiser: north!.id })),
    chatJob(chat('2026-12-01T12:05:00Z', { listing: 's-1', advertiser: 'another' })),
    chatJob(chat('2026-12-01T12:05:00Z')),
    visitorsJob(account, site, [{ slot: Date.parse('2026-12-01T12:00:00Z'), visitors: 7 }]),
  ]);
  const of = async (browser: Browser) => (await ask(browser, '2026-12-01')).body;
  expect((await of(owner)).total).toMatchObject({ chats: 3, visitors: 7 });
  expect((await of(agent.browser)).total).toMatchObject({ chats: 2, visitors: 7 });
  expect((await owner.call('PUT', `/api/members/${agent.id}`, { listingsOnly: true })).status).toBe(200);
  const own = await of(agent.browser);
  expect(own.total).toMatchObject({ chats: 1, visitors: null });
  expect(own.parts.listing.map(({ id, name }) => [id, name])).toEqual([['n-1', 'North one']]);
});
