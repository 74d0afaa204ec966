import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { beforeEach, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import { mailDevRoutes } from './dev-routes.ts';
import { type OutboxMail, outboxPort } from './outbox.ts';

const app = new Hono<AppEnv>().route('/dev', mailDevRoutes);
app.onError(onError);
const get = async (path: string, bindings: Partial<Env> = {}) =>
  app.request(`http://localhost:8787${path}`, {}, { ...env, PUBLIC_URL: 'http://localhost:8787', ENVIRONMENT: 'development', ...bindings });

const EVIL = '"><script>alert(1)</script>';

beforeEach(async () => {
  await env.DB.prepare('DELETE FROM outbox_mail').run();
  let now = Date.parse('2026-11-21T10:00:00Z');
  const outbox = outboxPort(env, () => now++);
  const mail = {
    from: 'Foyer <hello@foyer.example>',
    text: `${EVIL} http://localhost:8787/app/reset?token=1 http://evil.example/`,
    html: `<p>${EVIL}</p>`,
  };
  await outbox.send({ ...mail, id: 'j1:a', to: 'ann@shop.example', subject: 'First' });
  await outbox.send({ ...mail, id: 'j2:b', to: 'bob@shop.example', subject: EVIL, replyTo: 'desk@foyer.example' });
});

it('lists the mails, newest first, as text', async () => {
  const response = await get('/dev/outbox');
  const page = await response.text();
  expect(page.indexOf('bob@shop.example')).toBeLessThan(page.indexOf('ann@shop.example'));
  expect(page).not.toContain('<script');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
});

it('shows a mail where nothing of it runs, with our own links alone to click', async () => {
  const response = await get('/dev/outbox/j2%3Ab');
  const page = await response.text();
  expect(page).not.toContain('<script');
  expect(page).toContain('<iframe title="HTML of the mail" sandbox="" srcdoc="&lt;p&gt;&quot;&gt;&lt;script&gt;');
  expect(page).toContain('<a href="http://localhost:8787/app/reset?token=1">');
  expect(page).not.toContain('href="http://evil.example');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
});

it('gives all fields as JSON, of one address when asked', async () => {
  const mails = await (await get('/dev/outbox.json')).json<OutboxMail[]>();
  expect(mails.map((mail) => mail.id)).toEqual(['j2:b', 'j1:a']);
  const [only, ...more] = await (await get('/dev/outbox.json?to=BOB@shop.example')).json<OutboxMail[]>();
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    to: 'bob@shop.example',
    subject: EVIL,
    headers: { 'Reply-To': 'desk@foyer.example' },
    html: `<p>${EVIL}</p>`,
  });
});

it('is not there for a mail that is not, nor at all in production', async () => {
  expect((await get('/dev/outbox/none')).status).toBe(404);
  for (const path of ['/dev/outbox', '/dev/outbox.json', '/dev/outbox/j1%3Aa'])
    expect((await get(path, { ENVIRONMENT: 'production' })).status).toBe(404);
});
