/**
 * Clients' sign-in by better-auth, over tables, keys and cookies of its own: nothing of an operator's is good here, nor the other way round.
 * Called, never routed to. Import this file lazily, as worker/accounts/auth.ts.
 */
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { isAPIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { magicLink } from 'better-auth/plugins/magic-link';
import { hashPassword, MAX_PASSWORD, MIN_PASSWORD, verifyPassword } from '../accounts/password.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { newId, sha256 } from '../http/ids.ts';
import { clientCredential, clientSession, clientUser, clientVerification } from '../http/schema.ts';
import { isSecure, SESSION_SECONDS } from '../http/session.ts';
import { clientCookiePrefix, clientKey } from './session.ts';

export { refusing } from '../accounts/refusing.ts';

/** Seconds a link to sign in is good for. */
const LINK_SECONDS = 15 * 60;
/** Seconds a reset link is good for. */
const RESET_SECONDS = 3600;

/** What is done with the links that the library makes. */
export interface Senders {
  signIn: (token: string) => Promise<void>;
  reset: (token: string) => Promise<void>;
}

/** better-auth over D1 for the portal of one account. */
export async function createClientAuth(env: Env, account: string, send: Partial<Senders> = {}) {
  return betterAuth({
    appName: 'Foyer',
    baseURL: env.PUBLIC_URL,
    basePath: '/api/client-auth',
    secret: await clientKey(env, account),
    database: drizzleAdapter(database(env), {
      provider: 'sqlite',
      schema: { user: clientUser, session: clientSession, account: clientCredential, verification: clientVerification },
    }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, freshAge: 0 },
    verification: { storeIdentifier: 'hashed' },
    advanced: {
      cookiePrefix: clientCookiePrefix(account),
      useSecureCookies: isSecure(env),
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
    },
    emailAndPassword: {
      enabled: true,
      // Only an invitation makes somebody.
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      password: { hash: hashPassword, verify: verifyPassword },
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ token }) => send.reset?.(token),
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        expiresIn: LINK_SECONDS,
        // A link that was mailed for one company signs in at no other.
        storeToken: { type: 'custom-hasher', hash: (token) => sha256(`${account}:${token}`) },
        sendMagicLink: async ({ token }) => send.signIn?.(token),
      }),
    ],
  });
}

export type ClientAuth = Awaited<ReturnType<typeof createClientAuth>>;

/** A session by a link's token, which is used up; null when it is none. */
export async function useLink(auth: ClientAuth, token: string, headers: Headers) {
  try {
    return await auth.api.magicLinkVerify({ query: { token }, headers, returnHeaders: true });
  } catch (error) {
    // The library answers a bad token with a redirect.
    if (isAPIError(error)) return null;
    throw error;
  }
}

/** A session of somebody who has just proved their address otherwise. */
export async function openSession(env: Env, account: string, email: string, headers: Headers) {
  let made = '';
  const auth = await createClientAuth(env, account, {
    signIn: async (token) => {
      made = token;
    },
  });
  await auth.api.signInMagicLink({ body: { email }, headers });
  return useLink(auth, made, headers);
}

/** Whose reset link this is, without using it up. */
export async function resetUser(auth: ClientAuth, token: string): Promise<string | null> {
  const context = await auth.$context;
  return (await context.internalAdapter.findVerificationValue(`reset-password:${token}`))?.value ?? null;
}
