/** Matters in D1. Every query is scoped by account. */
import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { clientPersonId, isClient, isOperator, operatorId, type PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Env } from '../env.ts';
import { photoUrl } from '../http/addresses.ts';
import { database } from '../http/database.ts';
import { client, matter, matterPerson, membership, user } from '../http/schema.ts';
import type { MatterNow } from './settle.ts';

export type MatterRow = typeof matter.$inferSelect;

/** Matters in one answer. */
const PAGE = 50;

const own = (account: string, id: string): SQL => and(eq(matter.account, account), eq(matter.id, id))!;
const isIn = (person: PersonId): SQL<number> =>
  sql<number>`EXISTS (SELECT 1 FROM matter_person WHERE matter_person.matter = ${matter.id} AND matter_person.person = ${person})`;

/** Hands a matter on whose assignee is in it no more: to who began it, or who is in it longest. */
const HEIR = `UPDATE matter SET assignee = coalesce(
    (SELECT substr(person, 3) FROM matter_person WHERE matter = matter.id AND person GLOB 'o_*'
     ORDER BY person = 'o_' || matter.created_by DESC, added_at, person LIMIT 1), assignee)
  WHERE account = ?1 AND NOT EXISTS (SELECT 1 FROM matter_person WHERE matter = matter.id AND person = 'o_' || assignee)`;

export interface Wanted {
  person: PersonId;
  /** Sees all of the account's matters. */
  all: boolean;
  text: string;
  closed?: boolean | undefined;
  /** Only those they are in. */
  mine: boolean;
  after: string;
}

/** Matters a person may see, newest first. */
export async function listMatters(env: Env, account: string, { person, all, text, closed, mine, after }: Wanted) {
  const [, at = '', id = ''] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(after) ?? [];
  const lower = text.toLowerCase();
  const rows = await database(env)
    .select({ matter, in: isIn(person).mapWith(Boolean) })
    .from(matter)
    .where(
      and(
        eq(matter.account, account),
        all && !mine ? undefined : isIn(person),
        closed === undefined ? undefined : closed ? isNotNull(matter.closedAt) : isNull(matter.closedAt),
        lower ? sql`instr(lower(${matter.name}), ${lower}) > 0` : undefined,
        at ? sql`(${matter.createdAt}, ${matter.id}) < (${Number(at)}, ${id})` : undefined,
      ),
    )
    .orderBy(sql`${matter.createdAt} DESC, ${matter.id} DESC`)
    .limit(PAGE + 1);
  const page = rows.slice(0, PAGE);
  const last = page.at(-1)?.matter;
  return { rows: page, ...(rows.length > PAGE && last ? { next: `${last.createdAt}.${last.id}` } : {}) };
}

/** A matter with those of its people who are in the account now; null when there is none. */
export async function readMatter(env: Env, account: string, id: string): Promise<(MatterNow & { row: MatterRow }) | null> {
  const db = database(env);
  const inMatter = and(eq(matterPerson.account, account), eq(matterPerson.matter, id));
  const since = sql`${matterPerson.addedAt}, ${matterPerson.person}`;
  const [[row], team, clients] = await db.batch([
    db.select().from(matter).where(own(account, id)),
    db
      .select({ id: user.id, name: user.name, photo: membership.photo })
      .from(matterPerson)
      .innerJoin(membership, and(eq(membership.account, account), sql`${matterPerson.person} = 'o_' || ${membership.user}`))
      .innerJoin(user, eq(user.id, membership.user))
      .where(inMatter)
      .orderBy(since),
    db
      .select({ id: client.id, name: client.name })
      .from(matterPerson)
      .innerJoin(client, and(eq(client.account, account), isNull(client.removedAt), sql`${matterPerson.person} = 'c_' || ${client.id}`))
      .where(inMatter)
      .orderBy(since),
  ]);
  if (!row) return null;
  return {
    id,
    account,
    name: row.name,
    assignee: operatorId(row.assignee),
    creator: operatorId(row.createdBy),
    team: team.map(({ id: one, name, photo }) => ({
      id: operatorId(one),
      name,
      ...(photo ? { photo: photoUrl(env.PUBLIC_URL, photo) } : {}),
    })),
    clients: clients.map(({ id: one, name }) => ({ id: clientPersonId(one), name })),
    row,
  };
}

