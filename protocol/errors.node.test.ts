import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERRORS } from './errors.ts';

it('every refusal stands in docs/protocol.md as it is, and no other', () => {
  const documented = readFileSync(new URL('../docs/protocol.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\| `[a-z_]+` \| \d{3} \|/.test(line));
  const rows = Object.entries(ERRORS as Record<string, { status: number; close?: number; message: string }>).map(
    ([code, { status, close, message }]) => `| \`${code}\` | ${status} | ${close ?? ''} | ${message} |`,
  );
  expect(documented).toEqual(rows);
});
