/** The ways into a portal and out of it, below `/api/portal/:account`. Answers are uniform about who is a client. */
import { and, eq, lt } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { PORTAL_PLACE } from '../../protocol/portal.ts';
import { requireStrong, setCookies } from '../accounts/entry-routes.ts';
import { email, password, token } from '../accounts/fields.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { sha256 } from '../http/ids.ts';
import { clearAttempts, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { clientSession } from '../http/schema.ts';
import { findClient } from './clients.ts';
import { clientSessionsOf, cutClientSessions } from './cut-off.ts';
import { inviteAgain } from './invitations.ts';
import { branding, linkPath, type Portal, portalName, portalOf, portalPath, portalUrl } from './portals.ts';
import { readClient } from './session.ts';

const SIGN_IN_ADDRESS: Limit = { name: 'client-sign-in-address', max: 60, seconds: 900 };
const SIGN_IN_EMAIL: Limit = { name: 'client-sign-in-email', max: 10, seconds: 900 };
const LINK_ADDRESS: Limit = { name: 'client-link-address', max: 20, seconds: 3600 };
/** Mails with links to one address. */
const LINK_EMAIL: Limit = { name: 'client-link-email', max: 5, seconds: 3600 };

/** The heavy library, loaded when a route first needs it. */
export const loadClientAuth = () => import('./auth.ts');

/** Who asks for a link in a mail, and the page of the portal that it is to lead to. */
const linkBody = v.object({ email, to: v.optional(v.pipe(v.string(), v.regex(PORTAL_PLACE))) });

export const portalEntryRoutes = new Hono<AppEnv>()
  .get('/', async (c) => c.json(branding(await portalOf(c))))

  .post('/sign-in', async (c) => {
    const body = await readJson(c, v.object({ email, password }));
    const { account } = await portalOf(c);
    await countAddress(c, SIGN_IN_ADDRESS);
    await countAttempt(c.env, SIGN_IN_EMAIL, body.email);
    const { createClientAuth, refusing } = await loadClientAuth();
    const auth = await createClientAuth(c.env, account);
    const opened = await refusing(auth.api.signInEmail({ body, headers: c.req.raw.headers, returnHeaders: true }));
    if (!(await enter(c, account, opened))) throw new Refusal('bad_credentials');
    await clearAttempts(c.env, SIGN_IN_EMAIL, body.email);
    return c.json({});
  })

  // To a client who is active a link that signs in, to one who is still invited their invitation.
  .post('/link', async (c) => {
    const body = await readJson(c, linkBody);
    const portal = await portalOf(c);
    await countLink(c, body.email);
    // Not awaited: how long it takes would tell whether the address is known.
    c.executionCtx.waitUntil(mailLink(c, portal, body));
    return c.json({});
  })

  .post('/link/use', async (c) => {
    const body = await readJson(c, v.object({ token }));
    const { account } = await portalOf(c);
    await countAddress(c, LINK_ADDRESS);
    const { createClientAuth, useLink } = await loadClientAuth();
    const opened = await useLink(await createClientAuth(c.env, account), body.token, c.req.raw.headers);
    if (!opened || !(await enter(c, account, opened))) throw new Refusal('token_used');
    return c.json({});
  })

  .post('/forgot', async (c) => {
    const body = await readJson(c, linkBody);
    const portal = await portalOf(c);
    await countLink(c, body.email);
    c.executionCtx.waitUntil(mailReset(c, portal, body));
    return c.json({});
  })

  .post('/reset', async (c) => {
    const body = await readJson(c, v.object({ token, password }));
    requireStrong(body.password);
    const { account } = await portalOf(c);
    await countAddress(c, LINK_ADDRESS);
    const { createClientAuth, refusing, resetUser } = await loadClientAuth();
    const auth = await createClientAuth(c.env, account);
    const user = await resetUser(auth, body.token);
    const ended = user ? await clientSessionsOf(c.env, user) : [];
    await refusing(auth.api.resetPassword({ body: { token: body.token, newPassword: body.password } }));
    if (user) await cutClientSessions(c.env, user, ended);
    return c.json({});
  })

  .post('/sign-out', async (c) => {
    const { account } = await portalOf(c);
    const signedIn = await readClient(c, account);
    if (!signedIn) return c.json({});
    const { createClientAuth } = await loadClientAuth();
    const auth = await createClientAuth(c.env, account);
    const { headers } = await auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true });
    setCookies(c, headers);
    await cutClientSessions(c.env, signedIn.user, [signedIn.session.id]);
    return c.json({});
  });

/** Counts a mail with a link that somebody asks for. */
export async function countLink(c: Context<AppEnv>, address: string): Promise<void> {
  await countAddress(c, LINK_ADDRESS);
  await countAttempt(c.env, LINK_EMAIL, address);
}

/** A session that was opened goes into the answer when it is a client's of this account, or else is gone again. */
export async function enter(
  c: Context<AppEnv>,
  account: string,
  { headers, response }: { headers: Headers; response: { token: string; user: { id: string } } },
): Promise<boolean> {
  const db = database(c.env);
  const { id } = response.user;
  if (!(await findClient(c.env, account, { user: id }))) {
    await db.delete(clientSession).where(eq(clientSession.token, response.token));
    return false;
  }
  setCookies(c, headers);
  await db.delete(clientSession).where(and(eq(clientSession.userId, id), lt(clientSession.expiresAt, new Date())));
  return true;
}

async function mailLink({ env, req }: Context<AppEnv>, portal: Portal, { email, to }: v.InferOutput<typeof linkBody>): Promise<void> {
  const row = await findClient(env, portal.account, { email });
  if (!row) return;
  if (!row.user) return inviteAgain(env, portal, row, { to });
  const { createClientAuth } = await loadClientAuth();
  const auth = await createClientAuth(env, portal.account, {
    signIn: async (made) => {
      const id = `client_link:${await sha256(`${portal.account}:${made}`)}`;
      const url = portalUrl(env, portal, linkPath('link', made, to));
      const { email, language } = row;
      await env.MAIL.send({ id, account: portal.account, kind: 'client_link', email, company: portalName(portal), url, language });
    },
  });
  await auth.api.signInMagicLink({ body: { email: row.email }, headers: req.raw.headers });
}

/**
 * The password is the person's, not the company's: it is chosen on our own host, so that a link to do so never passes a host name that
 * somebody else runs.
 */
async function mailReset({ env }: Context<AppEnv>, portal: Portal, { email, to }: v.InferOutput<typeof linkBody>): Promise<void> {
  const row = await findClient(env, portal.account, { email });
  if (!row) return;
  if (!row.user) return inviteAgain(env, portal, row, { to });
  const { createClientAuth } = await loadClientAuth();
  const auth = await createClientAuth(env, portal.account, {
    reset: async (made) => {
      const id = `client_reset:${await sha256(made)}`;
      const url = portalPath(env, portal.account, linkPath('reset', made, to));
      const { email, language } = row;
      await env.MAIL.send({ id, account: portal.account, kind: 'client_reset', email, company: portalName(portal), url, language });
    },
  });
  await auth.api.requestPasswordReset({ body: { email: row.email } });
}
