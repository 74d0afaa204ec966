/** Whose figures somebody may see. */
import { and, eq } from 'drizzle-orm';
import { Refusal } from '../../protocol/errors.ts';
import { wholeSettings } from '../../protocol/site-settings.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { site } from '../http/schema.ts';
import type { Member } from '../http/session.ts';

/** What may be counted for a member: every query of statistics is bounded by it. */
export interface Scope {
  account: string;
  site: string;
  timeZone: string;
  /** Advertisers whose chats are counted, '' for the site's own; null for all. */
  advertisers: string[] | null;
  /** Whether the visitors of the site, who are not counted by advertiser, may be told. */
  visitors: boolean;
}

/** The figures of a site that a member may see: those of the chats they may see, of sites of their own account. Refuses any other with `not_found`. */
export async function mayCount(env: Pick<Env, 'DB'>, { account, access }: Member, id: string): Promise<Scope> {
  const [row] = await database(env)
    .select({ settings: site.settings })
    .from(site)
    .where(and(eq(site.id, id), eq(site.account, account.id)));
  if (!row) throw new Refusal('not_found');
  const advertisers = access.admin ? null : [...(access.listingsOnly ? [] : ['']), ...access.advertisers];
  const visitors = access.admin || !access.listingsOnly;
  return { account: account.id, site: id, timeZone: wholeSettings(row.settings).hours.timeZone, advertisers, visitors };
}
