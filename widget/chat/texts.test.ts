import { expect, test } from 'vitest';
import { LANGUAGES } from '../../protocol/site-settings.ts';
import { texts as english } from './texts/en.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test.each(LANGUAGES)('%s has every text, with the same names in it', async (language) => {
  const { texts } = (await import(`./texts/${language}.ts`)) as { texts: Record<string, string> };
  expect(Object.keys(texts)).toEqual(Object.keys(english));
  for (const [key, text] of Object.entries(english)) expect(placeholders(texts[key]!), key).toEqual(placeholders(text));
});
