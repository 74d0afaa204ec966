/** The way in and out: sign up, sign in, sign out, prove an address. Answers are uniform about who has an account. */
import { and, eq, lt } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SignInStep } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { clearAttempts, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import * as tables from '../http/schema.ts';
import { readSession, requireSession } from '../http/session.ts';
import { cutSessions } from './cut-off.ts';
import { email, name, password } from './fields.ts';
import { MIN_PASSWORD } from './password.ts';
import { repeated } from './push.ts';
import { createAccount, removeUser } from './sign-up.ts';

const HOUR = 3600;
const SIGN_UP: Limit = { name: 'sign-up', max: 20, seconds: HOUR };
/** Ways in tried from one network address. */
export const SIGN_IN_ADDRESS: Limit = { name: 'sign-in-address', max: 60, seconds: 900 };
const SIGN_IN_EMAIL: Limit = { name: 'sign-in-email', max: 10, seconds: 900 };
/** Mails with links to one address. */
export const LINK_EMAIL: Limit = { name: 'link-email', max: 5, seconds: HOUR };

const credentials = v.object({ email, password });

/** The heavy library, loaded when a route first needs it. */
export async function loadAuth(c: Context<AppEnv>) {
  const library = await import('./auth.ts');
  return { auth: await library.createAuth(c.env), ...library };
}

/** Checks a new password's length. */
export function requireStrong(text: string): void {
  if (text.length < MIN_PASSWORD) throw new Refusal('weak_password');
}

/** Creates a user with a session, whose cookie goes into the answer. Refuses `email_taken`, `weak_password`. */
export async function createUser(c: Context<AppEnv>, body: { name: string; email: string; password: string }): Promise<string> {
  requireStrong(body.password);
  const { auth, refusing } = await loadAuth(c);
  const { headers, response } = await refusing(auth.api.signUpEmail({ body, headers: c.req.raw.headers, returnHeaders: true }));
  setCookies(c, headers);
  return response.user.id;
}

export const entryRoutes = new Hono<AppEnv>()
  .post('/sign-up', async (c) => {
    const body = await readJson(c, v.object({ ...credentials.entries, name }));
    await countAddress(c, SIGN_UP);
    const owner = await createUser(c, body);
    const names = { name: `${body.name}’s team`, siteName: `${body.name}’s site` };
    const made = await createAccount(c.env, { owner, ...names }).catch(async (error) => {
      await removeUser(c.env, owner);
      throw error;
    });
    const { sendVerification } = await loadAuth(c);
    await repeated(() => c.env.MAIL.send({ id: `welcome:${owner}`, account: made.account, kind: 'welcome', user: owner }));
    await repeated(() => sendVerification(c.env, body));
    return c.json(made, 201);
  })

  .post('/sign-in', async (c) => {
    const body = await readJson(c, credentials);
    await countAddress(c, SIGN_IN_ADDRESS);
    await countAttempt(c.env, SIGN_IN_EMAIL, body.email);
    const { auth, refusing } = await loadAuth(c);
    const { headers, response } = await refusing(auth.api.signInEmail({ body, headers: c.req.raw.headers, returnHeaders: true }));
    await clearAttempts(c.env, SIGN_IN_EMAIL, body.email);
    setCookies(c, headers);
    // The library has taken its session back: the second step makes one.
    if ('twoFactorRedirect' in response) return c.json<SignInStep>({ code: true });
    await dropPastSessions(c.env, response.user.id);
    return c.json<SignInStep>({});
  })

  .post('/sign-out', async (c) => {
    const signedIn = await readSession(c);
    if (!signedIn) return c.json({});
    const { auth } = await loadAuth(c);
    const { headers } = await auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true });
    setCookies(c, headers);
    await cutSessions(c.env, signedIn.user.id, [signedIn.session.id]);
    return c.json({});
  })

  .post('/verify-email/resend', requireSession, async (c) => {
    const { user } = c.get('signedIn');
    if (user.verified) return c.json({});
    await countAttempt(c.env, LINK_EMAIL, user.email);
    const { sendVerification } = await loadAuth(c);
    await sendVerification(c.env, user);
    return c.json({});
  })

  .get('/verify', async (c) => {
    const { auth, refusing } = await loadAuth(c);
    try {
      await refusing(auth.api.verifyEmail({ query: { token: c.req.query('token') ?? '' } }));
      return c.redirect('/app/?verified=1');
    } catch (error) {
      if (error instanceof Refusal) return c.redirect('/app/?verified=0');
      throw error;
    }
  });

/** Clears sessions of a person that are past their end. */
export async function dropPastSessions(env: AppEnv['Bindings'], user: string): Promise<void> {
  const { session } = tables;
  await database(env)
    .delete(session)
    .where(and(eq(session.userId, user), lt(session.expiresAt, new Date())));
}

/** Passes the cookies that better-auth set on to the browser. */
export function setCookies(c: Context<AppEnv>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
}
