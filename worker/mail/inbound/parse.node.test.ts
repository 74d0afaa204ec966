/** Mails as programs write them: what of each is the person's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify, isEncryptedText } from './classify.ts';
import { quoteMarker } from './markers.ts';
import { parseHeaders, parseMail } from './parse.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const raw = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, `${name}.eml`)));

const ANSWERS: Record<string, string> = {
  'gmail-en': 'Walnut, please.\n\nCan you come on Friday?',
  'gmail-es': 'Nogal, por favor.',
  'gmail-fr': "Noyer, s'il vous plaît.",
  'gmail-de': 'Nussbaum, bitte.',
  'gmail-mobile-de': 'Geht klar',
  'outlook-en': 'Walnut, please.\n\nClara',
  'outlook-classic-en': 'Walnut, please.',
  'outlook-es': 'Nogal, por favor. Mañana estoy en casa.',
  'outlook-fr': "Noyer, s'il vous plaît.",
  'outlook-de': 'Nussbaum, bitte. Schöne Grüße aus Köln!',
  'outlook-classic-de': 'Nussbaum, bitte.',
  'outlook-mobile-en': 'Walnut',
  'apple-en': 'Walnut, please.',
  'apple-es': 'Nogal, por favor.',
  'apple-fr': 'Noyer.',
  'apple-de': 'Nussbaum.',
  'iphone-en': 'Walnut',
  'iphone-es': 'Nogal',
  'iphone-fr': 'Noyer',
  'iphone-de': 'Nussbaum',
  'samsung-de': 'Nussbaum',
  'signature-en': 'Walnut, please.',
  'signature-de': 'Nussbaum, bitte.\n\nWann kommen Sie?',
  'signature-es': 'Nogal, por favor.',
  'signature-fr': "Noyer, s'il vous plaît.",
  'rules-en': 'The plan:\n---\n1. oak\n2. walnut\n====\nSent via courier, from the old kitchen.',
  'contacts-en':
    'Ask them, please:\n\nFrom: Bob <bob@bob.example>\nHe has the keys.\nHe is there from nine.\nOr else:\nEve has them.\nOn page 3 you wrote:\n"oak"\nThat is wrong.',
  'journey-en': 'From: Berlin\nTo: Paris\nDate: 5 May\nTwo of us, in the morning.',
  'postscript-en': 'Walnut, please.\n\nRegards,\nClara\n\nP.S. The door code is 4711.',
  'inline-en': 'Hello Ada,\n\nWalnut.\n\nOn Friday, at nine.',
  'bottom-posted-en': 'Walnut, please.',
  'only-quote-en': '',
  'own-words-en':
    'On Monday you wrote: we have oak.\n\nFrom: the garden\nto the kitchen it is ten metres - I measured.\n\nIs walnut > oak? The 5 > 3 rule…',
  'rtl-ar': 'جوز، من فضلك.',
  emoji: '👍🏽 walnut 👩‍👩‍👧 it is 🎉',
  'flowed-en': 'A long thought that the program wrapped at seventy columns and marked so.',
  'html-gmail': 'Walnut, please.\n\nFriday & Saturday are fine <3',
  'html-outlook': 'Walnut, please.\n\n- Friday\n- at nine',
  'html-apple': 'Walnut',
  'html-hostile': 'Hi\n\n<script>kept as text</script>\n\nbye',
  attachments: 'Here it is.',
  'inline-image': 'See',
  signed: 'Signed by hand.',
  'signed-inline': 'Signed by hand.\n- with a dash',
};

const SORTS: Record<string, string> = {
  'vacation-exchange': 'automatic',
  'vacation-hinted': 'automatic',
  'vacation-autoreply': 'automatic',
  bounce: 'bounce',
  loop: 'loop',
  encrypted: 'encrypted',
};

describe('what a person wrote', () => {
  it.each(Object.entries(ANSWERS))('%s', async (name, expected) => {
    const mail = await parseMail(raw(name));
    expect(mail.text).toBe(expected);
    expect(mail.headers.addresses('from')).toEqual(['clara@client.example']);
    expect(classify(mail.headers, 'clara@client.example', [])).toBe('answer');
    const lines = mail.text.split('\n');
    expect(lines.filter((_, at) => quoteMarker(lines, at) > 0)).toEqual([]);
  });
});

describe('what nobody wrote', () => {
  it.each(Object.entries(SORTS))('%s', async (name, sort) => {
    const { headers } = await parseMail(raw(name));
    expect(classify(headers, 'clara@client.example', [])).toBe(sort);
    // The same by the headers alone, as those of a mail too large to be parsed are read.
    expect(classify(await parseHeaders(raw(name)), 'clara@client.example', [])).toBe(sort);
  });
});

it('a mail encrypted by hand within its text is known', async () => {
  expect(isEncryptedText((await parseMail(raw('encrypted-inline'))).text)).toBe(true);
  expect(isEncryptedText((await parseMail(raw('signed-inline'))).text)).toBe(false);
});

it('files come with their names, and without the signature of a signed mail', async () => {
  const { files } = await parseMail(raw('attachments'));
  expect(files.map(({ name, bytes }) => [name, bytes.length])).toEqual([
    ['plan.png', 75],
    ['Maße 📏.txt', 7],
  ]);
  expect((await parseMail(raw('signed'))).files).toEqual([]);
});

it('an image of one’s own is a file, one of the quoted mail is not', async () => {
  const { files } = await parseMail(raw('inline-image'));
  expect(files.map(({ name }) => name)).toEqual(['image.png']);
});

it('subjects are decoded', async () => {
  expect((await parseMail(raw('rtl-ar'))).headers.subject).toBe('رد: المطبخ');
  expect((await parseHeaders(raw('rtl-ar'))).subject).toBe('رد: المطبخ');
});

it('every fixture is tried', () => {
  const tried = [...Object.keys(ANSWERS), ...Object.keys(SORTS), 'encrypted-inline'];
  expect(
    readdirSync(FOLDER)
      .map((file) => file.replace('.eml', ''))
      .sort(),
  ).toEqual(tried.sort());
});
