import { expect, test } from 'vitest';
import { askedFor, filled, inserted, matching } from './canned.ts';

const response = (shortcut: string, text: string, shared = true) => ({ id: shortcut, shortcut, text, shared });

test.each([
  ['/he', 3, 'he'],
  ['well, /bye', 10, 'bye'],
  ['and/or', 6, null],
  ['https://x', 9, null],
  ['/hello there', 12, null],
])('%j with the caret at %i asks for %j', (text, caret, asked) => {
  expect(askedFor(text, caret)).toBe(asked);
});

test('what begins with the word comes first, own before shared', () => {
  const all = [response('bye', 'hello no more'), response('hello', 'x'), response('help', 'x', false)];
  expect(matching(all, 'hel').map(({ shortcut }) => shortcut)).toEqual(['help', 'hello', 'bye']);
  expect(matching(all, 'zzz')).toEqual([]);
});

test('names are filled in, and one that is not known leaves no gap', () => {
  const text = 'Hello {visitor.name}, this is {operator.name} from {site.name}.';
  expect(filled(text, { visitor: 'Vera', operator: 'Ada', site: 'Lampe' })).toBe('Hello Vera, this is Ada from Lampe.');
  expect(filled(text, { visitor: '', operator: 'Ada', site: 'Lampe' })).toBe('Hello, this is Ada from Lampe.');
});

test('a response takes the place of the slash and its word', () => {
  expect(inserted('Hi. /hel me', 8, 'Hello!')).toEqual({ text: 'Hi. Hello! me', caret: 10 });
});
