/** The second step of signing in: a code, where the password alone is not enough. */
import { type Context, Hono } from 'hono';
import { getSignedCookie } from 'hono/cookie';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { countAddress } from '../http/limits.ts';
import { cookieName, sessionKey, stepCookieName } from '../http/session.ts';
import type { Auth } from './auth.ts';
import { dropPastSessions, loadAuth, SIGN_IN_ADDRESS, setCookies } from './entry-routes.ts';
import { code } from './fields.ts';
import { isAppCode, useCode } from './second-factor.ts';

export const secondStepRoutes = new Hono<AppEnv>().post('/sign-in/code', async (c) => {
  const body = await readJson(c, v.object({ code, trust: v.optional(v.boolean(), false) }));
  await countAddress(c, SIGN_IN_ADDRESS);
  const { auth, refusing } = await loadAuth(c);
  const person = await waitingPerson(c, auth);
  const given = { body: { code: body.code, trustDevice: body.trust }, headers: withoutSession(c), returnHeaders: true } as const;
  const { headers, response } = await useCode(c.env, person, body.code, () =>
    refusing<Entered>(isAppCode(body.code) ? auth.api.verifyTOTP(given) : auth.api.verifyBackupCode(given)),
  );
  await dropPastSessions(c.env, response.user.id);
  setCookies(c, headers);
  return c.json({});
});

interface Entered {
  headers: Headers;
  response: { user: { id: string } };
}

/** Whose password was right, by the cookie of the first step. */
async function waitingPerson(c: Context<AppEnv>, auth: Auth): Promise<string> {
  const step = await getSignedCookie(c, await sessionKey(c.env), stepCookieName(c.env));
  if (!step) throw new Refusal('step_over');
  const { internalAdapter } = await auth.$context;
  const waiting = await internalAdapter.findVerificationValue(step);
  if (!waiting || waiting.expiresAt.getTime() <= Date.now()) throw new Refusal('step_over');
  return waiting.value;
}

/** The library would check the code of whoever is signed in already, instead of signing in. */
function withoutSession(c: Context<AppEnv>): Headers {
  const headers = new Headers(c.req.raw.headers);
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/).filter((cookie) => !cookie.startsWith(`${cookieName(c.env)}=`));
  headers.set('cookie', cookies.join('; '));
  return headers;
}
