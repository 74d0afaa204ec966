import { language } from '../i18n/catalog.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Codes of the standard that are no countries: unions, and those for trials. */
const NONE = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO']);

/** Countries by their names in the reader's language, with their codes (ISO 3166-1). */
export function regions(): [code: string, name: string][] {
  const names = new Intl.DisplayNames(language.value, { type: 'region', fallback: 'none' });
  const seen = new Set<string>();
  const found = LETTERS.flatMap((one) => LETTERS.map((two) => one + two)).flatMap((code): [string, string][] => {
    // Codes that were given up are called by what the country is now.
    const [now = code] = Intl.getCanonicalLocales(`und-${code}`).map((tag) => tag.slice(4));
    const name = NONE.has(code) || now !== code ? undefined : names.of(code);
    if (!name || seen.has(name)) return [];
    seen.add(name);
    return [[code, name]];
  });
  const order = new Intl.Collator(language.value);
  return found.sort(([, a], [, b]) => order.compare(a, b));
}
