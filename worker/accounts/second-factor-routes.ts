/** A person's authenticator app and recovery codes, and whether an account asks for a second factor. */
import { eq } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { AppSecret, SecondFactor } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { clearAttempts, countAttempt } from '../http/limits.ts';
import { account } from '../http/schema.ts';
import { operator, requireOwner, requireSession } from '../http/session.ts';
import { loadAuth, setCookies } from './entry-routes.ts';
import { code, password } from './fields.ts';
import { passkeyInfo } from './passkey-routes.ts';
import { CHANGE } from './password-routes.ts';
import { pushDesksOf } from './push.ts';
import { cutUnproven, forgetTrust, isAppCode, isRequired, keepSession, passkeysOf, requireMayAdd, useCode } from './second-factor.ts';

/** The body's password goes to the library, which checks it; tries are counted. */
async function confirmed<T>(c: Context<AppEnv>, call: (body: { password: string }) => Promise<T>): Promise<T> {
  const body = await readJson(c, v.object({ password }));
  const { user } = c.get('signedIn');
  await countAttempt(c.env, CHANGE, user.id);
  const result = await call(body);
  await clearAttempts(c.env, CHANGE, user.id);
  return result;
}

export const secondFactorRoutes = new Hono<AppEnv>()
  .use('/me/second-factor', requireSession)
  .use('/me/second-factor/*', requireSession)

  .get('/me/second-factor', async (c) => {
    const { user } = c.get('signedIn');
    const answer: SecondFactor = {
      app: user.app,
      codes: user.app ? (await recoveryCodes(c)).length : 0,
      passkeys: (await passkeysOf(c.env, user.id)).map(passkeyInfo),
    };
    return c.json(answer);
  })

  // Begins anew as often as wanted; nothing changes until a code proves that the app has the secret.
  .post('/me/second-factor/app', async (c) => {
    await requireMayAdd(c.env, c.get('signedIn'));
    const { auth, refusing } = await loadAuth(c);
    const begun = await confirmed(c, (body) => refusing(auth.api.enableTwoFactor({ body, headers: c.req.raw.headers })));
    if (begun.method !== 'totp') throw new Error('the library began something else');
    const answer: AppSecret = { uri: begun.totpURI, secret: new URL(begun.totpURI).searchParams.get('secret') ?? '' };
    return c.json(answer);
  })

  .post('/me/second-factor/app/confirm', async (c) => {
    const body = await readJson(c, v.object({ code }));
    const signedIn = c.get('signedIn');
    await requireMayAdd(c.env, signedIn);
    if (signedIn.user.app) throw new Refusal('factor_changed');
    if (!isAppCode(body.code)) throw new Refusal('bad_code');
    const { auth, refusing } = await loadAuth(c);
    const { headers } = await useCode(c.env, signedIn.user.id, body.code, () =>
      refusing(auth.api.verifyTOTP({ body, headers: c.req.raw.headers, returnHeaders: true })),
    );
    await keepSession(c.env, signedIn, headers);
    setCookies(c, headers);
    await pushDesksOf(c.env, signedIn.user.id);
    return c.json({ codes: await recoveryCodes(c) });
  })

  .post('/me/second-factor/app/off', async (c) => {
    const signedIn = c.get('signedIn');
    // Its recovery codes are the way back in, which a passkey alone has not.
    if (await isRequired(c.env, signedIn.user.id)) throw new Refusal('factor_needed');
    const { auth, refusing } = await loadAuth(c);
    const { headers } = await confirmed(c, (body) =>
      refusing(auth.api.disableTwoFactor({ body, headers: c.req.raw.headers, returnHeaders: true })),
    );
    await keepSession(c.env, signedIn, headers);
    setCookies(c, headers);
    await forgetTrust(c.env, signedIn.user.id);
    await pushDesksOf(c.env, signedIn.user.id);
    return c.json({});
  })

  .post('/me/second-factor/codes', async (c) => {
    const { auth, refusing } = await loadAuth(c);
    const { backupCodes } = await confirmed(c, (body) => refusing(auth.api.generateBackupCodes({ body, headers: c.req.raw.headers })));
    return c.json({ codes: backupCodes });
  })

  .put('/account/second-factor', requireOwner, async (c) => {
    const { required } = await readJson(c, v.object({ required: v.boolean() }));
    const { user, member } = operator(c);
    // One owner at least has recovery codes then, and can let everybody back in.
    if (required && !user.app) throw new Refusal('factor_needed', 'Set up an authenticator app for yourself first.');
    await database(c.env).update(account).set({ requiresSecondFactor: required }).where(eq(account.id, member.account.id));
    if (required) await cutUnproven(c.env, member.account.id);
    return c.json({});
  });

async function recoveryCodes(c: Context<AppEnv>): Promise<string[]> {
  const { auth, refusing } = await loadAuth(c);
  const { backupCodes } = await refusing(auth.api.viewBackupCodes({ body: { userId: c.get('signedIn').user.id } }));
  return backupCodes;
}
