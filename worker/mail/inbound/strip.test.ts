import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHtml } from './html.ts';
import { isQuoted, quoteMarker } from './markers.ts';
import { answerIn } from './strip.ts';

/** Lines as mails have them, in any order. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '> quoted',
    '>> quoted twice',
    '-- ',
    '--',
    '---',
    'On Mon, 16 Nov 2026 at 10:12, Ann <ann@example.com> wrote:',
    'On Mon, 16 Nov 2026 at 10:12, Ann',
    '<ann@example.com> wrote:',
    'Am 16.11.2026 um 10:12 schrieb Ann <ann@example.com>:',
    'Le 16 nov. 2026 à 10:12, Ann <ann@example.com> a écrit :',
    'El 16 nov 2026, a las 10:12, Ann <ann@example.com> escribió:',
    '-----Original Message-----',
    '-------- Ursprüngliche Nachricht --------',
    '________________________________',
    'From: Ann <ann@example.com>',
    'Sent: Monday',
    'To: Bob',
    'Subject: Hello',
    'Von: Ann',
    'Gesendet: Montag',
    'An: Bob',
    'Betreff: Hallo',
    'Sent from my iPhone',
    'Enviado desde mi iPhone',
    'Regards,',
    'Cheers',
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const text = fc.array(line, { maxLength: 40 }).chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

describe('whatever comes', () => {
  it('is stripped without a throw, to no more than it was, with nothing in it that marks a quote', () => {
    fc.assert(
      fc.property(text, (mail) => {
        const answer = answerIn(mail);
        expect(answer.length).toBeLessThanOrEqual(mail.length);
        const lines = answer.split('\n');
        expect(lines.filter((_, at) => isQuoted(lines[at]!) || quoteMarker(lines, at) > 0)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is kept when there is nothing in it that a program wrote', () => {
    const word = fc.constantFrom('walnut', 'oak', 'Friday', 'naïve', 'いいえ', 'نعم', '👍🏽', '5', 'kitchen,', 'please.');
    const paragraph = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(paragraph, { minLength: 1, maxLength: 8 }), (paragraphs) => {
        const written = paragraphs.join('\n\n');
        expect(answerIn(written)).toBe(written);
        expect(answerIn(`${written}\n\nOn Mon, 16 Nov 2026 at 10:12, Ann <ann@example.com> wrote:\n\n> hello\n`)).toBe(written);
      }),
    );
  });

  it('is read as HTML without a throw, and nothing of it is seen that a reader does not see', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<p>',
        '</p>',
        '<div>',
        '</div>',
        '<blockquote>',
        '</blockquote>',
        '<br>',
        '<pre>',
        '</pre>',
        '&lt;b&gt;',
        '&nbsp;',
        '<!--',
        '-->',
      ),
      fc.constantFrom(
        '<script>SECRET</script>',
        '<style>SECRET</style>',
        '<div style="display: none">SECRET</div>',
        '<b',
        '<ul><li>x</ul>',
      ),
      fc.string({ maxLength: 20 }).filter((part) => !/[<&]/.test(part)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        // Within an unfinished comment or tag there is only its text.
        const html = pieces.join('');
        const { text: seen } = readHtml(html);
        expect(seen.length).toBeLessThanOrEqual(html.length * 45 + 10);
        if (!html.includes('<!--') && !pieces.includes('<b')) expect(seen).not.toContain('SECRET');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is made to be slow', () => {
  const slow: Record<string, string> = {
    'newlines alone': '\n'.repeat(900_000),
    'newlines and spaces': ' \n'.repeat(400_000),
    'a line without an end': 'On '.repeat(300_000),
    'attributions begun again and again': 'On Mon 16 Nov 2026 Ann\n'.repeat(40_000),
    'attributions over one quote far below': `${'On Mon, 16 Nov 2026, Ann <a@b.example> wrote:\n'.repeat(20_000)}> x`,
    'originals begun again and again': `${'-----Original Message-----\n\n\n'.repeat(30_000)}> x`,
    senders: 'From: Ann <ann@example.com>\n'.repeat(30_000),
    'what the library looks for': 'Op 1\n'.repeat(2_300),
    'what the library looks for, in a line': `On ${'a '.repeat(900)}\n`.repeat(6),
    rules: '________________________________\n'.repeat(30_000),
  };
  it.each(Object.entries(slow))('%s', (_name, mail) => {
    const began = performance.now();
    answerIn(mail);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it.each([
    ['elements within elements', '<div>'.repeat(300_000)],
    ['quotes within quotes', '<blockquote>x'.repeat(100_000)],
    ['ends without a beginning', '</p>'.repeat(400_000)],
    ['elements that open and close far down', '<div>'.repeat(2_000) + '<b></b>'.repeat(200_000)],
    ['tags that do not end', '<a '.repeat(300_000)],
  ])('%s', (_name, html) => {
    const began = performance.now();
    expect(readHtml(html).text.length).toBeLessThan(1_200_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
