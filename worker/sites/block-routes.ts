import { Hono } from 'hono';
import type { BlockInfo } from '../../protocol/api.ts';
import { requireSite } from '../chats/operator-routes.ts';
import { partsOf } from '../contracts/people.ts';
import type { AppEnv } from '../http/context.ts';
import { siteOf } from '../http/objects.ts';
import { operator, requireOperator } from '../http/session.ts';
import { maySee } from '../site/access.ts';

/** Who is blocked on a site, of those whose chats one may see. Unblocking is an action on the chat. */
export const blockRoutes = new Hono<AppEnv>().get('/:site/blocks', requireOperator, async (c) => {
  const { member } = operator(c);
  const site = c.req.param('site');
  await requireSite(c.env, member.account.id, site);
  const blocks = (await siteOf(c.env, site).blocks()).filter(({ room }) => maySee(member.access, partsOf(room).advertiser));
  return c.json(
    blocks.map(
      ({ room, by, name = '', at, until, reason, address }): BlockInfo => ({
        room,
        visitor: name,
        by,
        at,
        ...(until === undefined ? {} : { until }),
        ...(reason ? { reason } : {}),
        ...(address ? { address: true } : {}),
      }),
    ),
  );
});
