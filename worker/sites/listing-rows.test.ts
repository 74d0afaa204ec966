import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRows, parseCsv } from './listing-rows.ts';

test('a file is read with its names in any order, quotes, semicolons and a byte order mark', () => {
  const rows = parseCsv('\uFEFFName;key;Operators;url\n"House; by the ""lake""";h-1;a@x.example b@x.example;https://p.example/h-1*\n\n');
  expect(rows).toEqual([
    { key: 'h-1', name: 'House; by the "lake"', url: 'https://p.example/h-1*', operators: ['a@x.example', 'b@x.example'] },
  ]);
  expect(parseCsv('name,price\nx,1')).toBe(null);
});

test('each fault is told with its row and field; the other rows stay good', () => {
  const { good, faults } = checkRows([
    { key: 'a', name: 'A' },
    { key: 'b b', name: 'B' },
    { key: 'c', name: '' },
    { key: 'a', name: 'A again' },
    { key: 'd', name: 'D', operators: ['nobody'] },
    { key: 'e', name: 'E', url: 'javascript:alert(1)' },
    null,
  ]);
  expect(good.map(({ listing }) => listing.key)).toEqual(['a']);
  expect(faults.map(({ row, field }) => [row, field])).toEqual([
    [2, 'key'],
    [3, 'name'],
    [4, 'key'],
    [5, 'operators'],
    [6, 'url'],
    [7, 'key'],
  ]);
});

test('whatever comes, every row is either good or has a fault, once', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.anything(), fc.record({ key: fc.string(), name: fc.string() })), { maxLength: 20 }), (rows) => {
      const { good, faults } = checkRows(rows);
      expect([...good.map(({ row }) => row), ...faults.map(({ row }) => row)].sort((a, b) => a - b)).toEqual(
        rows.map((_, index) => index + 1),
      );
    }),
  );
});
