/**
 * Who is signed in. The cookie and the row are better-auth's, read here without it: requests and upgrades cost one signature and one
 * query, and the library is loaded by the sign-in routes alone. Nothing is cached, so a revoked session is gone with the next request.
 */
import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Context } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Preferences, Role } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import type { Access } from '../site/access.ts';
import { photoUrl } from './addresses.ts';
import type { AppEnv } from './context.ts';
import { database } from './database.ts';
import { derivedKey } from './ids.ts';
import * as tables from './schema.ts';

/** Seconds a session lasts after it was last used. */
export const SESSION_SECONDS = 30 * 24 * 3600;
/** Milliseconds after which its use is written down again. */
export const SEEN_EVERY = 3600 * 1000;

export const COOKIE_PREFIX = 'foyer';
export const isSecure = (env: Pick<Env, 'PUBLIC_URL'>): boolean => env.PUBLIC_URL.startsWith('https://');
export const sessionKey = (env: Pick<Env, 'SECRET'>): Promise<string> => derivedKey(env.SECRET, 'accounts');
const prefixed = (env: Env, name: string): string => `${isSecure(env) ? '__Secure-' : ''}${COOKIE_PREFIX}.${name}`;
export const cookieName = (env: Env): string => prefixed(env, 'session_token');
/** Names the sign-in that waits for its second step. */
export const stepCookieName = (env: Env): string => prefixed(env, 'two_factor');

export interface SignedIn {
  user: { id: string; name: string; email: string; verified: boolean; app: boolean };
  session: { id: string; token: string; seenAt: number; passkey: boolean };
  /** The account the person works in; null for a person who is in none (removed, or not yet in). */
  member: Member | null;
}

export interface Member {
  account: { id: string; name: string; trialEndsAt: number | null; requiresSecondFactor: boolean };
  role: Role;
  access: Access;
  preferences: Partial<Preferences>;
  /** Address of the photo. */
  photo: string | null;
}

/** A signed-in person together with their account. */
export type Operator = SignedIn & { member: Member };

/** Reads the session cookie; null without one, or when it is forged, expired or revoked. */
export async function readSession(c: Context<AppEnv>, now = Date.now()): Promise<SignedIn | null> {
  if (!c.req.header('cookie')) return null;
  const token = await getSignedCookie(c, await sessionKey(c.env), cookieName(c.env));
  if (!token) return null;
  const { user, session, membership, account } = tables;
  const [row] = await database(c.env)
    .select({
      user,
      session,
      membership,
      account,
      advertisers: sql<string>`(SELECT json_group_array(advertiser) FROM advertiser_operator WHERE user = ${user.id})`,
    })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .leftJoin(membership, eq(membership.user, user.id))
    .leftJoin(account, eq(account.id, membership.account))
    .where(and(eq(session.token, token), gt(session.expiresAt, new Date(now))))
    .orderBy(desc(membership.usedAt))
    .limit(1);
  if (!row) return null;
  return {
    user: { id: row.user.id, name: row.user.name, email: row.user.email, verified: row.user.emailVerified, app: row.user.twoFactorEnabled },
    session: { id: row.session.id, token, seenAt: row.session.updatedAt.getTime(), passkey: row.session.passkey },
    member:
      row.membership && row.account
        ? {
            account: {
              id: row.account.id,
              name: row.account.name,
              trialEndsAt: row.account.trialEndsAt,
              requiresSecondFactor: row.account.requiresSecondFactor,
            },
            role: row.membership.role,
            access: {
              admin: row.membership.role !== 'operator',
              listingsOnly: row.membership.listingsOnly,
              advertisers: JSON.parse(row.advertisers),
            },
            preferences: row.membership.preferences,
            photo: row.membership.photo && photoUrl(c.env.PUBLIC_URL, row.membership.photo),
          }
        : null,
  };
}

/** Lets signed-in people pass. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  const signedIn = await readSession(c);
  if (!signedIn) throw new Refusal('unauthorised');
  c.set('signedIn', signedIn);
  await next();
  if (Date.now() - signedIn.session.seenAt > SEEN_EVERY && c.res.status !== 101) await prolong(c, signedIn);
});

/**
 * Whether the account asks for a second factor and this session has none: with an app, every session either passed its code or is older
 * than the app; a passkey has to have been shown in the session itself, since the password alone still opens one.
 */
export const lacksSecondFactor = ({ user, session, member }: SignedIn): boolean =>
  !!member?.account.requiresSecondFactor && !user.app && !session.passkey;

/** The signed-in person as a member who may work. Refuses `forbidden`, `factor_needed`. */
export function asOperator(signedIn: SignedIn): Operator {
  if (!signedIn.member) throw new Refusal('forbidden', 'You are not a member of an account.');
  if (lacksSecondFactor(signedIn)) throw new Refusal('factor_needed');
  return { ...signedIn, member: signedIn.member };
}

/** Lets members of an account pass, also those who still have to set up a second factor. */
export const requireMember = createMiddleware<AppEnv>((c, next) =>
  requireSession(c, async () => {
    if (!c.get('signedIn').member) throw new Refusal('forbidden', 'You are not a member of an account.');
    await next();
  }),
);

/** Lets members of an account pass who have the second factor that it asks for. */
export const requireOperator = createMiddleware<AppEnv>((c, next) =>
  requireSession(c, async () => {
    asOperator(c.get('signedIn'));
    await next();
  }),
);

/** Lets owners and admins of an account pass. */
export const requireAdmin = createMiddleware<AppEnv>((c, next) =>
  requireOperator(c, async () => {
    if (operator(c).member.role === 'operator') throw new Refusal('forbidden');
    await next();
  }),
);

/** Lets owners of an account pass. */
export const requireOwner = createMiddleware<AppEnv>((c, next) =>
  requireOperator(c, async () => {
    if (operator(c).member.role !== 'owner') throw new Refusal('forbidden');
    await next();
  }),
);

/** The member behind a request that passed `requireOperator` or `requireMember`. */
export function operator(c: Context<AppEnv>): Operator {
  const signedIn = c.get('signedIn');
  if (!signedIn?.member) throw new Error('requireOperator is missing on this route');
  return signedIn as Operator;
}

/** The member as objects know people. */
export function operatorPerson({ user, session, member }: Operator): Person & { kind: 'operator' } {
  return {
    kind: 'operator',
    id: operatorId(user.id),
    account: member.account.id,
    user: user.id,
    session: session.id,
    role: member.role,
    name: user.name,
    ...(member.photo ? { photo: member.photo } : {}),
    access: member.access,
  };
}

async function prolong(c: Context<AppEnv>, { session }: SignedIn): Promise<void> {
  const now = Date.now();
  const updated = await database(c.env)
    .update(tables.session)
    .set({ updatedAt: new Date(now), expiresAt: new Date(now + SESSION_SECONDS * 1000) })
    .where(eq(tables.session.id, session.id))
    .returning({ id: tables.session.id });
  // Signing out ends the session within the request: nothing to prolong, and its cookie must stay removed.
  if (updated.length === 0) return;
  await setSignedCookie(c, cookieName(c.env), session.token, await sessionKey(c.env), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c.env),
    maxAge: SESSION_SECONDS,
  });
}
