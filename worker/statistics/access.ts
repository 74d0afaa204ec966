/** Whose figures somebody may see. */
import { and, eq } from 'drizzle-orm';
import { Refusal } from '../../protocol/errors.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { site } from '../http/schema.ts';
import type { Member } from '../http/session.ts';

/** What may be counted for a member: every query of statistics is bounded by it. */
export interface Scope {
  account: string;
  site: string;
  timeZone: string;
}

/** The figures of a site that a member may see: all, of sites of their own account. Refuses any other with `not_found`. */
export async function mayCount(env: Pick<Env, 'DB'>, { account }: Member, id: string): Promise<Scope> {
  const [row] = await database(env)
    .select({ settings: site.settings })
    .from(site)
    .where(and(eq(site.id, id), eq(site.account, account.id)));
  if (!row) throw new Refusal('not_found');
  return { account: account.id, site: id, timeZone: row.settings.hours.timeZone };
}
