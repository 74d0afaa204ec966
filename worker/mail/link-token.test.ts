import { sign } from 'hono/jwt';
import { expect, it } from 'vitest';
import { type MailFileLink, readFileLink, readUnsubscribe, signFileLink, signUnsubscribe } from './link-token.ts';

const SECRET = 'a secret for tests, longer than thirty-two characters';
const claims: MailFileLink = { account: 'a1', room: 'client.0', person: 'c_clara', file: 'f1' };
const now = Date.parse('2026-11-21T10:00:00Z');
const DAYS = 24 * 60 * 60_000;

it('a link to a file names the file, the room and the person, for thirty days', async () => {
  const token = await signFileLink(SECRET, claims, now);
  expect(await readFileLink(SECRET, token, now)).toMatchObject(claims);
  expect(await readFileLink(SECRET, token, now + 30 * DAYS - 1000)).toMatchObject(claims);
  expect(await readFileLink(SECRET, token, now + 30 * DAYS)).toBeNull();
});

it('a link that stops mails has no end, and is always the same', async () => {
  const token = await signUnsubscribe(SECRET, claims);
  expect(await signUnsubscribe(SECRET, claims)).toBe(token);
  expect(await readUnsubscribe(SECRET, token)).toEqual({ account: 'a1', room: 'client.0', person: 'c_clara' });
});

it('a link of one kind, of another secret, altered or made by somebody else is none', async () => {
  const file = await signFileLink(SECRET, claims, now);
  const unsubscribe = await signUnsubscribe(SECRET, claims);
  const altered = (token: string) => {
    const [head, body = '', signature] = token.split('.');
    const payload = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')));
    return `${head}.${btoa(JSON.stringify({ ...payload, person: 'c_eve' })).replace(/=+$/, '')}.${signature}`;
  };
  const bad = [unsubscribe, altered(file), await sign({ ...claims, exp: 1e12 }, SECRET, 'HS256'), '', 'a.b.c', `${file}x`];
  for (const token of bad) expect(await readFileLink(SECRET, token, now)).toBeNull();
  for (const token of [file, altered(unsubscribe), await sign({ ...claims }, SECRET, 'HS256'), '']) {
    expect(await readUnsubscribe(SECRET, token)).toBeNull();
  }
  expect(await readUnsubscribe(`${SECRET}!`, unsubscribe)).toBeNull();
  // A visitor is never mailed.
  expect(await readUnsubscribe(SECRET, await signUnsubscribe(SECRET, { ...claims, person: 'v_1' }))).toBeNull();
});
