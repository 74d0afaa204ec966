/**
 * Which client is signed in to a portal. Read without the library, like operators' sessions (worker/http/session.ts). The cookie's name and
 * the key that signs it are the account's: whoever runs the host name of one company's portal could see the cookies of its clients, and
 * these must open nothing at another company.
 */
import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Context } from 'hono';
import { getCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { clientPersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { derivedKey } from '../http/ids.ts';
import * as tables from '../http/schema.ts';
import { isSecure, SEEN_EVERY, SESSION_SECONDS } from '../http/session.ts';

/** How many portals of our host one browser may be asked about. */
const MAX_PORTALS = 10;

const PREFIX = 'foyer-client';
export const clientCookiePrefix = (account: string): string => `${PREFIX}-${account}`;
export const clientKey = (env: Pick<Env, 'SECRET'>, account: string): Promise<string> => derivedKey(env.SECRET, `clients:${account}`);
export const clientCookieName = (env: Pick<Env, 'PUBLIC_URL'>, account: string): string =>
  `${isSecure(env) ? '__Secure-' : ''}${clientCookiePrefix(account)}.session_token`;

export interface SignedInClient {
  account: string;
  client: { id: string; name: string; email: string; language: string; timeZone: string };
  user: string;
  session: { id: string; token: string; seenAt: number };
}

/** The client of this account whose cookie came along; null without one, or when it is forged, ended, or they are no client any more. */
export async function readClient(c: Context<AppEnv>, account: string, now = Date.now()): Promise<SignedInClient | null> {
  if (!c.req.header('cookie')) return null;
  const token = await getSignedCookie(c, await clientKey(c.env, account), clientCookieName(c.env, account));
  if (!token) return null;
  const { client, clientSession } = tables;
  const [row] = await database(c.env)
    .select({ client, session: clientSession })
    .from(clientSession)
    .innerJoin(client, and(eq(client.user, clientSession.userId), eq(client.account, account), isNull(client.removedAt)))
    .where(and(eq(clientSession.token, token), gt(clientSession.expiresAt, new Date(now))));
  if (!row) return null;
  const { id, name, email, language, timeZone } = row.client;
  return {
    account,
    client: { id, name, email, language, timeZone },
    user: row.session.userId,
    session: { id: row.session.id, token, seenAt: row.session.updatedAt.getTime() },
  };
}

/** The clients signed in to any portal in this browser: for addresses that name no account (files of rooms). */
export async function readClients(c: Context<AppEnv>): Promise<SignedInClient[]> {
  const names = Object.keys(getCookie(c)).flatMap((name) => /^(?:__Secure-)?foyer-client-([\w-]+)\.session_token$/.exec(name)?.[1] ?? []);
  const found = await Promise.all([...new Set(names)].slice(0, MAX_PORTALS).map((account) => readClient(c, account)));
  return found.filter((one) => one !== null);
}

/** Lets clients of the account that the address names pass. */
export const requireClient = createMiddleware<AppEnv>(async (c, next) => {
  const signedIn = await readClient(c, c.req.param('account') ?? '');
  if (!signedIn) throw new Refusal('unauthorised');
  c.set('client', signedIn);
  await next();
  if (Date.now() - signedIn.session.seenAt > SEEN_EVERY && c.res.status !== 101) await prolong(c, signedIn);
});

/** The client behind a request that passed `requireClient`. */
export function client(c: Context<AppEnv>): SignedInClient {
  const signedIn = c.get('client');
  if (!signedIn) throw new Error('requireClient is missing on this route');
  return signedIn;
}

/** The client as objects know people. */
export const clientPerson = ({ account, client, session }: SignedInClient): Person & { kind: 'client' } => ({
  kind: 'client',
  id: clientPersonId(client.id),
  account,
  client: client.id,
  session: session.id,
  name: client.name,
});

async function prolong(c: Context<AppEnv>, { account, session }: SignedInClient): Promise<void> {
  const { clientSession } = tables;
  const now = Date.now();
  const updated = await database(c.env)
    .update(clientSession)
    .set({ updatedAt: new Date(now), expiresAt: new Date(now + SESSION_SECONDS * 1000) })
    .where(eq(clientSession.id, session.id))
    .returning({ id: clientSession.id });
  // Signed out within the request: the cookie must stay removed.
  if (updated.length === 0) return;
  await setSignedCookie(c, clientCookieName(c.env, account), session.token, await clientKey(c.env, account), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c.env),
    maxAge: SESSION_SECONDS,
  });
}
