/** The beginning of a text, at most `max` UTF-16 code units long, and never half of what is seen as one character (UAX #29). Pure. */
export function beginningOf(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  // A little more than what is kept, so that a character which goes on behind it is seen to.
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(0, max + LONGEST))) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  // Marks without end on one letter: only pairs are kept whole.
  return end > 0 ? text.slice(0, end) : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

/** Code units of a long character: a family with skin tones has 25. */
const LONGEST = 64;