/** A new matter with its people, all or nothing. Made again under the same id it stays as it is. */
export async function makeMatter(
  env: Env,
  row: Pick<MatterRow, 'id' | 'account' | 'name' | 'assignee' | 'createdBy'>,
  people: PersonId[],
): Promise<void> {
  requireRoomFor(people.length);
  const now = Date.now();
  const add = env.DB.prepare(
    `INSERT OR IGNORE INTO matter_person (matter, account, person, added_at)
     SELECT ?1, ?2, value, ?3 FROM json_each(?4) WHERE EXISTS (SELECT 1 FROM matter WHERE id = ?1 AND account = ?2 AND created_at = ?3)`,
  ).bind(row.id, row.account, now, JSON.stringify(people));
  const make = env.DB.prepare(
    `INSERT OR IGNORE INTO matter (id, account, name, assignee, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
  ).bind(row.id, row.account, row.name, row.assignee, row.createdBy, now);
  await env.DB.batch([make, add]);
}

export async function changeMatter(
  env: Env,
  account: string,
  id: string,
  part: Partial<Pick<MatterRow, 'name' | 'assignee' | 'closedAt'>>,
): Promise<void> {
  if (Object.keys(part).length > 0) await database(env).update(matter).set(part).where(own(account, id));
}

/** Brings people in. Refuses `too_large` when they would be too many. */
export async function addPeople(env: Env, account: string, id: string, people: PersonId[]): Promise<void> {
  const { results } = await env.DB.prepare('SELECT person FROM matter_person WHERE matter = ?1 AND account = ?2')
    .bind(id, account)
    .all<{ person: PersonId }>();
  requireRoomFor(new Set([...people, ...results.map(({ person }) => person)]).size);
  await env.DB.prepare(
    `INSERT OR IGNORE INTO matter_person (matter, account, person, added_at)
     SELECT ?1, ?2, value, ?3 FROM json_each(?4) WHERE EXISTS (SELECT 1 FROM matter WHERE id = ?1 AND account = ?2)`,
  )
    .bind(id, account, Date.now(), JSON.stringify(people))
    .run();
}

function requireRoomFor(count: number): void {
  if (count > LIMITS.matterPeople) throw new Refusal('too_large', `A matter has at most ${LIMITS.matterPeople} people.`);
}

/** Puts somebody out; what they were assigned goes to another. Refuses `last_colleague`, also when two put each other out at once. */
export async function removePerson(env: Env, account: string, id: string, person: PersonId): Promise<void> {
  const stays = isOperator(person)
    ? `AND EXISTS (SELECT 1 FROM matter_person AS other JOIN membership ON membership.account = ?2 AND other.person = 'o_' || membership.user
         WHERE other.matter = ?1 AND other.person <> ?3)`
    : '';
  await env.DB.batch([
    env.DB.prepare(`DELETE FROM matter_person WHERE matter = ?1 AND account = ?2 AND person = ?3 ${stays}`).bind(id, account, person),
    env.DB.prepare(HEIR).bind(account),
  ]);
  const left = and(eq(matterPerson.account, account), eq(matterPerson.matter, id), eq(matterPerson.person, person));
  if ((await database(env).select().from(matterPerson).where(left)).length > 0) throw new Refusal('last_colleague');
}

/**
 * Somebody is a member of the account, or a client, no more: they are out of all matters. One without colleagues then is the owner's. Answers the
 * matters they were in. Safe to repeat.
 */
export async function leaveAll(env: Env, account: string, person: PersonId): Promise<string[]> {
  const [gone] = await env.DB.batch<{ matter: string }>([
    env.DB.prepare('DELETE FROM matter_person WHERE account = ?1 AND person = ?2 RETURNING matter').bind(account, person),
    env.DB.prepare(
      `INSERT OR IGNORE INTO matter_person (matter, account, person, added_at)
       SELECT matter.id, ?1, 'o_' || (SELECT user FROM membership WHERE account = ?1 AND role = 'owner' ORDER BY joined_at LIMIT 1), ?2 FROM matter
       WHERE account = ?1 AND NOT EXISTS (SELECT 1 FROM matter_person WHERE matter = matter.id AND person GLOB 'o_*')`,
    ).bind(account, Date.now()),
    env.DB.prepare(HEIR).bind(account),
  ]);
  return gone!.results.map((row) => row.matter);
}

/** What people are called who wrote something in the account, also those who are in it no more. */
export async function namesOf(env: Env, account: string, people: PersonId[]): Promise<Map<PersonId, string>> {
  const ids = [...new Set(people)];
  const db = database(env);
  const found = new Map<PersonId, string>();
  // D1 binds a hundred parameters.
  for (let from = 0; from < ids.length; from += 80) {
    const some = ids.slice(from, from + 80);
    const of = (which: (person: string) => boolean) => some.filter(which).map((person) => person.slice(2));
    const [users, clients] = await db.batch([
      db
        .select({ id: user.id, name: user.name })
        .from(user)
        .where(inArray(user.id, of(isOperator))),
      db
        .select({ id: client.id, name: client.name })
        .from(client)
        .where(and(eq(client.account, account), inArray(client.id, of(isClient)))),
    ]);
    for (const { id, name } of users) found.set(operatorId(id), name);
    for (const { id, name } of clients) found.set(clientPersonId(id), name);
  }
  return found;
}
