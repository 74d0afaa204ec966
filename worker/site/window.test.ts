import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../../protocol/names.ts';
import {
  EMPTY_WINDOW,
  orderAfter,
  orderChange,
  VISITOR_KINDS,
  VISITOR_SORTS,
  type VisitorsLook,
  type VisitorsWindow,
  windowAfter,
} from '../../protocol/visitors.ts';
import type { SiteVisitor } from '../contracts/site.ts';
import { type Access, maySee } from './access.ts';
import { Board, orderKey } from './board.ts';
import { fitting, sortKey } from './order.ts';
import { detailsOf, lineOf } from './visitors.ts';
import { type Told, tell } from './window.ts';

const ADMIN: Access = { admin: true, listingsOnly: false, advertisers: [] };
const AGENT: Access = { admin: false, listingsOnly: true, advertisers: ['north'] };
const LOOK: VisitorsLook = { sort: 'came', down: true, kind: 'all', text: '', language: 'en', first: 0, count: 10 };

const visitor = (id: string, more: Partial<SiteVisitor> = {}): SiteVisitor => ({
  id,
  page: { url: `https://shop.example/${id}`, title: `Page ${id}` },
  referrer: '',
  language: 'de',
  device: { kind: 'desktop', name: 'Firefox · Linux' },
  visits: 1,
  since: 100,
  pages: [{ url: `https://shop.example/${id}`, title: '', at: 100 }],
  attributes: {},
  tabs: 1,
  ...more,
});

/** An operator's client over a board, told as the site tells it. */
class Client {
  window: VisitorsWindow = EMPTY_WINDOW;
  look = LOOK;
  /** Rows told so far. */
  heard = 0;
  told: Told | undefined;
  readonly board: () => Board;
  readonly access: Access;
  constructor(board: () => Board, access = ADMIN) {
    this.board = board;
    this.access = access;
  }
  /** Whether there was anything to tell. As on the wire and in the attachment: nothing but plain values arrive. */
  tell(look: VisitorsLook = this.look): boolean {
    this.look = look;
    const { told, change } = tell(this.board(), look, this.access, this.told);
    this.told = structuredClone(told);
    if (!change) return false;
    this.heard += change.set?.length ?? 0;
    this.window = windowAfter(this.window, JSON.parse(JSON.stringify(change)));
    return true;
  }
}

/** What the window has to be, computed without any of the machinery. */
function expected(rows: Iterable<SiteVisitor>, look: VisitorsLook, access: Access) {
  const names = namesIn(look.language);
  const seen = [...rows].filter(({ listing }) => maySee(access, listing?.advertiser));
  const fit = seen.filter(fitting(look));
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  fit.sort(
    (a, b) =>
      compare(sortKey(a, look.sort, names), sortKey(b, look.sort, names)) * (look.down ? -1 : 1) ||
      b.since - a.since ||
      compare(a.id, b.id),
  );
  const first = Math.max(0, Math.min(look.first, fit.length - look.count));
  return { online: seen.length, total: fit.length, first, rows: fit.slice(first, first + look.count).map(lineOf) };
}

const shown = ({ online, total, first, order, rows }: VisitorsWindow) => ({ online, total, first, rows: order.map((id) => rows.get(id)) });

