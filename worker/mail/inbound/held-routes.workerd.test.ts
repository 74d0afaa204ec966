import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { generateSignedCookie } from 'hono/cookie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HeldMail, Problem } from '../../../protocol/api.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { AppEnv } from '../../http/context.ts';
import { onError } from '../../http/problems.ts';
import { sessionKey } from '../../http/session.ts';
import { replyAddressFor } from './address.ts';
import { heldMailRoutes } from './held-routes.ts';
import { receiveMail } from './receive.ts';
import { CLARA, mailOf, ROOM, seed, World } from './test-world.ts';

const app = new Hono<AppEnv>().route('/api/held-mails', heldMailRoutes);
app.onError(onError);

let world: World;
let to: string;
const eve = (more = {}) => mailOf({ to, from: 'Eve <eve@evil.example>', envelope: 'eve@evil.example', ...more });

/** A request of a signed-in user. */
async function ask<T>(user: string, method: string, path = ''): Promise<{ status: number; body: T }> {
  const cookie = (await generateSignedCookie('foyer.session_token', `token-${user}`, await sessionKey(env))).split(';')[0]!;
  const response = await app.request(`http://localhost:8787/api/held-mails${path}`, { method, headers: { cookie } }, world.env());
  return { status: response.status, body: (await response.json()) as T };
}
const list = async (user: string) => (await ask<HeldMail[]>(user, 'GET')).body;

beforeEach(async () => {
  await seed();
  for (const { key } of (await env.FILES.list()).objects) await env.FILES.delete(key);
  const session = env.DB.prepare(
    'INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)',
  );
  const now = Date.now();
  await env.DB.batch(['u1', 'u2', 'u3'].map((user) => session.bind(user, `token-${user}`, user, now + 3_600_000, now)));
  world = new World();
  to = (await replyAddressFor(world.env(), 'a1', ROOM, CLARA))!;
  await receiveMail(eve({ text: '“Hej” 👩‍👩‍👧 <b>walnut</b>' })(), world.env());
});

describe('held answers', () => {
  it('are shown with sender, room and beginning, to who may read the room', async () => {
    const [mail, ...more] = await list('u1');
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      from: 'eve@evil.example',
      subject: 'Re: Kitchen',
      text: '“Hej” 👩‍👩‍👧 <b>walnut</b>',
      room: ROOM,
      roomName: 'Kitchen',
      person: 'Clara',
      reason: 'other_sender',
    });
  });

  it('are not there for a colleague who may not read the room, nor for another account', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    for (const user of ['u2', 'u3']) {
      expect(await list(user)).toEqual([]);
      for (const [method, path] of [
        ['POST', `/${id}/release`],
        ['DELETE', `/${id}`],
      ] as const)
        expect((await ask<Problem>(user, method, path)).body.code).toBe('not_found');
    }
    // Also when the other account's owner might read a room of that name.
    world.room.readers.add('o_u3');
    expect(await list('u3')).toEqual([]);
    expect((await ask<Problem>('u3', 'DELETE', `/${id}`)).body.code).toBe('not_found');
    expect(await list('u1')).toHaveLength(1);
    expect((await app.request('http://localhost:8787/api/held-mails', {}, world.env())).status).toBe(401);
  });

  it('are let in as the person whose address it was, once', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    expect((await ask('u1', 'POST', `/${id}/release`)).body).toEqual({ seq: 1, leftOut: [] });
    expect(world.room.logged).toMatchObject([{ person: CLARA, text: '“Hej” 👩‍👩‍👧 <b>walnut</b>' }]);
    expect((await ask<Problem>('u1', 'POST', `/${id}/release`)).body.code).toBe('not_found');
    expect(await list('u1')).toEqual([]);
    expect((await env.FILES.list({ prefix: 'held/' })).objects).toEqual([]);
  });

  it('let in by two at once are logged once', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    await Promise.all([ask('u1', 'POST', `/${id}/release`), ask('u1', 'POST', `/${id}/release`)]);
    expect(world.room.logged).toHaveLength(1);
    expect(await list('u1')).toEqual([]);
  });

  it('delivered again after they were let in are not held again', async () => {
    const mail = eve({ text: 'Again' });
    await receiveMail(mail(), world.env());
    const [{ id } = { id: '' }] = await list('u1');
    await ask('u1', 'POST', `/${id}/release`);
    expect(await receiveMail(mail(), world.env())).toEqual({ outcome: 'dropped', reason: 'repeated' });
  });

  it('stay where they are when the room does not take them', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    world.room.people.delete(CLARA);
    expect((await ask<Problem>('u1', 'POST', `/${id}/release`)).body.code).toBe('mail_refused');
    expect(await list('u1')).toHaveLength(1);
  });

  it('are thrown away, with the mail', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    expect((await ask('u1', 'DELETE', `/${id}`)).status).toBe(200);
    expect(await list('u1')).toEqual([]);
    expect((await env.FILES.list({ prefix: 'held/' })).objects).toEqual([]);
    expect(world.room.logged).toEqual([]);
  });

  it('are gone after thirty days', async () => {
    const [{ id } = { id: '' }] = await list('u1');
    await env.DB.prepare('UPDATE held_mail SET at = at - ?1').bind(LIMITS.heldFor).run();
    expect((await ask<Problem>('u1', 'POST', `/${id}/release`)).body.code).toBe('not_found');
    expect(await list('u1')).toEqual([]);
    expect((await env.FILES.list({ prefix: 'held/' })).objects).toEqual([]);
  });
});
