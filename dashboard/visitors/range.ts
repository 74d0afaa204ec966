/** Which rows of a long list are on screen, and which are asked for. Pure. */

/** Rows asked for beyond both edges, so that a scroll finds them there. */
const AROUND = 8;
/** Windows begin at multiples of this: not every row that scrolls by is another window. */
const STEP = 4;

/** `top` up to `bottom` (not included) are on screen; `first` and `count` are the window to ask for, of at most `most` rows. */
export function rangeOnScreen(scrolled: number, size: number, height: number, most: number) {
  if (height <= 0) return { first: 0, count: 0, top: 0, bottom: 0 };
  const top = Math.max(0, Math.floor(scrolled / height));
  const bottom = Math.max(top, Math.ceil((scrolled + size) / height));
  const first = Math.max(0, Math.floor((top - AROUND) / STEP) * STEP);
  const wanted = Math.ceil(size / height) + 1 + 2 * AROUND + STEP;
  return { first, count: Math.min(most, wanted), top, bottom };
}
