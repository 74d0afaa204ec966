import { expect, test } from 'vitest';
import { parseDay } from '../statistics/calendar.ts';
import { isMissed } from '../statistics/fact.ts';
import { demoDay, type Shop } from './demo-days.ts';

const shop: Shop = {
  account: 'a',
  site: 's',
  timeZone: 'Europe/Berlin',
  operators: ['o_ada', 'o_grace'],
  categories: [{ id: 'c', name: 'Sales' }],
};
const now = Date.parse('2026-11-21T14:00:00Z');
const days = (from: string, count: number) => Array.from({ length: count }, (_, at) => demoDay(shop, parseDay(from)! + at, now)).flat();

test('a month is believable: busy by day, mostly answered, nothing before its time', () => {
  const jobs = days('2026-10-01', 31);
  const facts = jobs.flatMap((job) => (job.kind === 'chat' ? job.fact : []));
  const visitors = jobs.flatMap((job) => (job.kind === 'visitors' ? job.counts : [])).reduce((sum, count) => sum + count.visitors, 0);
  expect(visitors).toBeGreaterThan(6000);
  expect(facts.length / visitors).toBeGreaterThan(0.04);
  const share = (part: typeof facts) => part.length / facts.length;
  expect(share(facts.filter(({ meaningful }) => meaningful))).toBeGreaterThan(0.6);
  expect(share(facts.filter(isMissed))).toBeGreaterThan(0.03);
  expect(new Set(facts.flatMap(({ operators }) => operators)).size).toBe(2);
  for (const { openedAt, firstAnswerAt, closedAt } of facts) {
    expect(firstAnswerAt ?? openedAt).toBeGreaterThanOrEqual(openedAt);
    expect(closedAt ?? firstAnswerAt ?? openedAt).toBeGreaterThanOrEqual(firstAnswerAt ?? openedAt);
  }
  expect(new Set(facts.map(({ room }) => room)).size).toBe(facts.length);
});

test('the same day is the same again, and today goes no further than now', () => {
  expect(days('2026-10-25', 1)).toEqual(days('2026-10-25', 1));
  const counts = days('2026-11-21', 1).flatMap((job) => (job.kind === 'visitors' ? job.counts : []));
  expect(Math.max(...counts.map(({ slot }) => slot))).toBeLessThan(now);
});
