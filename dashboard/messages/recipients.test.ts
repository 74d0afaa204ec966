import { describe, expect, test } from 'vitest';
import type { Colleague } from '../../protocol/frames.ts';
import { colleaguesFor, isNumberLike, keyOf, kindOf, type Recipient } from './recipients.ts';

const grace: Recipient = { kind: 'colleague', id: 'o_grace', name: 'Grace' };
const mia: Recipient = { kind: 'number', number: '+34 612 345 678', name: 'Mia' };

describe('F1: the kind of a new conversation', () => {
  test('follows from who is chosen, and from a number while it is typed', () => {
    expect(kindOf([])).toBeNull();
    expect(kindOf([], 'Gra')).toBeNull();
    expect(kindOf([], '101')).toBeNull();
    expect(kindOf([], '+34 612 34')).toBe('sms');
    expect(kindOf([grace])).toBe('chat');
    expect(kindOf([mia])).toBe('sms');
  });

  test('is never both, whichever came first', () => {
    expect(kindOf([grace, mia])).toBe('mixed');
    expect(kindOf([mia, grace])).toBe('mixed');
  });
});

test.each([
  ['+1 (202) 555-0123', true],
  ['612 345 678', true],
  ['0034612345678', true],
  ['12345', false],
  ['room 12345678', false],
  ['+', false],
  ['1234567890123456', false],
])('F1: %s is a number: %s', (text, is) => expect(isNumberLike(text)).toBe(is));

test('F1: the same number written in two ways is chosen once', () => {
  expect(keyOf(mia)).toBe(keyOf({ kind: 'number', number: '0034612345678', name: '' }));
});

describe('F1: colleagues', () => {
  const person = (name: string, extension?: string): Colleague => ({
    id: `o_${name}`,
    name,
    email: `${name.toLowerCase()}@test.example`,
    role: 'operator',
    presence: 'online',
    ...(extension ? { extension } : {}),
  });
  const people = [person('Ada', '101'), person('Grace', '10'), person('Lin')];
  const named = (text: string) => colleaguesFor(text, people).map(({ name }) => name);

  test('are found by name, address and extension, that very extension first', () => {
    expect(named('gra')).toEqual(['Grace']);
    expect(named('lin@test')).toEqual(['Lin']);
    expect(named('10')).toEqual(['Grace', 'Ada']);
    expect(named('101')).toEqual(['Ada']);
    expect(named('01')).toEqual([]);
    expect(named('')).toHaveLength(3);
  });
});
