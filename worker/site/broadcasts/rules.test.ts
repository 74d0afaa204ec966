import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Audience } from '../../../protocol/broadcast.ts';
import { admitted, counted } from './admission.ts';
import { castFor, isFor, keptAudience, mayBroadcast } from './audience.ts';
import { Pacing } from './pacing.ts';
import { TURN_KEPT, TURNS_PER_SECOND, turnOf } from './turns.ts';

const place = { visitor: 'v1', page: { url: 'https://shop.example/a?b=c#d' }, listing: { key: 'north', name: 'North', advertiser: 'a1' } };

describe('G2: a broadcast is', () => {
  it.each<[Audience, boolean]>([
    [{ to: 'site' }, true],
    [{ to: 'page', url: 'https://shop.example/a#z' }, true],
    [{ to: 'page', url: 'https://shop.example/ab' }, false],
    [{ to: 'listing', listing: 'north' }, true],
    [{ to: 'listing', listing: 'south' }, false],
    [{ to: 'picked', visitors: ['v0', 'v1'] }, true],
    [{ to: 'picked', visitors: ['v0'] }, false],
  ])('for %j: %s', (audience, is) => {
    expect(isFor(keptAudience(audience), place)).toBe(is);
  });

  it('the most particular of those that are for a page, then the first', () => {
    const cast = (audience: Audience, since: number) => ({ audience, live: { id: `${audience.to}${since}`, since } });
    const all = [
      cast({ to: 'site' }, 1),
      cast({ to: 'page', url: 'https://shop.example/a' }, 5),
      cast({ to: 'page', url: 'https://shop.example/a' }, 4),
      cast({ to: 'listing', listing: 'north' }, 2),
    ];
    expect(castFor(all, place)?.live.id).toBe('page4');
    expect(castFor([...all, cast({ to: 'picked', visitors: ['v1'] }, 9)], place)?.live.id).toBe('picked9');
    expect(castFor([], place)).toBeNull();
  });

  it('by who may see those it is for', () => {
    const own = { admin: false, listingsOnly: true, advertisers: ['a1'] };
    const staff = { admin: false, listingsOnly: false, advertisers: [] };
    const listing = { to: 'listing', listing: 'north' } as const;
    expect(mayBroadcast(own, listing, place.listing)).toBe(true);
    expect(mayBroadcast({ ...own, advertisers: ['a2'] }, listing, place.listing)).toBe(false);
    expect(mayBroadcast(staff, listing, place.listing)).toBe(false);
    expect(mayBroadcast(staff, listing, { key: 'x', name: 'X' })).toBe(true);
    expect(mayBroadcast({ ...own, admin: true }, listing, null)).toBe(false);
    for (const audience of [{ to: 'site' }, { to: 'picked', visitors: ['v1'] }, { to: 'page', url: 'https://a.b/' }] satisfies Audience[]) {
      expect(mayBroadcast(own, audience, null)).toBe(false);
      expect(mayBroadcast(staff, audience, null)).toBe(true);
    }
  });
});

describe('G2: places', () => {
  it('are never more than there are, go to who waited longest, and one to a visitor', () => {
    const asking = fc.array(fc.record({ visitor: fc.constantFrom('a', 'b', 'c', 'd', 'e'), since: fc.nat(50), waits: fc.boolean() }));
    fc.assert(
      fc.property(asking, fc.nat(4), (list, most) => {
        const first = list.map(({ waits, ...one }) => (waits ? { ...one, waits: true as const } : one));
        const before = new Set(first.filter((one) => !('waits' in one)).map(({ visitor }) => visitor));
        const come = admitted(first, most);
        const seated = new Set([...before, ...come.map(({ visitor }) => visitor)]);
        expect(seated.size).toBeLessThanOrEqual(Math.max(most, before.size));
        expect(seated.size).toBe(before.size + come.length);
        const left = first.filter((one) => 'waits' in one && !come.includes(one) && !seated.has(one.visitor));
        if (left.length > 0) expect(seated.size).toBeGreaterThanOrEqual(most);
        for (const one of left) for (const other of come) expect(other.since).toBeLessThanOrEqual(one.since);
      }),
    );
  });

  it('are counted by visitor', () => {
    const tabs = [
      { visitor: 'a', since: 1 },
      { visitor: 'a', since: 2, waits: true as const },
      { visitor: 'b', since: 3, waits: true as const },
      { visitor: 'c', since: 4, pending: true },
    ];
    expect(counted(tabs)).toEqual({ count: 1, waiting: 2 });
  });
});

describe('G2: turns', () => {
  it('come one after the other, however many ask at once, and are used within their time', () => {
    let last = 0;
    const given: number[] = [];
    for (let n = 0; n < 1_000; n++) {
      const turn = turnOf(undefined, last, 10_000);
      last = turn.last;
      given.push(turn.now ? 10_000 : turn.turn);
    }
    for (let from = 10_000; from < 30_000; from += 500) {
      expect(given.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(TURNS_PER_SECOND);
    }
    const waited = turnOf(given[500], last, 10_000);
    expect(waited).toMatchObject({ now: false, turn: given[500], wait: 12.5 });
    expect(turnOf(given[500], last, given[500]!)).toMatchObject({ now: true, last });
    expect(turnOf(given[500], last, given[500]! + TURN_KEPT)).toMatchObject({ now: true });
    expect(turnOf(given[500], last, given[500]! + TURN_KEPT + 1)).toMatchObject({ now: false });
    expect(turnOf(undefined, last, last + 1_000)).toMatchObject({ now: true });
  });
});

describe('I3: what changes often', () => {
  afterEach(() => vi.useRealTimers());

  it('is told at once, then once a second at most, and the last of it always', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 5_000 });
    const told: string[] = [];
    const alarms: number[] = [];
    const pacing = new Pacing(
      (due) => alarms.push(due),
      (key) => told.push(`${key} ${Date.now()}`),
    );
    const changes = async (at: number, key: string) => {
      vi.setSystemTime(at);
      pacing.changed(key);
      pacing.changed(key);
      await Promise.resolve();
    };
    await changes(5_000, 'a');
    await changes(5_100, 'a');
    await changes(5_200, 'b');
    await changes(5_900, 'a');
    expect(told).toEqual(['a 5000', 'b 5200']);
    expect(new Set(alarms)).toEqual(new Set([6_000]));
    vi.setSystemTime(6_000);
    pacing.tend(6_000);
    pacing.tend(7_000);
    expect(told).toEqual(['a 5000', 'b 5200', 'a 6000']);
    await changes(7_100, 'b');
    pacing.forget('b');
    pacing.tend(9_000);
    expect(told).toEqual(['a 5000', 'b 5200', 'a 6000', 'b 7100']);
  });
});
