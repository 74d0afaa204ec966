import { type Context, Hono } from 'hono';
import type { HeldMail } from '../../../protocol/api.ts';
import { Refusal } from '../../../protocol/errors.ts';
import type { AppEnv } from '../../http/context.ts';
import { database } from '../../http/database.ts';
import { roomOf } from '../../http/objects.ts';
import { operator, operatorPerson, requireOperator } from '../../http/session.ts';
import { addressHash, markSent } from '../sent.ts';
import { dropHeld, findHeld, type HeldRow, heldMails, previewOf } from './held.ts';
import { correspondent } from './people.ts';

/** Answers by mail that wait for a person, for those who may read their rooms. To everyone else they are not there. */
export const heldMailRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const rows = await heldMails(c.env, operator(c).member.account.id, Date.now());
    const names = new Map<string, Promise<string | null>>();
    for (const { room } of rows) if (!names.has(room)) names.set(room, roomName(c, room));
    const shown = await Promise.all(rows.map(async (row) => describe(c, row, (await names.get(row.room)) ?? null)));
    return c.json(shown.filter((mail) => mail !== null));
  })

  .post('/:id/release', async (c) => {
    const row = await found(c);
    const object = await c.env.FILES.get(row.key);
    if (!object) throw new Refusal('not_found');
    // Loaded when somebody releases a mail: the other routes read none.
    const [{ parseMail }, { accept, loggedMark }] = await Promise.all([import('./parse.ts'), import('./accept.ts')]);
    const accepted = await accept(c.env, row, await parseMail(await object.arrayBuffer()), row.id);
    if (!accepted.ok) throw new Refusal('mail_refused');
    // Should the sender's server deliver it once more, it is known.
    await markSent(c.env.DB, loggedMark(row.id), await addressHash(c.env.SECRET, row.from), Date.now());
    await dropHeld(c.env, row);
    return c.json({ seq: accepted.seq, leftOut: accepted.leftOut });
  })

  .delete('/:id', async (c) => {
    await dropHeld(c.env, await found(c));
    return c.json({});
  });

async function describe(c: Context<AppEnv>, row: HeldRow, name: string | null): Promise<HeldMail | null> {
  if (name === null) return null;
  const [person, text] = await Promise.all([correspondent(database(c.env), row.account, row.person), previewOf(c.env, row)]);
  const { id, from, subject, room, at } = row;
  return { id, from, subject, text, room, roomName: name, person: person?.name ?? '', reason: row.reason as HeldMail['reason'], at };
}

/** The held mail of the address, when it is the person's to see. */
async function found(c: Context<AppEnv, '/:id'>): Promise<HeldRow> {
  const row = await findHeld(c.env, operator(c).member.account.id, c.req.param('id'), Date.now());
  if (!row || (await roomName(c, row.room)) === null) throw new Refusal('not_found');
  return row;
}

/** What the room is called for the person who asks; null when they may not read it. */
async function roomName(c: Context<AppEnv>, room: string): Promise<string | null> {
  const answer = await roomOf(c.env, room).nameFor(operatorPerson(operator(c)));
  return answer.ok ? answer.name : null;
}
