import { expect, test } from 'vitest';
import { LANGUAGES } from '../../protocol/site-settings.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const textsOf = async (part: 'chat' | 'call', language: string): Promise<Record<string, string>> =>
  (part === 'chat' ? await import(`./texts/${language}.ts`) : await import(`../call/texts/${language}.ts`)).texts;

test.each(LANGUAGES.flatMap((language) => [['chat', language] as const, ['call', language] as const]))(
  '%s in %s has every text, with the same names in it',
  async (part, language) => {
    const [english, texts] = [await textsOf(part, 'en'), await textsOf(part, language)];
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(placeholders(texts[key]!), key).toEqual(placeholders(text));
  },
);
