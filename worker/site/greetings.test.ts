import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GreetingRule } from '../../protocol/site-settings.ts';
import { type Greeted, nextGreeting } from './greetings.ts';

const rule = (id: string, more: Partial<GreetingRule> = {}): GreetingRule => ({
  id,
  text: `Hello from ${id}`,
  once: 'visit',
  after: 0,
  since: 'page',
  ...more,
});

const page = { url: 'https://shop.example/prices', title: 'Prices' };
const tab = (more: Partial<Greeted> = {}): Greeted => ({
  page,
  pages: [{ ...page, at: 60_000 }],
  visits: 1,
  begun: 0,
  attributes: {},
  events: [],
  greeted: [],
  ...more,
});
const next = (rules: GreetingRule[], seen = tab(), now = 60_000) => {
  const found = nextGreeting(rules, seen, now);
  return found && [found.rule.id, found.due];
};

describe('A greeting', () => {
  test('waits its time on the page, or on the site', () => {
    expect(next([rule('a', { after: 30 })])).toEqual(['a', 90_000]);
    expect(next([rule('a', { after: 30, since: 'site' })])).toEqual(['a', 30_000]);
  });

  test.each<[string, Partial<GreetingRule>, Partial<Greeted>, boolean]>([
    ['on a page that fits', { page: '*/prices' }, {}, true],
    ['not on another', { page: '*/help*' }, {}, false],
    ['on the second visit', { visits: 2 }, { visits: 2 }, true],
    ['not on the first', { visits: 2 }, {}, false],
    ['with the attribute, whatever it is', { attribute: { name: 'plan' } }, { attributes: { plan: 'pro' } }, true],
    ['with the value that fits', { attribute: { name: 'plan', value: 'p*' } }, { attributes: { plan: 'pro' } }, true],
    ['not with another value', { attribute: { name: 'plan', value: 'free' } }, { attributes: { plan: 'pro' } }, false],
    ['not without the attribute', { attribute: { name: 'plan' } }, {}, false],
    ['after the event', { event: 'added' }, { events: [{ name: 'added', at: 70_000 }] }, true],
    ['not before the event', { event: 'added' }, { events: [{ name: 'looked', at: 70_000 }] }, false],
    ['not when it was shown', {}, { greeted: ['a'] }, false],
    ['only when all hold', { page: '*/prices', visits: 2 }, {}, false],
  ])('shows %s', (_, conditions, seen, shows) => {
    expect(next([rule('a', conditions)], tab(seen)) !== null).toBe(shows);
  });

  test('counts from the first event of its name: telling it again puts nothing off', () => {
    const events = [
      { name: 'added', at: 70_000 },
      { name: 'added', at: 95_000 },
    ];
    expect(next([rule('a', { event: 'added', after: 30 })], tab({ events }), 96_000)).toEqual(['a', 100_000]);
  });

  test('of several is the one that is due first; of those due already the first of the list', () => {
    expect(next([rule('slow', { after: 60 }), rule('quick', { after: 5 })])?.[0]).toBe('quick');
    const both = [rule('first', { since: 'page' }), rule('older', { since: 'site' })];
    expect(next(both)?.[0]).toBe('first');
    expect(next(both, tab({ greeted: ['first'] }))?.[0]).toBe('older');
  });

  test('shows each rule at most once, and every rule that holds in the end', () => {
    const rules = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,6}$/),
        after: fc.nat(100),
        since: fc.constantFrom('page' as const, 'site' as const),
        event: fc.option(fc.constantFrom('added', 'never'), { nil: undefined }),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    fc.assert(
      fc.property(rules, (some) => {
        const all = some.map(({ event, ...more }) => rule(more.id, { ...more, ...(event === undefined ? {} : { event }) }));
        const greeted: string[] = [];
        for (let found = next(all, tab({ greeted })); found; ) {
          greeted.push(found[0] as string);
          found = next(all, tab({ greeted: [...greeted], events: [{ name: 'added', at: 61_000 }] }), 200_000);
        }
        expect(new Set(greeted).size).toBe(greeted.length);
        const holding = all.filter(({ event }) => event === undefined).map(({ id }) => id);
        expect(greeted).toEqual(expect.arrayContaining(holding));
      }),
    );
  });
});
