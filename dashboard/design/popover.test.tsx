import { expect, test } from 'vitest';
import { placeFor } from './popover.tsx';

const button = (left: number, top: number) => ({ left, top, right: left + 28, bottom: top + 28 });

test('A box opens to the side with more room, and begins on the screen', () => {
  expect(placeFor(button(10, 10), 1000, 800)).toEqual({ left: '10px', right: 'auto', top: '42px', bottom: 'auto' });
  expect(placeFor(button(960, 760), 1000, 800)).toEqual({ left: 'auto', right: '12px', top: 'auto', bottom: '44px' });
  expect(placeFor(button(-20, 10), 360, 740).left).toBe('4px');
});
