/**
 * Users, credentials, sessions and reset links are better-auth's; it is called, never routed to, so that only our own routes are open.
 * Import this file lazily: the library weighs more than all the rest of the Worker.
 */
import { passkey as passkeys } from '@better-auth/passkey';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError, createEmailVerificationToken } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { eq } from 'drizzle-orm';
import type { Env } from '../env.ts';
import { resetUrl, verifyUrl } from '../http/addresses.ts';
import { database } from '../http/database.ts';
import { newId, sha256 } from '../http/ids.ts';
import { credential, passkey, secondFactor, session, user, verification } from '../http/schema.ts';
import { COOKIE_PREFIX, isSecure, SESSION_SECONDS, sessionKey } from '../http/session.ts';
import { hashPassword, MAX_PASSWORD, MIN_PASSWORD, verifyPassword } from './password.ts';

export { refusing } from './refusing.ts';

/** Seconds a reset link is good for. */
const RESET_SECONDS = 3600;
/** Seconds a verification link is good for. */
const VERIFY_SECONDS = 7 * 24 * 3600;
/** Seconds within which the second step follows the password. */
const STEP_SECONDS = 600;
/** Seconds a device is trusted for after the last sign-in from it. */
const TRUST_SECONDS = 30 * 24 * 3600;

/** better-auth over D1. */
export async function createAuth(env: Env) {
  const db = database(env);
  return betterAuth({
    appName: 'Foyer',
    baseURL: env.PUBLIC_URL,
    basePath: '/api/auth',
    secret: await sessionKey(env),
    database: drizzleAdapter(db, {
      provider: 'sqlite',
      schema: { user, session, account: credential, verification, twoFactor: secondFactor, passkey },
    }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    // Where a fresh sign-in matters, our routes ask for the password again.
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, freshAge: 0 },
    verification: { storeIdentifier: 'hashed' },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isSecure(env),
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
      password: { hash: hashPassword, verify: verifyPassword },
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user: { email, name }, token }) => {
        const url = resetUrl(env.PUBLIC_URL, token);
        await env.MAIL.send({ id: `reset:${await sha256(token)}`, account: null, kind: 'reset', email, name, url });
      },
      // The link came by mail, so whoever used it reads that address.
      onPasswordReset: async ({ user: { id } }) => {
        await db.update(user).set({ emailVerified: true }).where(eq(user.id, id));
      },
    },
    plugins: [
      twoFactor({ issuer: 'Foyer', twoFactorCookieMaxAge: STEP_SECONDS, trustDeviceMaxAge: TRUST_SECONDS }),
      passkeys({
        rpName: 'Foyer',
        rpID: new URL(env.PUBLIC_URL).hostname,
        origin: new URL(env.PUBLIC_URL).origin,
        // Found without a name typed first, and with a PIN or a finger: only so it counts as both factors.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: { afterVerification: ({ verification }) => requireVerified(verification.registrationInfo?.userVerified) },
        authentication: { afterVerification: ({ verification }) => requireVerified(verification.authenticationInfo.userVerified) },
      }),
    ],
  });
}

/** The library asks for the person's verification and does not insist on it; a key that anyone may touch is one factor only. */
function requireVerified(verified: boolean | undefined): void {
  if (!verified) throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED', message: 'not verified' });
}

export type Auth = Awaited<ReturnType<typeof createAuth>>;

/** Sends the link that proves an address. It changes nothing when used again. */
export async function sendVerification(env: Env, to: { email: string; name: string }): Promise<void> {
  const token = await createEmailVerificationToken(await sessionKey(env), to.email, undefined, VERIFY_SECONDS);
  const url = verifyUrl(env.PUBLIC_URL, token);
  await env.MAIL.send({ id: `verify:${await sha256(token)}`, account: null, kind: 'verify', email: to.email, name: to.name, url });
}
