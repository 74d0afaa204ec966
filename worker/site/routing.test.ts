import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersonId } from '../../protocol/entries.ts';
import type { Routing } from '../../protocol/site-settings.ts';
import { maySee } from './access.ts';
import { type Candidate, fits, ladder, places, type Routed, route, type Turns, type Waiting } from './routing.ts';

const SECOND = 1000;
const GROUPS = ['sales', 'support'];
const ADVERTISERS = ['north', 'south'];
const PEOPLE: PersonId[] = ['o_a', 'o_b', 'o_c', 'o_d', 'o_e'];

const candidate = (id: PersonId): fc.Arbitrary<Candidate> =>
  fc.record({
    id: fc.constant(id),
    admin: fc.boolean(),
    listingsOnly: fc.boolean(),
    online: fc.boolean(),
    reachable: fc.boolean(),
    texts: fc.boolean(),
    load: fc.nat(3),
    groups: fc.subarray(GROUPS),
    advertisers: fc.subarray(ADVERTISERS),
  });
const operators = fc.tuple(...PEOPLE.map(candidate)).chain((all) => fc.subarray(all));
const routing: fc.Arbitrary<Routing> = fc.record({
  method: fc.constantFrom('all', 'round_robin', 'least_busy'),
  limit: fc.nat(3),
  step: fc.constant(30),
  rules: fc.constantFrom([], [{ page: '*prices*', groups: ['sales'] }], [{ language: 'es', groups: ['support'] }]),
});
const asked = fc.record({
  url: fc.constantFrom('https://shop.example/', 'https://shop.example/prices'),
  language: fc.constantFrom('en-US', 'es-MX'),
  country: fc.constantFrom('US', 'MX'),
  advertiser: fc.option(fc.constantFrom(...ADVERTISERS), { nil: undefined }),
  host: fc.option(fc.constantFrom(...PEOPLE), { nil: undefined }),
}) as fc.Arbitrary<Waiting['asked']>;
/** A queue as it may stand: some chats new, some routed before. */
const queue = fc
  .array(fc.record({ since: fc.nat(100), asked }), { maxLength: 6 })
  .map((chats) => chats.map((chat, index): Waiting => ({ room: `room${index}`, standing: null, ...chat })));
/** Operators change while chats wait: each element is the next state of everyone. */
const history = fc.array(fc.record({ operators, passed: fc.nat(60) }), { minLength: 1, maxLength: 8 });

/** Plays a history; looks at the outcome of each run. */
function play(
  chats: Waiting[],
  rules: Routing,
  states: { operators: Candidate[]; passed: number }[],
  look: (routed: Routed[], before: Waiting[], everyone: Candidate[], now: number) => void,
): void {
  let now = 1_000_000;
  let standing = chats;
  const turns = new Map<PersonId, number>();
  for (const state of states) {
    now += state.passed * SECOND;
    const routed = route(standing, state.operators, rules, turns, now);
    look(routed, standing, state.operators, now);
    for (const { standing } of routed) if (standing.at === now) for (const id of standing.to) turns.set(id, now);
    standing = standing.map((chat) => ({ ...chat, standing: routed.find(({ room }) => room === chat.room)!.standing }));
  }
}

const advertiserOf = (chats: Waiting[], room: string) => chats.find((chat) => chat.room === room)!.asked.advertiser;

