/** Clients of accounts in D1. Every query is scoped by account. */
import { and, desc, eq, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { ClientInfo, ClientList } from '../../protocol/portal.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { client } from '../http/schema.ts';

export type ClientRow = typeof client.$inferSelect;

/** Clients in one answer. */
const PAGE = 50;

/** A client as operators see them. */
export const shown = (row: ClientRow): ClientInfo => ({
  id: row.id,
  email: row.email,
  name: row.name,
  invitedAt: row.invitedAt,
  ...(row.removedAt !== null
    ? { state: 'removed', removedAt: row.removedAt }
    : row.activatedAt !== null
      ? { state: 'active', activatedAt: row.activatedAt }
      : { state: 'invited', expiresAt: row.expiresAt }),
});

const STATES: Record<ClientInfo['state'], SQL | undefined> = {
  invited: and(isNull(client.removedAt), isNull(client.activatedAt)),
  active: and(isNull(client.removedAt), isNotNull(client.activatedAt)),
  removed: isNotNull(client.removedAt),
};

/** Clients, newest first, of a state (without one: all that are not removed), whose name or address holds `search`. */
export async function listClients(
  env: Env,
  account: string,
  { state, search, after }: { state?: ClientInfo['state'] | undefined; search: string; after: string },
): Promise<ClientList> {
  const text = search.toLowerCase();
  const found = text ? sql`(instr(lower(${client.name}), ${text}) > 0 OR instr(${client.email}, ${text}) > 0)` : undefined;
  const rows = await database(env)
    .select()
    .from(client)
    .where(
      and(eq(client.account, account), state ? STATES[state] : isNull(client.removedAt), after ? lt(client.id, after) : undefined, found),
    )
    .orderBy(desc(client.id))
    .limit(PAGE + 1);
  const page = rows.slice(0, PAGE);
  return { clients: page.map(shown), ...(rows.length > PAGE ? { next: page.at(-1)!.id } : {}) };
}

/** A client who is not removed. */
export async function findClient(env: Env, account: string, by: { id: string } | { email: string } | { user: string }) {
  const which = 'id' in by ? eq(client.id, by.id) : 'email' in by ? eq(client.email, by.email) : eq(client.user, by.user);
  const [row] = await database(env)
    .select()
    .from(client)
    .where(and(eq(client.account, account), which, isNull(client.removedAt)));
  return row ?? null;
}

/** Accounts of which somebody is a client now. */
export async function placesOf(env: Env, user: string): Promise<{ account: string; client: string }[]> {
  return database(env)
    .select({ account: client.account, client: client.id })
    .from(client)
    .where(and(eq(client.user, user), isNull(client.removedAt)));
}
