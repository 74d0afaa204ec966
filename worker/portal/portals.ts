/** Portals as D1 has them: one for each account, with defaults where nothing was set. */
import { eq } from 'drizzle-orm';
import type { Context } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import { type Branding, DIGEST_MINUTES } from '../../protocol/portal.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import * as tables from '../http/schema.ts';

export interface Portal {
  account: string;
  /** Name of the account, and what is shown in its place. */
  accountName: string;
  title: string;
  /** Key in R2. */
  logo: string | null;
  colour: string;
  host: string | null;
  digestMinutes: number;
}

/** The portal of an account; null when there is no such account. */
export async function findPortal(env: Pick<Env, 'DB'>, account: string): Promise<Portal | null> {
  const { portal } = tables;
  const [row] = await database(env)
    .select({ accountName: tables.account.name, portal })
    .from(tables.account)
    .leftJoin(portal, eq(portal.account, tables.account.id))
    .where(eq(tables.account.id, account));
  if (!row) return null;
  const defaults = { title: '', logo: null, colour: '', host: null, digestMinutes: DIGEST_MINUTES.usual };
  return { ...defaults, ...row.portal, account, accountName: row.accountName };
}

/** The portal that a request's address names. Refuses `not_found`. */
export async function portalOf(c: Context<AppEnv>): Promise<Portal> {
  const portal = await findPortal(c.env, c.req.param('account') ?? '');
  if (!portal) throw new Refusal('not_found');
  return portal;
}

/** The account whose portal answers at a host name. */
export async function accountOfHost(env: Pick<Env, 'DB'>, host: string): Promise<string | null> {
  const { portal } = tables;
  const [row] = await database(env).select({ account: portal.account }).from(portal).where(eq(portal.host, host));
  return row?.account ?? null;
}

/** What a portal calls itself. */
export const portalName = ({ title, accountName }: Portal): string => title || accountName;

export const branding = (portal: Portal): Branding => ({
  account: portal.account,
  name: portalName(portal),
  ...(portal.logo ? { logo: `/f/${portal.logo}` } : {}),
  ...(portal.colour ? { colour: portal.colour } : {}),
});

/** Address of a page of the portal: on its own host where it has one. `path` begins with a slash. */
export function portalUrl(env: Pick<Env, 'PUBLIC_URL'>, { account, host }: Pick<Portal, 'account' | 'host'>, path = ''): string {
  if (!host) return portalPath(env, account, path);
  const url = new URL(env.PUBLIC_URL);
  url.hostname = host;
  return `${url.origin}${path || '/'}`;
}

/** Address of a page of the portal on our own host. */
export const portalPath = ({ PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>, account: string, path = ''): string =>
  `${PUBLIC_URL}/portal/${account}${path}`;

/** What a link in a mail opens: it is good with its token, and leads to the page of the portal that was asked for. */
export const linkPath = (page: 'activate' | 'link' | 'reset', token: string, to?: string): string =>
  `/${page}?token=${token}${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}`;
