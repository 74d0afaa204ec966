import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { cutStrangers } from '../accounts/cut-off.ts';
import { name } from '../accounts/fields.ts';
import { membersAmong } from '../accounts/members.ts';
import { pushDesk } from '../accounts/push.ts';
import { requireSite } from '../chats/operator-routes.ts';
import { readBytes, readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';
import { checkRows, MAX_ROWS, parseCsv } from './listing-rows.ts';
import { changeAdvertiser, listAdvertisers, listListings, removeAdvertiser, removeListing, saveListings } from './listings.ts';

/** Bytes of a body with listings. */
const MAX_BYTES = 4 * 1024 * 1024;

const advertiserBody = v.object({ name, operators: v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(90)) });

/** Listings and advertisers of a site: seen by members (those who answer only own listings see those), changed by owners and admins. */
export const listingRoutes = new Hono<AppEnv>()
  .use('/:site/listings/*', requireOperator)
  .use('/:site/advertisers/*', requireOperator)

  .get('/:site/listings', async (c) => {
    const { access } = operator(c).member;
    const { after = '', q: search = '' } = c.req.query();
    return c.json(await listListings(c.env, await ownSite(c), access, { after: after.slice(0, 200), search: search.slice(0, 200) }));
  })

  /** Many at once, as JSON `{listings}` or `text/csv`. `?whole` keeps all out when one is wrong. Answers how many were saved and what was wrong. */
  .put('/:site/listings', requireAdmin, async (c) => {
    const site = await ownSite(c);
    const { good, faults } = checkRows(await readRows(c));
    const account = operator(c).member.account.id;
    return c.json(await saveListings(c.env, account, site, good, faults, c.req.query('whole') !== undefined));
  })

  .delete('/:site/listings/:key', requireAdmin, async (c) => {
    if (!(await removeListing(c.env, await ownSite(c), c.req.param('key')))) throw new Refusal('not_found');
    return c.json({});
  })

  .get('/:site/advertisers', async (c) => c.json(await listAdvertisers(c.env, await ownSite(c), operator(c).member.access)))

  .put('/:site/advertisers/:id', requireAdmin, async (c) => {
    const site = await ownSite(c);
    const body = await readJson(c, advertiserBody);
    const account = operator(c).member.account.id;
    const operators = await membersAmong(c.env, account, body.operators);
    await ended(c, await changeAdvertiser(c.env, site, c.req.param('id'), body.name, operators));
    return c.json({ id: c.req.param('id'), name: body.name, operators });
  })

  .delete('/:site/advertisers/:id', requireAdmin, async (c) => {
    await ended(c, await removeAdvertiser(c.env, await ownSite(c), c.req.param('id')));
    return c.json({});
  });

/** Tells the desk, and cuts those whose access ended. */
async function ended(c: Context<AppEnv>, users: string[] | null): Promise<void> {
  if (!users) throw new Refusal('not_found');
  const account = operator(c).member.account.id;
  await pushDesk(c.env, account);
  for (const user of users) await cutStrangers(c.env, account, user);
}

async function ownSite(c: Context<AppEnv>): Promise<string> {
  const site = c.req.param('site') ?? '';
  await requireSite(c.env, operator(c).member.account.id, site);
  return site;
}

async function readRows(c: Context<AppEnv>): Promise<unknown[]> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'text/csv' && type !== 'application/json')
    throw new Refusal('bad_request', 'The body must be application/json or text/csv.');
  const text = new TextDecoder().decode(await readBytes(c.req.raw, MAX_BYTES));
  const rows = type === 'text/csv' ? parseCsv(text) : jsonRows(text);
  if (!rows) throw new Refusal('bad_request', type === 'text/csv' ? 'The first line must name the columns, one of them key.' : undefined);
  if (rows.length > MAX_ROWS) throw new Refusal('too_large', `At most ${MAX_ROWS} rows at once.`);
  return rows;
}

function jsonRows(text: string): unknown[] | null {
  try {
    const { listings } = JSON.parse(text);
    return Array.isArray(listings) ? listings : null;
  } catch {
    return null;
  }
}
