/** What operators do to chats besides writing. Names of targets come from D1, scoped by account; the Room decides. */
import { and, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import { operatorId, type PersonId } from '../../protocol/entries.ts';
import { type ErrorCode, Refusal } from '../../protocol/errors.ts';
import type { RoomAction } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { roomAction } from '../../protocol/validators.ts';
import { accessColumns, accessOf, findMember } from '../accounts/members.ts';
import { partsOf, visitorRoom } from '../contracts/people.ts';
import type { ResolvedAction } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf, siteOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import * as tables from '../http/schema.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { maySee } from '../site/access.ts';
import { requireSite, siteOfRoom } from './operator-routes.ts';

/** Visitors one operator may invite. */
const INVITE: Limit = { name: 'invite-visitors', max: 60, seconds: 600 };

const invitation = v.object({
  visitors: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))), v.minLength(1), v.maxLength(200)),
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.text)),
  cid: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)),
});

export const actionRoutes = new Hono<AppEnv>()
  .post('/rooms/:room/actions', requireOperator, async (c) => {
    const action = await readJson(c, roomAction);
    const me = operator(c);
    const account = me.member.account.id;
    const room = c.req.param('room');
    await requireSite(c.env, account, siteOfRoom(room));
    const { seq } = accepted(
      await roomOf(c.env, room).act(operatorPerson(me), await resolve(c.env, account, action, partsOf(room).advertiser)),
    );
    return c.json({ seq });
  })

  /** Answers one result per visitor asked for: `ok`, or the code of why not; and the rooms of those who were invited. */
  .post('/sites/:site/invite', requireOperator, async (c) => {
    const { visitors, text, cid } = await readJson(c, invitation);
    const me = operator(c);
    const site = c.req.param('site');
    await requireSite(c.env, me.member.account.id, site);
    await countAttempt(c.env, INVITE, me.user.id);
    const asked = [...new Set(visitors)];
    const online = new Map((await siteOf(c.env, site).visitors(asked, me.member.access)).map((row) => [row.id, row]));
    const person = operatorPerson(me);
    const results: Record<string, 'ok' | ErrorCode> = {};
    const rooms: Record<string, string> = {};
    for (let from = 0; from < asked.length; from += 20) {
      await Promise.all(
        asked.slice(from, from + 20).map(async (visitor) => {
          const row = online.get(visitor);
          if (!row) {
            results[visitor] = 'not_online';
            return;
          }
          const { name, country, region, city, page, listing } = row;
          const place = { ...(country ? { country } : {}), ...(region ? { region } : {}), ...(city ? { city } : {}) };
          const target = { site, visitor, place, page, ...(name ? { name } : {}), ...(listing ? { listing } : {}) };
          // One visitor's room that does not answer must not hide how the others went.
          const room = visitorRoom(site, visitor, listing?.advertiser);
          const answer = await roomOf(c.env, room)
            .invite(person, target, cid, text)
            .catch(() => null);
          if (answer?.ok) rooms[visitor] = room;
          results[visitor] = answer === null ? 'unavailable' : answer.ok ? 'ok' : answer.code;
        }),
      );
    }
    return c.json({ results, rooms });
  });

/** Fills in what only D1 knows. A target that is not of the account answers like one that does not exist. */
async function resolve(env: Env, account: string, action: RoomAction, advertiser: string | undefined): Promise<ResolvedAction> {
  switch (action.kind) {
    case 'transfer': {
      const to =
        'operator' in action.to
          ? await member(env, account, action.to.operator, advertiser)
          : await group(env, account, action.to.group, advertiser);
      return { kind: 'transfer', to, ...(action.note ? { note: action.note } : {}) };
    }
    case 'invite':
      return { kind: 'invite', ...(await member(env, account, action.operator, advertiser)) };
    case 'close':
      return { kind: 'close', ...(action.category ? { category: await category(env, account, action.category) } : {}) };
    default:
      return action;
  }
}

/** A colleague who may see the chat, by user id, with or without the `o_` of a person's id. */
async function member(
  env: Env,
  account: string,
  id: string,
  advertiser: string | undefined,
): Promise<{ operator: PersonId; name: string }> {
  const user = id.startsWith('o_') ? id.slice(2) : id;
  const found = await findMember(env, account, user);
  if (!found || !maySee(found.access, advertiser)) throw new Refusal('not_found');
  return { operator: operatorId(user), name: found.name };
}

async function group(
  env: Env,
  account: string,
  id: string,
  advertiser: string | undefined,
): Promise<{ group: string; name: string; members: PersonId[] }> {
  const rows = await database(env)
    .select({ name: tables.teamGroup.name, user: tables.membership.user, ...accessColumns })
    .from(tables.teamGroup)
    .leftJoin(tables.teamGroupMember, eq(tables.teamGroupMember.group, tables.teamGroup.id))
    .leftJoin(tables.membership, and(eq(tables.membership.user, tables.teamGroupMember.user), eq(tables.membership.account, account)))
    .where(and(eq(tables.teamGroup.id, id), eq(tables.teamGroup.account, account)));
  const [first] = rows;
  if (!first) throw new Refusal('not_found');
  const seeing = rows.filter((row) => row.user && maySee(accessOf(row), advertiser));
  return { group: id, name: first.name, members: seeing.map(({ user }) => operatorId(user!)) };
}

async function category(env: Env, account: string, id: string): Promise<{ id: string; name: string }> {
  const [row] = await database(env)
    .select({ id: tables.category.id, name: tables.category.name })
    .from(tables.category)
    .where(and(eq(tables.category.id, id), eq(tables.category.account, account)));
  if (!row) throw new Refusal('not_found');
  return row;
}
