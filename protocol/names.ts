/** Names of countries and languages in a reader's language: the same where rows are shown and where they are searched and sorted. */

export interface Names {
  country(code: string): string;
  language(tag: string): string;
}

const made = new Map<string, Names>();

/** What does not exist keeps its code. */
export function namesIn(reader: string): Names {
  const known = made.get(reader);
  if (known) return known;
  const names: Names = { country: naming(reader, 'region'), language: naming(reader, 'language') };
  made.set(reader, names);
  return names;
}

/** Codes come from outside, in any number: what is kept of them is bounded. */
const KEPT = 1_000;

function naming(reader: string, type: 'region' | 'language'): (code: string) => string {
  const display = new Intl.DisplayNames([reader, 'en'], { type });
  const kept = new Map<string, string>();
  return (code) => {
    const known = kept.get(code);
    if (known !== undefined) return known;
    if (kept.size >= KEPT) kept.clear();
    const name = nameOf(display, code);
    kept.set(code, name);
    return name;
  };
}

function nameOf(display: Intl.DisplayNames, code: string): string {
  try {
    return (code && display.of(code)) || code;
  } catch {
    // Browsers say what they like: no code at all.
    return code;
  }
}