describe('routing', () => {
  test('nobody is offered a chat they may not see or have no place for; who is not online only when nobody who is can be', () => {
    fc.assert(
      fc.property(queue, routing, history, (chats, rules, states) => {
        play(chats, rules, states, (routed, before, everyone) => {
          for (const { room, standing } of routed) {
            for (const id of standing.to) {
              const operator = everyone.find((one) => one.id === id);
              expect(maySee(operator!, advertiserOf(before, room))).toBe(true);
              if (rules.limit > 0) expect(operator!.load).toBeLessThan(rules.limit);
            }
            const online = everyone.filter(({ id, online }) => online && standing.to.includes(id));
            const called = everyone.filter(({ id, online, reachable }) => !online && reachable && standing.to.includes(id));
            expect([0, standing.to.length - (rules.method === 'all' ? called.length : 0)]).toContain(online.length);
          }
          if (rules.method === 'all' || rules.limit === 0) return;
          for (const { id, load, online } of everyone) {
            if (!online) continue;
            const offers = routed.filter(({ standing }) => standing.to.includes(id)).length;
            if (offers > 0) expect(load + offers).toBeLessThanOrEqual(rules.limit);
          }
        });
      }),
    );
  });

  test('a chat is never offered to nobody while an operator who may see it is online and has a place', () => {
    fc.assert(
      fc.property(queue, routing, history, (chats, rules, states) => {
        play(chats, rules, states, (routed, before, everyone) => {
          const offers = (id: PersonId) => (rules.method === 'all' ? 0 : routed.filter(({ standing }) => standing.to.includes(id)).length);
          for (const { room, standing } of routed) {
            if (everyone.some(({ id, online }) => online && standing.to.includes(id))) continue;
            const able = everyone.filter(
              (one) =>
                one.online && maySee(one, advertiserOf(before, room)) && (rules.limit === 0 || one.load + offers(one.id) < rules.limit),
            );
            expect(able).toEqual([]);
          }
        });
      }),
    );
  });

  test('G2: who broadcasts is asked first, while they can answer and may; then those it is meant for anyway', () => {
    const one = (id: PersonId, more: Partial<Candidate> = {}): Candidate => ({
      id,
      admin: false,
      listingsOnly: false,
      online: true,
      reachable: false,
      texts: false,
      load: 0,
      groups: [],
      advertisers: [],
      ...more,
    });
    const rules: Routing = { method: 'all', limit: 1, step: 30, rules: [{ page: '*', groups: ['sales'] }] };
    const chat = (advertiser?: string): Waiting => ({
      room: 'r',
      since: 0,
      asked: { url: 'x', language: 'en', country: '', host: 'o_a', ...(advertiser ? { advertiser } : {}) },
      standing: null,
    });
    const first = (waiting: Waiting, everyone: Candidate[], now = 0) => route([waiting], everyone, rules, new Map(), now)[0]!;
    const others = [one('o_b', { groups: ['sales'] }), one('o_c')];
    const offered = first(chat(), [one('o_a'), ...others]);
    expect(offered.standing.to).toEqual(['o_a']);
    const waited = { ...chat(), standing: offered.standing };
    expect(first(waited, [one('o_a'), ...others], 30 * SECOND).standing.to).toEqual(['o_a', 'o_b']);
    expect(first(chat(), [one('o_a', { online: false }), ...others]).standing.to).toEqual(['o_b']);
    expect(first(chat(), [one('o_a', { load: 1 }), ...others]).standing.to).toEqual(['o_b']);
    expect(first(chat('north'), [one('o_a'), one('o_b', { advertisers: ['north'] })]).standing.to).toEqual(['o_b']);
  });

  test('steps are climbed one by one, never down, and only when time is up or nobody in reach can answer', () => {
    fc.assert(
      fc.property(queue, routing, history, (chats, rules, states) => {
        play(chats, rules, states, (routed, before, everyone, now) => {
          for (const { room, standing } of routed) {
            const chat = before.find((one) => one.room === room)!;
            const from = chat.standing?.step ?? 0;
            expect(standing.step).toBeGreaterThanOrEqual(from);
            expect(standing.step).toBeLessThan(ladder(chat.asked, rules).length);
            if (standing.step === from || rules.method !== 'all') continue;
            const reached = ladder(chat.asked, rules).slice(0, from + 1);
            const isMeant = (one: Candidate) =>
              reached.some((audience) => {
                if (audience === 'all') return true;
                if ('operator' in audience) return one.id === audience.operator;
                return 'groups' in audience
                  ? one.groups.some((group) => audience.groups.includes(group))
                  : one.advertisers.includes(audience.advertiser);
              });
            const meant = everyone.filter(
              (one) => one.online && maySee(one, chat.asked.advertiser) && (rules.limit === 0 || one.load < rules.limit) && isMeant(one),
            );
            expect(meant.length === 0 || now >= (chat.standing?.at ?? now) + rules.step * SECOND).toBe(true);
          }
        });
      }),
    );
  });

  test('with no operator at all a chat waits for one, and with no fitting rule everyone is asked', () => {
    const rules: Routing = { method: 'all', limit: 0, step: 30, rules: [{ page: 'https://elsewhere.example/*', groups: ['gone'] }] };
    const asked = { url: 'https://shop.example/', language: 'en', country: 'US' };
    const chat: Waiting = { room: 'room', since: 0, asked, standing: null };
    for (const method of ['all', 'round_robin', 'least_busy'] as const) {
      expect(route([chat], [], { ...rules, method }, new Map(), 0)).toMatchObject([{ standing: { to: [] }, due: null }]);
    }
    const one: Candidate = {
      id: 'o_a',
      admin: false,
      listingsOnly: false,
      online: true,
      reachable: false,
      texts: false,
      load: 0,
      groups: [],
      advertisers: [],
    };
    expect(route([chat], [one], rules, new Map(), 0)[0]!.standing.to).toEqual(['o_a']);
    // A rule whose group is gone asks nobody first, and everyone at once.
    const gone = { ...rules, rules: [{ groups: ['gone'] }] };
    expect(route([chat], [one], gone, new Map(), 0)[0]!.standing).toMatchObject({ to: ['o_a'], step: 1 });
  });

  test('who can only be texted is asked when nobody is online, or when those who are had their time', () => {
    const asked = { url: '', language: '', country: '' };
    const person = (id: PersonId, more: Partial<Candidate>): Candidate => ({
      id,
      admin: false,
      listingsOnly: false,
      online: false,
      reachable: false,
      texts: false,
      load: 0,
      groups: [],
      advertisers: [],
      ...more,
    });
    const [ada, ben, eve] = [person('o_a', { online: true }), person('o_b', { texts: true }), person('o_c', {})];
    for (const method of ['all', 'round_robin', 'least_busy'] as const) {
      const rules: Routing = { method, limit: 0, step: 30, rules: [] };
      const chat: Waiting = { room: 'room', since: 0, asked, standing: null };
      const [first] = route([chat], [ada, ben, eve], rules, new Map(), 0);
      expect(first).toMatchObject({ standing: { to: ['o_a'] }, due: 30 * SECOND, late: false, texted: [] });
      const [then] = route([{ ...chat, standing: first!.standing }], [ada, ben, eve], rules, new Map(), 30 * SECOND);
      expect(then).toMatchObject({ standing: { to: ['o_a'] }, late: true, texted: ['o_b'] });
      const [still] = route([{ ...chat, standing: then!.standing }], [ada, ben, eve], rules, new Map(), 40 * SECOND);
      expect(still).toMatchObject({ late: true, texted: ['o_b'] });
      expect(route([chat], [ben, eve], rules, new Map(), 0)[0]).toMatchObject({ late: true, texted: ['o_b'] });
    }
  });

  test('a place that becomes free goes to the chat that has waited longest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 6 }), fc.constantFrom('round_robin', 'least_busy'), (since, method) => {
        const rules: Routing = { method, limit: 1, step: 30, rules: [] };
        const asked = { url: '', language: '', country: '' };
        const chats = since.map((at, index): Waiting => ({ room: `room${index}`, since: at, asked, standing: null }));
        const one = {
          id: 'o_a',
          admin: false,
          listingsOnly: false,
          online: true,
          reachable: false,
          texts: false,
          load: 1,
          groups: [],
          advertisers: [],
        } as Candidate;
        const full = route(chats, [one], rules, new Map(), 5000);
        expect(full.every(({ standing }) => standing.to.length === 0)).toBe(true);
        const standing = chats.map((chat) => ({ ...chat, standing: full.find(({ room }) => room === chat.room)!.standing }));
        const freed = route(standing, [{ ...one, load: 0 }], rules, new Map(), 6000).filter(({ standing }) => standing.to.length > 0);
        const longest = chats.toSorted((a, b) => a.since - b.since || (a.room < b.room ? -1 : 1))[0]!;
        expect(freed.map(({ room }) => room)).toEqual([longest.room]);
      }),
    );
  });

  test('asked in turn: each once before anybody twice, and an offer stays until its time is over', () => {
    const rules: Routing = { method: 'round_robin', limit: 0, step: 30, rules: [] };
    const everyone = PEOPLE.map(
      (id): Candidate => ({
        id,
        admin: false,
        listingsOnly: false,
        online: true,
        reachable: false,
        texts: false,
        load: 0,
        groups: [],
        advertisers: [],
      }),
    );
    const seen: PersonId[] = [];
    const chats: Waiting[] = [{ room: 'room', since: 0, asked: { url: '', language: '', country: '' }, standing: null }];
    const states = PEOPLE.flatMap(() => [
      { operators: everyone, passed: 20 },
      { operators: everyone, passed: 10 },
    ]);
    play(chats, rules, states.slice(0, -1), ([only]) => seen.push(only!.standing.to[0]!));
    expect(new Set(seen).size).toBe(PEOPLE.length);
    expect(seen.filter((id, index) => seen.indexOf(id) !== index && seen[index - 1] !== id)).toEqual([]);
  });

  test('the least busy is asked first, and counts what is offered to them already', () => {
    const rules: Routing = { method: 'least_busy', limit: 0, step: 30, rules: [] };
    const of = (id: PersonId, load: number): Candidate => ({
      id,
      admin: false,
      listingsOnly: false,
      online: true,
      reachable: false,
      texts: false,
      load,
      groups: [],
      advertisers: [],
    });
    const chats = [1, 2, 3].map(
      (since): Waiting => ({ room: `r${since}`, since, asked: { url: '', language: '', country: '' }, standing: null }),
    );
    const turns: Turns = new Map();
    expect(route(chats, [of('o_a', 2), of('o_b', 0)], rules, turns, 0).map(({ standing }) => standing.to)).toEqual([
      ['o_b'],
      ['o_b'],
      ['o_a'],
    ]);
  });
});

