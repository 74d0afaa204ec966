import { Hono } from 'hono';
import * as v from 'valibot';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { SearchQuery } from '../../protocol/search.ts';
import { searchQuery } from '../../protocol/validators.ts';
import type { AppEnv } from '../http/context.ts';
import { deskOf } from '../http/objects.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';

/**
 * `GET /`: what the member finds of what they may see; the fields of a SearchQuery are the query's.
 * `POST /index`: builds the account's index anew; `GET /index`: how far it is. Owners and admins.
 */
export const searchRoutes = new Hono<AppEnv>()
  .get('/', requireOperator, async (c) => {
    const me = operator(c);
    return c.json(await deskOf(c.env, me.member.account.id).search(operatorId(me.user.id), asked(c.req.query())));
  })
  .post('/index', requireAdmin, async (c) => {
    await deskOf(c.env, operator(c).member.account.id).reindex();
    return c.json({});
  })
  .get('/index', requireAdmin, async (c) => c.json(await deskOf(c.env, operator(c).member.account.id).searchProgress()));

/** The query of a request. Refuses `bad_request`. */
export function asked(query: Record<string, string>): SearchQuery {
  const parsed = v.safeParse(searchQuery, query);
  if (!parsed.success) throw new Refusal('bad_request');
  return parsed.output;
}
