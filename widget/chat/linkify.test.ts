import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkify } from './linkify.ts';

test.each([
  ['see https://example.com/a.', ['https://example.com/a']],
  ['(https://example.com/a_(b)) and more', ['https://example.com/a_(b)']],
  ['mail ada@example.com, please', ['mailto:ada@example.com']],
  ['www.example.com/x?y=1!', ['https://www.example.com/x?y=1']],
  ['javascript:alert(1) data:text/html,x', []],
  ['<a href="https://example.com">x</a>', ['https://example.com']],
])('links in %j', (text, links) => {
  expect(linkify(text).flatMap(({ href }) => href ?? [])).toEqual(links);
});

test('whatever is written is shown whole, and links only where it is safe', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const parts = linkify(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      for (const { href } of parts) if (href) expect(href).toMatch(/^(https?:|mailto:)/i);
    }),
  );
});
