import { and, asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { SiteInfo } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { wholeSettings } from '../../protocol/site-settings.ts';
import { siteSettings } from '../../protocol/validators.ts';
import { email, name } from '../accounts/fields.ts';
import { pushDesk, pushSite } from '../accounts/push.ts';
import { newSite } from '../accounts/sign-up.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { site } from '../http/schema.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';
import { embedLine } from '../mail/links.ts';

const SNIPPET_MAIL: Limit = { name: 'snippet-mail', max: 20, seconds: 24 * 3600 };

/** Sites of the account: seen by all members, changed by owners and admins. */
export const siteRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const me = operator(c);
    const rows = await database(c.env).select().from(site).where(eq(site.account, me.member.account.id)).orderBy(asc(site.createdAt));
    return c.json(rows.map((row) => siteInfo(row, c.env.PUBLIC_URL, me.member.role !== 'operator')));
  })

  .post('/', requireAdmin, async (c) => {
    const body = await readJson(c, v.object({ name }));
    const account = operator(c).member.account.id;
    const [row] = await database(c.env).insert(site).values(newSite(account, body.name)).returning();
    await pushSite(c.env, row!.id);
    await pushDesk(c.env, account);
    return c.json(siteInfo(row!, c.env.PUBLIC_URL, true), 201);
  })

  .get('/:id', async (c) => {
    const { member } = operator(c);
    const [row] = await database(c.env)
      .select()
      .from(site)
      .where(and(eq(site.id, c.req.param('id')), eq(site.account, member.account.id)));
    if (!row) throw new Refusal('not_found');
    return c.json(siteInfo(row, c.env.PUBLIC_URL, member.role !== 'operator'));
  })

  .put('/:id', requireAdmin, async (c) => {
    const { settings } = await readJson(c, v.object({ settings: siteSettings }));
    const account = operator(c).member.account.id;
    const [row] = await database(c.env)
      .update(site)
      .set({ settings })
      .where(and(eq(site.id, c.req.param('id')), eq(site.account, account)))
      .returning();
    if (!row) throw new Refusal('not_found');
    await pushSite(c.env, row.id);
    await pushDesk(c.env, account);
    return c.json(siteInfo(row, c.env.PUBLIC_URL, true));
  })

  /** Mails the embed line to a developer. */
  .post('/:id/snippet-mail', requireAdmin, async (c) => {
    const body = await readJson(c, v.object({ email }));
    const { user, member } = operator(c);
    const [row] = await database(c.env)
      .select({ id: site.id })
      .from(site)
      .where(and(eq(site.id, c.req.param('id')), eq(site.account, member.account.id)));
    if (!row) throw new Refusal('not_found');
    await countAttempt(c.env, SNIPPET_MAIL, member.account.id);
    await c.env.MAIL.send({
      id: `snippet:${newId()}`,
      account: member.account.id,
      kind: 'snippet',
      email: body.email,
      site: row.id,
      sender: user.name,
    });
    return c.json({});
  });

function siteInfo(row: typeof site.$inferSelect, host: string, withSecret: boolean): SiteInfo {
  return {
    id: row.id,
    settings: wholeSettings(row.settings),
    snippet: embedLine(host, row.id),
    createdAt: row.createdAt,
    ...(withSecret ? { identitySecret: row.identitySecret } : {}),
  };
}
