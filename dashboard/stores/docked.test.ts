import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dock, MOST_DOCKS, readDocks, withDock } from './docked.ts';

const open = (docks: Dock[]) => docks.filter(({ folded }) => !folded).map(({ room }) => room);

describe('F8: docked conversations', () => {
  test('stand side by side as far as the window is wide; those before fold', () => {
    const two = withDock(withDock([], 'a', 2), 'b', 2);
    expect(open(two)).toEqual(['a', 'b']);
    const three = withDock(two, 'c', 2);
    expect(open(three)).toEqual(['b', 'c']);
    expect(three.map(({ room }) => room)).toEqual(['a', 'b', 'c']);
    expect(open(withDock(three, 'a', 2))).toEqual(['a', 'c']);
  });

  test('are each there once, the one asked for is open, and never more are open than fit', () => {
    const asked = fc.array(fc.tuple(fc.constantFrom(...'abcdefghijkl'), fc.integer({ min: 0, max: 4 })), { maxLength: 40 });
    fc.assert(
      fc.property(asked, (all) => {
        let docks: Dock[] = [];
        for (const [room, most] of all) {
          docks = withDock(docks, room, most);
          expect(open(docks)).toContain(room);
          expect(open(docks).length).toBeLessThanOrEqual(Math.max(1, most));
          expect(new Set(docks.map((dock) => dock.room)).size).toBe(docks.length);
          expect(docks.length).toBeLessThanOrEqual(MOST_DOCKS);
        }
      }),
    );
  });

  test.each([null, '', '{', '{}', '[1]', '[{"room":3,"folded":true}]', '[null]'])('begin with none where %s was kept', (kept) => {
    expect(readDocks(kept)).toEqual([]);
  });
});
