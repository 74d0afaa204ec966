import { describe, expect, test } from 'vitest';
import type { VisitFrame } from '../../protocol/frames.ts';
import { afterFrame, continued, newTab, type Tab, visitorRow, visitorRows } from './visitors.ts';

const USER_AGENT = 'Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0';
const page = (path: string) => ({ url: `https://shop.example${path}`, title: path });
const hello = (path: string, rest: Partial<Extract<VisitFrame, { t: 'hello' }>> = {}): VisitFrame => ({
  t: 'hello',
  v: 1,
  page: page(path),
  referrer: 'https://search.example/',
  language: 'de',
  visits: 3,
  chatted: false,
  ...rest,
});
const tab = (visitor: string, frames: [number, VisitFrame][], who: { verified?: string; name?: string } = {}): Tab =>
  frames.reduce(
    (state, [at, frame]) => afterFrame(state, frame, at)!,
    newTab({ visitor, place: { country: 'DE', city: 'Köln' }, ...who }, USER_AGENT, 'https://shop.example', frames[0]![0]),
  );

describe('a visitor in the list', () => {
  test('has page, referrer, place, device, language, visits and time on the site', () => {
    expect(
      visitorRow([
        tab('v1', [
          [100, hello('/a')],
          [200, { t: 'page', ...page('/b') }],
        ]),
      ]),
    ).toEqual({
      id: 'v1',
      page: page('/b'),
      referrer: 'https://search.example/',
      country: 'DE',
      city: 'Köln',
      language: 'de',
      device: { kind: 'mobile', name: 'Firefox · Android' },
      visits: 3,
      since: 100,
      pages: [
        { ...page('/a'), at: 100 },
        { ...page('/b'), at: 200 },
      ],
      attributes: {},
      tabs: 1,
    });
  });

  test('several tabs are one visitor: where the newest activity is, since the oldest', () => {
    const tabs = [
      tab('v1', [
        [100, hello('/a', { visits: 3 })],
        [400, { t: 'page', ...page('/d') }],
      ]),
      tab('v1', [
        [200, hello('/b', { visits: 4, referrer: '' })],
        [300, { t: 'page', ...page('/c') }],
      ]),
    ];
    const row = visitorRow(tabs);
    expect(row).toMatchObject({ tabs: 2, since: 100, visits: 4, page: page('/d'), referrer: 'https://search.example/' });
    expect(row.pages.map(({ title }) => title)).toEqual(['/a', '/b', '/c', '/d']);
    expect(visitorRows([...tabs, tab('v2', [[150, hello('/x')]])]).map(({ id }) => id)).toEqual(['v2', 'v1']);
  });

  test('a verified tab names the visitor, whichever tab is used', () => {
    const row = visitorRow([tab('v1', [[1, hello('/')]], { verified: 'u7', name: 'Ana' }), tab('v1', [[2, hello('/')]])]);
    expect(row).toMatchObject({ name: 'Ana', verified: true });
  });

  test('a visit goes on with the next page that is loaded: since when, from where, and what was seen', () => {
    const before = tab('v1', [
      [100, hello('/a')],
      [200, { t: 'attributes', attributes: { plan: 'pro' } }],
    ]);
    const next = newTab({ visitor: 'v1', place: {} }, USER_AGENT, 'https://shop.example', 300);
    const row = visitorRow([afterFrame(continued(next, before), hello('/b', { referrer: 'https://shop.example/a' }), 300)!]);
    expect(row).toMatchObject({ since: 100, referrer: 'https://search.example/', page: page('/b'), attributes: { plan: 'pro' } });
    expect(row.pages.map(({ title }) => title)).toEqual(['/a', '/b']);
  });

  test('a title that comes later changes the page and adds none', () => {
    const row = visitorRow([
      tab('v1', [
        [1, hello('/a')],
        [5, { t: 'page', url: page('/a').url, title: 'Shoes' }],
      ]),
    ]);
    expect(row.pages).toEqual([{ url: page('/a').url, title: 'Shoes', at: 1 }]);
    expect(row.page.title).toBe('Shoes');
  });

  test('attributes are merged, an empty one is removed, events are the newest ten', () => {
    const events = Array.from({ length: 14 }, (_, i): [number, VisitFrame] => [10 + i, { t: 'event', name: `e${i}` }]);
    const row = visitorRow([
      tab('v1', [
        [1, hello('/')],
        [2, { t: 'attributes', attributes: { plan: 'free', size: 'M' } }],
        [3, { t: 'attributes', attributes: { plan: 'gold', size: '' } }],
        ...events,
      ]),
    ]);
    expect(row.attributes).toEqual({ plan: 'gold' });
    expect(row.events?.map(({ name }) => name)).toEqual(events.slice(4).map((_, i) => `e${i + 4}`));
  });

  test('attributes that would not fit are refused as a whole', () => {
    const state = tab('v1', [[1, hello('/')]]);
    const many = (n: number, size: number): VisitFrame => ({
      t: 'attributes',
      attributes: Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'x'.repeat(size)])),
    });
    expect(afterFrame(state, many(40, 20), 2)).not.toBeNull();
    expect(afterFrame(state, many(41, 1), 2)).toBeNull();
    expect(afterFrame(state, many(20, 300), 2)).toBeNull();
  });
});