describe('The window of an operator', () => {
  test('is told whole at first, then by what changed in it alone', () => {
    const board = new Board(Array.from({ length: 200 }, (_, i) => visitor(`v${i}`, { since: i })));
    const client = new Client(() => board);
    client.tell();
    expect(client.window.order).toEqual(Array.from({ length: 10 }, (_, i) => `v${199 - i}`));
    expect(client.heard).toBe(10);
    board.put(visitor('v50', { since: 50, visits: 7 }));
    expect(client.tell(), 'somebody moved who is not on the screen').toBe(false);
    board.put(visitor('v195', { since: 195, visits: 7 }));
    expect(client.tell()).toBe(true);
    expect([client.heard, client.window.rows.get('v195')?.visits]).toEqual([11, 7]);
    board.put(visitor('v200', { since: 200 }));
    client.tell();
    expect([client.heard, client.window.total, client.window.order[0]]).toEqual([12, 201, 'v200']);
  });

  test('tells after a sleep only what differs from before it', () => {
    const rows = Array.from({ length: 30 }, (_, i) => visitor(`v${i}`, { since: i }));
    let board = new Board(rows);
    const client = new Client(() => board);
    client.tell({ ...LOOK, open: 'v29' });
    board = new Board(rows);
    expect(client.tell()).toBe(false);
  });

  test('holds rows in their places while somebody reads: who left is marked, and it says that the rest has moved', () => {
    const board = new Board(Array.from({ length: 20 }, (_, i) => visitor(`v${i}`, { since: i })));
    const client = new Client(() => board);
    client.tell();
    const before = client.window.order;
    client.tell({ ...LOOK, hold: true });
    board.put(visitor('v20', { since: 20 }));
    board.drop('v15');
    board.put(visitor('v12', { since: 12, visits: 9 }));
    client.tell();
    expect(client.window.order).toEqual(before);
    expect([...client.window.gone]).toEqual(['v15']);
    expect([client.window.moved, client.window.total, client.window.rows.get('v12')?.visits]).toEqual([true, 20, 9]);
    board.put(visitor('v15', { since: 15 }));
    client.tell();
    expect([...client.window.gone]).toEqual([]);
    client.tell(LOOK);
    expect([client.window.order[0], client.window.moved]).toEqual(['v20', false]);
  });

  test('has the details of one visitor, wherever they stand, until they leave', () => {
    const board = new Board(Array.from({ length: 20 }, (_, i) => visitor(`v${i}`, { since: i })));
    const client = new Client(() => board);
    client.tell({ ...LOOK, open: 'v1' });
    expect(client.window.open?.pages).toHaveLength(1);
    board.put(visitor('v1', { since: 1, attributes: { plan: 'pro' } }));
    expect(client.tell()).toBe(true);
    expect(client.window.open?.attributes).toEqual({ plan: 'pro' });
    board.drop('v1');
    client.tell();
    expect(client.window.open).toBe(null);
  });

  test('D3: of an advertiser’s operator holds and counts nobody else’s visitors, searched for or opened by id', () => {
    const north = { key: 'n', name: 'North', advertiser: 'north' };
    const board = new Board([visitor('a', { listing: north }), visitor('b'), visitor('c', { listing: { ...north, advertiser: 'south' } })]);
    const client = new Client(() => board, AGENT);
    client.tell({ ...LOOK, open: 'b' });
    expect([client.window.order, client.window.online, client.window.open]).toEqual([['a'], 1, null]);
    expect(JSON.stringify([...client.window.rows.values()])).not.toContain('advertiser');
    client.tell({ ...LOOK, hold: true });
    board.put(visitor('a'));
    client.tell();
    expect([[...client.window.gone], client.window.online]).toEqual([['a'], 0]);
  });

  test('D3: shows no page of a visit that was another advertiser’s', () => {
    const pages = ['n', 's', ''].map((advertiser, at) => ({ url: `/${at}`, title: '', at, ...(advertiser ? { advertiser } : {}) }));
    const row = visitor('a', { pages });
    const urls = (access: Access) => detailsOf(row, access).pages.map(({ url }) => url);
    expect(urls(ADMIN)).toEqual(['/0', '/1', '/2']);
    expect(urls({ admin: false, listingsOnly: true, advertisers: ['n'] })).toEqual(['/0']);
    expect(urls({ admin: false, listingsOnly: false, advertisers: [] })).toEqual(['/2']);
    expect(detailsOf(row, ADMIN).pages).toContainEqual({ url: '/0', title: '', at: 0 });
  });

  test('ends with the last visitor when it would lie beyond', () => {
    const board = new Board(Array.from({ length: 15 }, (_, i) => visitor(`v${i}`, { since: i })));
    const client = new Client(() => board);
    client.tell({ ...LOOK, first: 5_000 });
    expect([client.window.first, client.window.order.at(-1)]).toEqual([5, 'v0']);
  });
});

describe('Searching', () => {
  const found = (text: string, row: Partial<SiteVisitor>, language = 'en') => fitting({ ...LOOK, text, language })(visitor('v-abcd', row));

  test.each([
    ['koln germany', { city: 'Köln', country: 'DE' }, 'en'],
    ['ALEMANIA', { country: 'DE' }, 'es'],
    ['german', { language: 'de-AT' }, 'en'],
    ['firefox', {}, 'en'],
    ['abcd', {}, 'en'],
    ['search.example', { referrer: 'https://search.example/?q=lamp' }, 'en'],
    ['riverside', { listing: { key: 'h-7', name: 'Riverside 7' } }, 'en'],
    ['ana@', { email: 'ana@example.com' }, 'en'],
  ] as const)('finds %s', (text, row, language) => expect(found(text, row, language)).toBe(true));

  test('wants every word, and the kind of visitor', () => {
    expect(found('koln france', { city: 'Köln', country: 'DE' })).toBe(false);
    const kinds = (row: Partial<SiteVisitor>) => VISITOR_KINDS.filter((kind) => fitting({ ...LOOK, kind })(visitor('v', row)));
    expect(kinds({ visits: 1 })).toEqual(['all', 'first']);
    expect(kinds({ visits: 3, name: 'Ana' })).toEqual(['all', 'returning', 'known']);
  });

  test('bears languages and countries that do not exist', () => {
    expect(found('qq', { country: 'QQ', language: 'not a language!' })).toBe(true);
    expect(namesIn('en').language('not a language!')).toBe('not a language!');
  });
});

