import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VisitFrame } from '../../protocol/frames.ts';
import type { Paces, Seat } from './broadcasts/seats.ts';
import { afterFrame, newTab, type Tab } from './visitors.ts';

/** A part in a broadcast that says all it can. */
const SEAT: Required<Seat> = { cast: 'c'.repeat(36), since: 1.5e12, waits: true, leg: 'l'.repeat(64), turn: 1.5e12, stage: 'invited' };
const PACES: Required<Paces> = { signals: 1.5e12, asks: 1.5e12, votes: 1.5e12, media: 1.5e12 };

/** Whether the platform takes it as attachment, with room for what the socket itself keeps there. */
const fits = (tab: Tab): boolean => {
  try {
    new WebSocketPair()[0].serializeAttachment([tab, 'x'.repeat(600), SEAT, PACES]);
    return true;
  } catch {
    return false;
  }
};

const text = (max: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: max }),
    fc.integer({ min: 0, max }).map((n) => '漢'.repeat(n)),
  );
const record = fc.dictionary(text(60), text(300), { maxKeys: 40 });
const anyPage = fc.record({ url: text(2000), title: text(300) });
const frame: fc.Arbitrary<VisitFrame> = fc.oneof(
  fc.record({
    t: fc.constant('hello' as const),
    v: fc.constant(1),
    page: anyPage,
    referrer: text(2000),
    language: text(35),
    visits: fc.nat(),
    chatted: fc.boolean(),
  }),
  anyPage.map((value) => ({ t: 'page' as const, ...value })),
  record.map((attributes) => ({ t: 'attributes' as const, attributes })),
  fc.record({ t: fc.constant('event' as const), name: text(300), data: record }),
);

describe('any frames', () => {
  test('an attachment stays within the platform’s 16 KB, and 20 pages', () => {
    const who = {
      visitor: 'v'.repeat(64),
      verified: '漢'.repeat(400),
      name: '漢'.repeat(400),
      email: '漢'.repeat(400),
      place: { country: 'DE', region: '漢'.repeat(100), city: '漢'.repeat(100) },
    };
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
        let state = newTab(who, '漢'.repeat(1000), `https://${'漢'.repeat(400)}`, 1);
        for (const [i, next] of frames.entries()) state = afterFrame(state, next, i) ?? state;
        expect(fits(state)).toBe(true);
        expect(state.pages.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  test('filled to the brim with two-byte text it stays within 16 KB too', () => {
    const wide = (n: number) => '漢'.repeat(n);
    let state = newTab(
      { visitor: 'v', verified: wide(400), name: wide(400), email: wide(400), place: { region: wide(99), city: wide(99) } },
      wide(999),
      wide(999),
      1,
    );
    for (let i = 0; i < 50; i++) {
      const frames: VisitFrame[] = [
        {
          t: 'hello',
          v: 1,
          page: { url: i + wide(1990), title: wide(300) },
          referrer: wide(2000),
          language: wide(35),
          visits: 1,
          chatted: true,
        },
        { t: 'attributes', attributes: { [`k${i}`]: wide(60) } },
        { t: 'event', name: wide(60) },
      ];
      for (const next of frames) state = afterFrame(state, next, i) ?? state;
    }
    expect(fits(state)).toBe(true);
    expect(fits({ ...state, attributes: { ...state.attributes, more: wide(2_000) } })).toBe(false);
  });
});
