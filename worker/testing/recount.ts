/** For tests: the rollups as they have to be, counted anew from single chats by the plainest way there is. */
import { env } from 'cloudflare:workers';

/** A chat as counting sees it. */
export interface Told {
  site: string;
  openedAt: number;
  operators: string[];
  category: string;
  listing: string;
  advertiser: string;
  meaningful: boolean;
  missed: boolean;
  offline: boolean;
  response: number | null;
  answeredBy: string | null;
  duration: number | null;
  rating: number | null;
  owner: string | null;
}

export interface Counted {
  chats: number;
  meaningful: number;
  missed: number;
  offline: number;
  responses: number;
  response_sum: number;
  durations: number;
  duration_sum: number;
  ratings: number;
  rating_sum: number;
}

const sum = (values: (number | null)[]): number => values.reduce<number>((all, value) => all + (value ?? 0), 0);
const present = (values: (number | null)[]): number => values.filter((value) => value !== null).length;

/** By `site slot operator category listing advertiser`. */
export function recount(chats: readonly Told[]): Record<string, Counted> {
  const groups = new Map<string, { chat: Told; operator: string }[]>();
  for (const chat of chats) {
    for (const operator of ['', ...chat.operators]) {
      const key = [chat.site, chat.openedAt - (chat.openedAt % 900_000), operator, chat.category, chat.listing, chat.advertiser].join(' ');
      groups.set(key, [...(groups.get(key) ?? []), { chat, operator }]);
    }
  }
  const counted: Record<string, Counted> = {};
  for (const [key, group] of groups) {
    const responses = group.map(({ chat, operator }) => (operator === '' || operator === chat.answeredBy ? chat.response : null));
    const durations = group.map(({ chat }) => chat.duration);
    const ratings = group.map(({ chat, operator }) => (operator === '' || operator === chat.owner ? chat.rating : null));
    counted[key] = {
      chats: group.length,
      meaningful: group.filter(({ chat }) => chat.meaningful).length,
      missed: group.filter(({ chat }) => chat.missed).length,
      offline: group.filter(({ chat }) => chat.offline).length,
      responses: present(responses),
      response_sum: sum(responses),
      durations: present(durations),
      duration_sum: sum(durations),
      ratings: present(ratings),
      rating_sum: sum(ratings),
    };
  }
  return counted;
}

/** The rollups of sites that are there, in the same form; each with its buckets adding up to its counts. */
export async function rollups(sites: readonly string[]): Promise<Record<string, Counted>> {
  const { results } = await env.DB.prepare('SELECT * FROM chat_rollup WHERE site IN (SELECT value FROM json_each(?))')
    .bind(JSON.stringify(sites))
    .all<Record<string, number>>();
  return Object.fromEntries(
    results.map((row) => {
      const { site, slot, operator, category, listing, advertiser, account: _account, category_name: _name, ...counts } = row;
      for (const kind of ['response', 'duration']) {
        const buckets = Object.entries(counts).filter(([column]) => new RegExp(`^${kind}_\\d+$`).test(column));
        const inBuckets = buckets.reduce((all, [, count]) => all + count, 0);
        if (inBuckets !== counts[`${kind}s`]) throw new Error(`${kind} buckets hold ${inBuckets} of ${counts[`${kind}s`]}`);
        for (const [column] of buckets) delete counts[column];
      }
      return [[site, slot, operator, category, listing, advertiser].join(' '), counts as unknown as Counted];
    }),
  );
}
