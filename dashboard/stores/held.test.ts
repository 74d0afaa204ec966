import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldAfter } from './held.ts';

type Held = ReadonlyMap<string, { id: string; rev: number }>;
const room = fc.record({ id: fc.constantFrom('a', 'b', 'c'), rev: fc.nat(20) });

describe('Rooms that are held', () => {
  test('are the newest of each, in whatever order and portions they were told', () => {
    fc.assert(
      fc.property(fc.array(fc.array(room)), (portions) => {
        const held = portions.reduce<Held>((before, changed) => heldAfter(before, changed, [], false), new Map());
        const newest = new Map<string, number>();
        for (const { id, rev } of portions.flat()) newest.set(id, Math.max(rev, newest.get(id) ?? 0));
        expect([...held.values()].map(({ id, rev }) => [id, rev]).sort()).toEqual([...newest].sort());
      }),
    );
  });

  test('go when they are gone, and all of them when the list begins anew', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, rev: 1 }));
    const held = heldAfter(new Map(), [a!, b!], [], false);
    expect([...heldAfter(held, [], ['a'], false).keys()]).toEqual(['b']);
    expect([...heldAfter(held, [c!], [], true).keys()]).toEqual(['c']);
    expect([...held.keys()]).toEqual(['a', 'b']);
  });
});
