/** Passkeys: a way in of their own, and what a person has of them. */
import { and, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { PasskeyInfo } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { clearAttempts, countAddress, countAttempt } from '../http/limits.ts';
import { passkey, session } from '../http/schema.ts';
import { readSession, requireSession } from '../http/session.ts';
import { endSession } from './cut-off.ts';
import { dropPastSessions, loadAuth, SIGN_IN_ADDRESS, setCookies } from './entry-routes.ts';
import { name, password } from './fields.ts';
import { CHANGE } from './password-routes.ts';
import { pushDesksOf } from './push.ts';
import { isRequired, passkeysOf, requireMayAdd } from './second-factor.ts';

const MAX_PASSKEYS = 20;

/** What a browser answers; the library looks into it. */
const response = v.looseObject({ id: v.pipe(v.string(), v.maxLength(2_000)) });

/** A passkey as its person sees it. */
export const passkeyInfo = ({ id, name: title, createdAt }: typeof passkey.$inferSelect): PasskeyInfo => ({
  id,
  name: title ?? '',
  createdAt: createdAt?.getTime() ?? 0,
});

const own = (id: string, user: string) => and(eq(passkey.id, id), eq(passkey.userId, user));

export const passkeyRoutes = new Hono<AppEnv>()
  .post('/sign-in/passkey/options', async (c) => {
    await countAddress(c, SIGN_IN_ADDRESS);
    const { auth } = await loadAuth(c);
    const { headers, response: options } = await auth.api.generatePasskeyAuthenticationOptions({
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    setCookies(c, headers);
    return c.json({ ...options, userVerification: 'required' });
  })

  .post('/sign-in/passkey', async (c) => {
    const body = await readJson(c, v.object({ response }));
    await countAddress(c, SIGN_IN_ADDRESS);
    const before = await readSession(c);
    const { auth, refusing } = await loadAuth(c);
    const { headers, response: opened } = await refusing(
      auth.api.verifyPasskeyAuthentication({ body: { response: body.response as never }, headers: c.req.raw.headers, returnHeaders: true }),
    );
    await database(c.env).update(session).set({ passkey: true }).where(eq(session.id, opened.session.id));
    setCookies(c, headers);
    await dropPastSessions(c.env, opened.user.id);
    if (before) await endSession(c.env, before.user.id, before.session.id);
    return c.json({});
  })

  .use('/me/passkeys/*', requireSession)

  .post('/me/passkeys/options', async (c) => {
    const body = await readJson(c, v.object({ password }));
    const signedIn = c.get('signedIn');
    await requireMayAdd(c.env, signedIn);
    await countAttempt(c.env, CHANGE, signedIn.user.id);
    const { auth, refusing } = await loadAuth(c);
    await refusing(auth.api.verifyPassword({ body, headers: c.req.raw.headers }));
    await clearAttempts(c.env, CHANGE, signedIn.user.id);
    if ((await passkeysOf(c.env, signedIn.user.id)).length >= MAX_PASSKEYS) throw new Refusal('too_many');
    const { headers, response: options } = await auth.api.generatePasskeyRegistrationOptions({
      headers: c.req.raw.headers,
      returnHeaders: true,
    });
    setCookies(c, headers);
    return c.json(options);
  })

  // The challenge answered here was given out for the password only.
  .post('/me/passkeys', async (c) => {
    const body = await readJson(c, v.object({ name, response }));
    const signedIn = c.get('signedIn');
    await requireMayAdd(c.env, signedIn);
    const { auth, refusing } = await loadAuth(c);
    const made = await refusing(auth.api.verifyPasskeyRegistration({ body, headers: c.req.raw.headers }));
    await database(c.env).update(session).set({ passkey: true }).where(eq(session.id, signedIn.session.id));
    await pushDesksOf(c.env, signedIn.user.id);
    return c.json({ id: made.id }, 201);
  })

  .put('/me/passkeys/:id', async (c) => {
    const body = await readJson(c, v.object({ name }));
    const changed = await database(c.env)
      .update(passkey)
      .set({ name: body.name })
      .where(own(c.req.param('id'), c.get('signedIn').user.id))
      .returning({ id: passkey.id });
    if (changed.length === 0) throw new Refusal('not_found');
    return c.json({});
  })

  .delete('/me/passkeys/:id', async (c) => {
    const { user } = c.get('signedIn');
    const [id, db] = [c.req.param('id'), database(c.env)];
    const all = await passkeysOf(c.env, user.id);
    if (!all.some((one) => one.id === id)) throw new Refusal('not_found');
    const last = all.length === 1;
    if (last && !user.app && (await isRequired(c.env, user.id))) throw new Refusal('factor_needed');
    await db.delete(passkey).where(own(id, user.id));
    // A session is worth two factors only as long as there is a passkey.
    if (last) await db.update(session).set({ passkey: false }).where(eq(session.userId, user.id));
    await pushDesksOf(c.env, user.id);
    return c.json({});
  });
