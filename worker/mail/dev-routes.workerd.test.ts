import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import { mailDevRoutes } from './dev-routes.ts';
import { replyAddressFor } from './inbound/address.ts';
import { CLARA, ROOM, seed, World } from './inbound/test-world.ts';
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

describe('an answer by hand', () => {
  let world: World;
  const post = (form: Record<string, string | File>, { id = 'j3:c', origin = 'http://localhost:8787' } = {}) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value as string);
    const own = { PUBLIC_URL: 'http://localhost:8787', ENVIRONMENT: 'development' };
    const path = `http://localhost:8787/dev/outbox/${encodeURIComponent(id)}/answer`;
    return app.request(path, { method: 'POST', body, headers: { origin } }, world.env(own));
  };

  beforeEach(async () => {
    await seed();
    world = new World();
    const replyTo = await replyAddressFor(world.env(), 'a1', ROOM, CLARA);
    await outboxPort(env).send({
      id: 'j3:c',
      to: 'clara@client.example',
      from: 'Foyer <hello@foyer.example>',
      replyTo: replyTo!,
      subject: 'Новое сообщение: кухня 🍽',
      text: 'Ada: Which colour?\n\n-- \nFoyer',
      html: '',
    });
  });

  it('is offered by mails that may be answered, and no others', async () => {
    const open = { REPLY_DOMAIN: 'reply.foyer.example' };
    const answerable = await get('/dev/outbox/j3%3Ac', open);
    expect(await answerable.text()).toContain('<form method="post" action="/dev/outbox/j3%3Ac/answer"');
    expect(answerable.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await (await get('/dev/outbox/j2%3Ab', open)).text()).not.toContain('<form');
    expect((await post({ text: 'x' }, { id: 'j2:b' })).status).toBe(404);
  });

  it('goes the way of every mail: logged without its quote, with its file', async () => {
    const file = new File(['3 x 4 m'], 'Maße 📏.txt');
    const response = await post({ from: 'clara@client.example', text: 'Nussbaum, bitte 👍🏽', file });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/dev/outbox/j3%3Ac?answer=logged');
    expect(world.room.logged).toMatchObject([{ person: CLARA, text: 'Nussbaum, bitte 👍🏽', files: [{ name: 'Maße 📏.txt', size: 7 }] }]);
    expect(await (await get('/dev/outbox/j3%3Ac?answer=logged')).text()).toContain('The answer was logged.');
  });

  it('of a forger is held, and one with nothing in it told', async () => {
    expect((await post({ from: 'Clara <eve@evil.example>', text: 'Oak!' })).headers.get('location')).toContain('answer=held');
    expect((await post({ text: '' })).headers.get('location')).toContain('answer=told');
    expect(world.room.logged).toEqual([]);
    expect(world.told).toEqual(['empty']);
  });

  it('comes from our own page alone', async () => {
    expect((await post({ text: 'x' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(world.room.logged).toEqual([]);
  });
});

it('is not there for a mail that is not, nor at all in production', async () => {
  expect((await get('/dev/outbox/none')).status).toBe(404);
  for (const path of ['/dev/outbox', '/dev/outbox.json', '/dev/outbox/j1%3Aa'])
    expect((await get(path, { ENVIRONMENT: 'production' })).status).toBe(404);
});