describe('Whatever moves', () => {
  const id = fc.integer({ min: 0, max: 11 }).map((n) => `v${n}`);
  const listing = fc.option(
    fc.constantFrom(
      { key: 'n', name: 'North', advertiser: 'north' },
      { key: 's', name: 'South', advertiser: 'south' },
      { key: 'o', name: 'O' },
    ),
    { nil: undefined },
  );
  const row = fc
    .record({
      id,
      since: fc.nat(4),
      visits: fc.integer({ min: 1, max: 3 }),
      country: fc.constantFrom('DE', 'FR', ''),
      name: fc.constantFrom('', 'Ana', 'ángel'),
      title: fc.constantFrom('a', 'b'),
      listing,
    })
    .map(({ listing: on, title, ...rest }) => visitor(rest.id, { ...rest, page: { url: '/', title }, ...(on ? { listing: on } : {}) }));
  const look = fc.record(
    {
      sort: fc.constantFrom(...VISITOR_SORTS),
      down: fc.boolean(),
      kind: fc.constantFrom(...VISITOR_KINDS),
      text: fc.constantFrom('', 'a', 'germany'),
      language: fc.constant('en'),
      first: fc.nat(12),
      count: fc.nat(6),
      hold: fc.constant(true as const),
      open: id,
    },
    { requiredKeys: ['sort', 'down', 'kind', 'text', 'language', 'first', 'count'] },
  );
  const event = fc.oneof(
    { weight: 6, arbitrary: row.map((put) => ({ put })) },
    { weight: 3, arbitrary: id.map((drop) => ({ drop })) },
    { weight: 2, arbitrary: look.map((looks) => ({ looks })) },
    { weight: 2, arbitrary: fc.constant({ tell: true }) },
    { weight: 1, arbitrary: fc.constant({ sleep: true }) },
  );

  test('the client’s window is what computing it anew gives', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: 'max' }), fc.constantFrom(ADMIN, AGENT), (events, access) => {
        const rows = new Map<string, SiteVisitor>();
        let board = new Board([]);
        const client = new Client(() => board, access);
        client.tell();
        for (const next of [...events, { tell: true }]) {
          if ('put' in next) {
            rows.set(next.put.id, next.put);
            board.put(next.put);
          } else if ('drop' in next) {
            rows.delete(next.drop);
            board.drop(next.drop);
          } else if ('sleep' in next) board = new Board([...rows.values()]);
          else {
            const held = client.window.order;
            client.tell('looks' in next ? next.looks : undefined);
            board.keep(new Set([orderKey(client.look, access)]));
            const right = expected(rows.values(), client.look, access);
            const seen = (one: string) => (maySee(access, rows.get(one)?.listing?.advertiser) ? rows.get(one) : undefined);
            if (client.look.hold) {
              expect(client.window.order).toEqual(held);
              for (const one of held) {
                expect(client.window.gone.has(one)).toBe(!seen(one));
                if (seen(one)) expect(client.window.rows.get(one)).toEqual(lineOf(seen(one)!));
              }
              expect([client.window.online, client.window.total]).toEqual([right.online, right.total]);
            } else {
              expect(shown(client.window)).toEqual(right);
              expect(client.window.moved).toBe(false);
            }
            const { open } = client.look;
            if (open !== undefined) expect(client.window.open).toEqual(seen(open) ? detailsOf(seen(open)!, access) : null);
            expect(client.tell(), 'told again what is known').toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('an order comes out of any other by its change, and a small one is small', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 20 }).map(String), { maxLength: 20 });
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        expect(orderAfter(before, orderChange(before, after))).toEqual(after);
      }),
    );
    const fifty = Array.from({ length: 50 }, (_, i) => `v${i}`);
    expect(orderChange(fifty, ['new', ...fifty.slice(0, 49)])).toEqual(['new', [0, 49]]);
  });
});
