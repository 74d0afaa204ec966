import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentioned, mentionParts, type Named, namedLike, personAskedFor, withName } from './mentions.ts';

const PEOPLE: Named[] = [
  { id: 'o_1', name: 'Ada' },
  { id: 'o_2', name: 'Ada Lovelace' },
  { id: 'o_3', name: 'Ben (Sales)' },
  { id: 'o_4', name: 'Zoë' },
  { id: 'o_5', name: 'Zoë' },
];

test.each<[string, string | null]>([
  ['@', ''],
  ['hello @Zo', 'Zo'],
  ['mail@example', null],
  ['@Ada is', null],
  ['hello', null],
])('before the caret of “%s” is asked for %s', (text, asked) => expect(personAskedFor(text, text.length)).toBe(asked));

test('people are found by the beginning of any of their names', () => {
  expect(namedLike(PEOPLE, 'love').map(({ id }) => id)).toEqual(['o_2']);
  expect(namedLike(PEOPLE, 'a').map(({ id }) => id)).toEqual(['o_1', 'o_2']);
  expect(withName('so @Lo then', 6, 'Ada Lovelace')).toEqual({ text: 'so @Ada Lovelace then', caret: 17 });
});

test.each<[string, string[]]>([
  ['@Ada Lovelace!', ['o_2']],
  ['@Ada, and @Ben (Sales).', ['o_1', 'o_3']],
  ['@Zoë', ['o_4', 'o_5']],
  ['@Adam and ada@Ada and Ada', []],
])('“%s” names %j', (text, ids) => expect(mentioned(text, PEOPLE)).toEqual(ids));

test('the parts of any text make the text', () => {
  const text = fc.array(fc.constantFrom('@', 'Ada', ' ', 'Lovelace', 'Zoë', '(Sales)', 'Ben ', '\n', '😀')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (whole) => {
      const parts = mentionParts(whole, PEOPLE);
      expect(parts.map((part) => part.text).join('')).toBe(whole);
      for (const { text: part, name } of parts) if (name) expect(part).toBe(`@${name}`);
    }),
  );
});
