import { describe, expect, test } from 'vitest';
import { type Row, shownRows, stillMissed } from './rows.ts';

let made = 0;
const row = (title: string, more: Partial<Row> = {}): Row => ({
  id: title,
  kind: 'chat',
  title,
  words: '',
  last: { at: ++made, by: 'o_ada', kind: 'message', text: '' },
  line: '',
  unread: 0,
  muted: false,
  ...more,
});
const titles = (rows: Row[]) => rows.map(({ title }) => title);

describe('F8: the table of messages', () => {
  const rows = [
    row('Grace', { line: 'Of course' }),
    row('Mía', { kind: 'sms', words: '+34612345678 612 345 678' }),
    row('+1 202 555 0123', { kind: 'call', words: '+12025550123' }),
    row('Nothing yet', { last: null }),
  ];

  test('has the newest first, of all kinds or of one', () => {
    expect(titles(shownRows(rows, null, ''))).toEqual(['+1 202 555 0123', 'Mía', 'Grace', 'Nothing yet']);
    expect(titles(shownRows(rows, 'sms', ''))).toEqual(['Mía']);
    expect(titles(shownRows(rows, 'call', ''))).toEqual(['+1 202 555 0123']);
  });

  test('finds names without case and accents, the newest words, and numbers however they are written', () => {
    expect(titles(shownRows(rows, null, ' mia '))).toEqual(['Mía']);
    expect(titles(shownRows(rows, null, 'course'))).toEqual(['Grace']);
    expect(titles(shownRows(rows, null, '612-345'))).toEqual(['Mía']);
    expect(titles(shownRows(rows, null, '(202) 555'))).toEqual(['+1 202 555 0123']);
    expect(shownRows(rows, 'chat', '612')).toEqual([]);
  });
});

test('F8: missed messages are those that waited and are unread still; what came since is none of them', () => {
  const missed = new Map([
    ['a', 3],
    ['b', 2],
  ]);
  expect(stillMissed(missed, new Map([...missed, ['c', 4]]))).toBe(5);
  expect(stillMissed(missed, new Map([['a', 7]]))).toBe(3);
  expect(stillMissed(missed, new Map())).toBe(0);
});
