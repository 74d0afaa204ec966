import { expect, test } from 'vitest';
import { LANGUAGES } from '../../protocol/site-settings.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const PARTS = {
  chat: (language: string) => import(`./texts/${language}.ts`),
  call: (language: string) => import(`../call/texts/${language}.ts`),
  cast: (language: string) => import(`../cast/texts/${language}.ts`),
};
type Part = keyof typeof PARTS;
const textsOf = async (part: Part, language: string): Promise<Record<string, string>> => (await PARTS[part](language)).texts;

test.each(LANGUAGES.flatMap((language) => (Object.keys(PARTS) as Part[]).map((part) => [part, language] as const)))(
  '%s in %s has every text, with the same names in it',
  async (part, language) => {
    const [english, texts] = [await textsOf(part, 'en'), await textsOf(part, language)];
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(placeholders(texts[key]!), key).toEqual(placeholders(text));
  },
);
