/** Matters, for their clients: what they are called, their status and documents, and the rooms the client is in. Nobody's name but authors'. */
import { type Context, Hono } from 'hono';
import { clientPersonId, type PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { PortalMatter, PortalMatterInfo } from '../../protocol/matter.ts';
import type { AppEnv } from '../http/context.ts';
import { deskOf } from '../http/objects.ts';
import { client, requireClient } from '../portal/session.ts';
import { settleMatter } from './rooms.ts';
import { beforeOf, documentPage, infoOf, statusPage, withStatus } from './shown.ts';
import * as store from './store.ts';

export const portalMatterRoutes = new Hono<AppEnv>()
  .use(requireClient)

  .get('/', async (c) => {
    const { account, self } = asking(c);
    const wanted = { person: self, all: false, text: '', mine: true, after: c.req.query('after') ?? '' };
    const { rows, next } = await store.listMatters(c.env, account, wanted);
    return c.json({ matters: (await withStatus(c.env, account, self, rows)).map(shown), ...(next ? { next } : {}) });
  })

  /** Opens the matter: the client's own room is there from then on. */
  .get('/:id', async (c) => {
    const { account, self } = asking(c);
    const found = await requireIn(c);
    const { threads } = await settleMatter(c.env, account, found.id);
    const thread = threads.get(self);
    if (!thread) throw new Refusal('not_found');
    const known = await deskOf(c.env, account).matterRooms(found.id);
    const groups = known.filter(({ room, inside, thread: with_ }) => room !== thread && !with_ && inside.includes(self));
    const [row] = await withStatus(c.env, account, self, [{ matter: found.row, in: true }]);
    return c.json({ ...shown(row!), thread, groups: groups.map(({ room, name }) => ({ room, name })) } satisfies PortalMatter);
  })

  .get('/:id/statuses', async (c) => {
    const { account, self } = asking(c);
    const { id } = await requireIn(c);
    return c.json(await statusPage(c.env, account, self, id, beforeOf(c.req.query('before'))));
  })

  .get('/:id/documents', async (c) => {
    const { account, self } = asking(c);
    const { id } = await requireIn(c);
    return c.json(await documentPage(c.env, account, self, id, beforeOf(c.req.query('before'))));
  });

function asking(c: Context<AppEnv>): { account: string; self: PersonId } {
  const { account, client: me } = client(c);
  return { account, self: clientPersonId(me.id) };
}

/** The matter that the address names, when the client is in it. */
async function requireIn(c: Context<AppEnv>) {
  const { account, self } = asking(c);
  const found = await store.readMatter(c.env, account, c.req.param('id') ?? '');
  if (!found?.clients.some(({ id }) => id === self)) throw new Refusal('not_found');
  return found;
}

function shown(row: Parameters<typeof infoOf>[0]): PortalMatterInfo {
  const { id, name, closedAt, status } = infoOf(row);
  return { id, name, closed: closedAt !== undefined, status };
}
