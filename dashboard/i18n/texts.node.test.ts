import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Text = string | Record<string, string>;
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, Text>;
const placeholders = (text: Text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g))].sort();

const root = join(import.meta.dirname, '..');
const pairs = [
  ...globSync('**/en.json', { cwd: root }).map((file) => [file, file.replace('en.json', 'es.json')]),
  ['i18n/errors.en.json', 'i18n/errors.es.json'],
] as [string, string][];

test.each(pairs)('%s has the same texts in every language, with the same names in them', (english, spanish) => {
  const [en, es] = [read(join(root, english)), read(join(root, spanish))];
  expect(Object.keys(es)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) expect(placeholders(es[key]!), key).toEqual(placeholders(text));
});
