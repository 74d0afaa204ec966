import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentEvent, foldConsent, OPEN, optWordIn } from './opt-out.ts';

describe('words that stop', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOP!!',
    '"stop"',
    'Stop all',
    'STOPALL',
    'opt-out',
    'Opt out',
    'Unsubscribe',
    'END',
    'quit',
    'ＳＴＯＰ',
    'cancel 🙏',
  ])('%s stops', (text) => expect(optWordIn(text)).toBe('stop'));
  it.each(['START', 'yes', 'Unstop.'])('%s starts', (text) => expect(optWordIn(text)).toBe('start'));
  it.each(['help', 'INFO?'])('%s asks', (text) => expect(optWordIn(text)).toBe('help'));
  it.each([
    '',
    '.',
    'Please stop by at noon',
    'stop it',
    'Do not stop',
    'The end',
    'YES please',
    'stopped',
    'S T O P',
    'stop\nsending',
    'constructor',
    'stop'.repeat(20),
  ])('%j is none', (text) => expect(optWordIn(text)).toBeNull());

  it('is no part of a longer message', () => {
    const letter = fc.string({ unit: fc.constantFrom('a', 'Z', '7'), minLength: 1, maxLength: 20 });
    fc.assert(fc.property(letter, fc.constantFrom('stop', 'START', 'help'), (other, word) => optWordIn(`${other} ${word}`) === null));
  });
});

describe('consent', () => {
  const event = fc.record({ word: fc.constantFrom('stop' as const, 'start' as const), at: fc.integer({ min: 1, max: 20 }) });

  it('ends the same in every order, however often told', () => {
    fc.assert(
      fc.property(
        fc
          .array(event)
          .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.array(fc.nat()))),
        ([events, shuffled, repeats]) => {
          const again = events.length > 0 ? repeats.map((at) => events[at % events.length]!) : [];
          const fold = (list: ConsentEvent[]) => list.reduce(foldConsent, OPEN);
          expect(fold([...shuffled, ...again])).toEqual(fold(events));
        },
      ),
    );
  });

  it('is what was said last', () => {
    const said = (...words: ('stop' | 'start')[]) => words.reduce((consent, word, at) => foldConsent(consent, { word, at: at + 1 }), OPEN);
    expect(said().stopped).toBe(false);
    expect(said('stop').stopped).toBe(true);
    expect(said('stop', 'start').stopped).toBe(false);
    expect(said('stop', 'start', 'stop')).toEqual({ stopped: true, at: 3 });
    expect(foldConsent({ stopped: false, at: 5 }, { word: 'stop', at: 5 }).stopped).toBe(true);
  });
});
