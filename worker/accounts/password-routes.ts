/** Forgotten, reset and changed passwords. Whoever sets a new one ends all other sessions. */
import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { session } from '../http/schema.ts';
import { requireSession } from '../http/session.ts';
import type { Auth } from './auth.ts';
import { cutSessions } from './cut-off.ts';
import { LINK_EMAIL, loadAuth, requireStrong, setCookies } from './entry-routes.ts';
import { email, password, token } from './fields.ts';
import { forgetTrust, tokenSet } from './second-factor.ts';

const LINK_ADDRESS: Limit = { name: 'link-address', max: 20, seconds: 3600 };
/** Present passwords typed by one person who changes how they sign in. */
export const CHANGE: Limit = { name: 'password-change', max: 10, seconds: 900 };

export const passwordRoutes = new Hono<AppEnv>()
  .post('/forgot', async (c) => {
    const body = await readJson(c, v.object({ email }));
    await countAddress(c, LINK_ADDRESS);
    await countAttempt(c.env, LINK_EMAIL, body.email);
    const { auth } = await loadAuth(c);
    // Not awaited: how long it takes would tell whether the address is known.
    c.executionCtx.waitUntil(auth.api.requestPasswordReset({ body }));
    return c.json({});
  })

  .post('/reset', async (c) => {
    const body = await readJson(c, v.object({ token, password }));
    requireStrong(body.password);
    await countAddress(c, LINK_ADDRESS);
    const { auth, refusing } = await loadAuth(c);
    const user = await resetUser(auth, body.token);
    const ended = user ? await sessionsOf(c.env, user) : [];
    await refusing(auth.api.resetPassword({ body: { token: body.token, newPassword: body.password } }));
    if (user) {
      await forgetTrust(c.env, user);
      await cutSessions(c.env, user, ended);
    }
    return c.json({});
  })

  .put('/me/password', requireSession, async (c) => {
    const body = await readJson(c, v.object({ current: password, password }));
    requireStrong(body.password);
    const { user, session: now } = c.get('signedIn');
    await countAttempt(c.env, CHANGE, user.id);
    const { auth, refusing } = await loadAuth(c);
    const ended = await sessionsOf(c.env, user.id);
    const change = { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: true };
    const { headers } = await refusing(auth.api.changePassword({ body: change, headers: c.req.raw.headers, returnHeaders: true }));
    await database(c.env)
      .update(session)
      .set({ passkey: now.passkey })
      .where(eq(session.token, tokenSet(c.env, headers)));
    await forgetTrust(c.env, user.id);
    setCookies(c, headers);
    await cutSessions(c.env, user.id, ended);
    return c.json({});
  });

async function sessionsOf(env: AppEnv['Bindings'], user: string): Promise<string[]> {
  const rows = await database(env).select({ id: session.id }).from(session).where(eq(session.userId, user));
  return rows.map(({ id }) => id);
}

/** Whose reset link this is, without using it up. */
async function resetUser(auth: Auth, link: string): Promise<string | null> {
  const context = await auth.$context;
  return (await context.internalAdapter.findVerificationValue(`reset-password:${link}`))?.value ?? null;
}