test('patterns: a star stands for anything, everything else for itself', () => {
  expect(fits('https://a.example/p*', 'https://a.example/prices')).toBe(true);
  expect(fits('*prices*', 'https://a.example/prices?x')).toBe(true);
  expect(fits('https://a.example/', 'https://a.example/x')).toBe(false);
  expect(fits('*ab*ab', 'xab')).toBe(false);
  expect(fits('*a*b', 'xaxb')).toBe(true);
  fc.assert(
    fc.property(fc.stringMatching(/^[ab*]{0,8}$/), fc.stringMatching(/^[ab]{0,10}$/), (pattern, url) => {
      expect(fits(pattern, url)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(url));
    }),
  );
});

test('places count those before one in the same line; an estimate needs enough answers', () => {
  const chat = (room: string, since: number, advertiser?: string): Waiting => ({
    room,
    since,
    asked: { url: '', language: '', country: '', ...(advertiser ? { advertiser } : {}) },
    standing: null,
  });
  const waiting = [chat('c', 30), chat('a', 10), chat('b', 20, 'north')];
  expect(Object.fromEntries(places(waiting, []))).toEqual({
    a: { ahead: 0, wait: null },
    b: { ahead: 0, wait: null },
    c: { ahead: 1, wait: null },
  });
  const answered = [0, 60_000, 120_000].map((at) => ({ at, waited: 20_000 }));
  expect(places(waiting, answered).get('a')).toEqual({ ahead: 0, wait: 20 });
  expect(places(waiting, answered).get('c')).toEqual({ ahead: 1, wait: 120 });
});
