import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cell, csv, harmless } from './csv.ts';

test('no cell is a formula, whatever people call themselves', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u200b=1']) expect(cell(text)).toMatch(/^"?'/);
  expect([cell('+12025550100'), cell('+12025550100+1'), cell('+1')]).toEqual(['+12025550100', "'+12025550100+1", "'+1"]);
  expect(cell('=HYPERLINK("https://evil.example")')).toBe(`"'=HYPERLINK(""https://evil.example"")"`);
  expect([cell('Ada'), cell('a,b'), cell('say "hi"'), cell(-3), cell(null), cell(1.23456)]).toEqual([
    'Ada',
    '"a,b"',
    '"say ""hi"""',
    '-3',
    '',
    '1.235',
  ]);
});

test('reads back as it was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const text = csv(rows).slice(1);
        const read: string[][] = [[]];
        for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
          read.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
          if (end === '\r\n') read.push([]);
        }
        expect(read.slice(0, -1)).toEqual(rows.map((row) => row.map(harmless)));
      },
    ),
  );
});
