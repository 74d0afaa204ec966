import { expect, test } from 'vitest';
import { barName, change, length, median, periodName, weekdayName } from './words.ts';

const spread = (from: number, to: number | null) => ({ count: 1, average: 1, median: { from: from * 1000, to: to && to * 1000 } });
/** Unicode's thin and fixed spaces, as plain ones. */
const plain = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, ' ');

test('a median says what is known of it', () => {
  expect(plain(median(spread(20, 30)))).toBe('20–30 sec');
  expect(plain(median(spread(300, 450)))).toBe('5–7.5 min');
  expect(plain(median(spread(0, 5)))).toBe('under 5 sec');
  expect(plain(median(spread(7200, null)))).toBe('over 2 hr');
  expect(median({ count: 0, average: null, median: null })).toBe('–');
  expect(plain(length(90_000))).toBe('1.5 min');
});

test('periods and bars have their names, a change its sign', () => {
  expect(periodName({ from: '2026-11-21', to: '2026-11-21' })).toBe('Saturday, November 21, 2026');
  expect(periodName({ from: '2026-11-01', to: '2026-11-30' })).toBe('November 2026');
  expect(plain(periodName({ from: '2026-11-16', to: '2026-11-22' }))).toBe('Nov 16 – 22, 2026');
  expect([weekdayName(0), weekdayName(6, 'short')]).toEqual(['Monday', 'Sun']);
  expect([barName('weekday', '1'), barName('day', '2026-11-05', true), plain(barName('hour', '14'))]).toEqual(['Monday', '5', '2 PM']);
  expect([change(12, 10), change(8, 10), change(5, 5), change(5, 0), change(null, 3)]).toEqual(['+20%', '-20%', '0%', '', '']);
});
