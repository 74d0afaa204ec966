/** Languages of the widget by their two letters (the site's settings name the same ones). */
const KNOWN = 'en es fr de pt ar ja';

/** The first of these language tags that there are texts for; English for none. */
export function pickLanguage(tags: readonly (string | undefined)[]): string {
  return tags.map((tag) => `${tag}`.slice(0, 2).toLowerCase()).find((tag) => tag && KNOWN.includes(tag)) ?? 'en';
}
