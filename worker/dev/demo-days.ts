/** Days of a shop's life as statistics would have been told of them: believable, and the same each time they are made. */
import type { PersonId } from '../../protocol/entries.ts';
import { formatDay, localClock, SLOT, startOfDay, weekdayOf } from '../statistics/calendar.ts';
import type { ChatFact } from '../statistics/fact.ts';
import { chatJob, type StatisticsJob, type VisitorCount, visitorsJob } from '../statistics/jobs.ts';

export interface Shop {
  account: string;
  site: string;
  timeZone: string;
  operators: PersonId[];
  categories: { id: string; name: string }[];
}

const MINUTE = 60_000;
/** How busy an hour of the day is, from midnight on. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 11, 11, 12, 12, 11, 12, 14, 16, 16, 13, 8, 4];
/** Monday first. */
const WEEKDAYS = [1.15, 1.05, 1, 1, 0.95, 0.8, 0.9];
const LISTINGS = [
  'pine-stool',
  'quarry-clock',
  'river-mug',
  'saddle-bag',
  'aurora-lamp',
  'dune-rug',
  'fjord-chair',
  'harbour-desk',
  'kiln-vase',
  'linen-throw',
  'meadow-print',
  'oak-shelf',
];

/** Visitors of a plain day. */
const VISITORS = 320;
/** One in so many begins a chat. */
const CHATTY = 14;

/** Mulberry32: the same numbers for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What happened on one local day, up to `now`. */
export function demoDay(shop: Shop, day: number, now: number): StatisticsJob[] {
  const random = dice(day * 7919 + 17);
  const clock = localClock(shop.timeZone);
  const counts: VisitorCount[] = [];
  const facts: ChatFact[] = [];
  // A shop that grows, with a rush before Christmas.
  const month = Number(formatDay(day).slice(5, 7));
  const season = (month >= 11 ? 1.5 : month === 7 || month === 8 ? 0.75 : 1) * (1 + ((day % 365) / 365) * 0.2);
  const whole = HOURS.reduce((sum, share) => sum + share, 0) * 4;
  for (let slot = startOfDay(shop.timeZone, day); slot < startOfDay(shop.timeZone, day + 1) && slot <= now - SLOT; slot += SLOT) {
    const { hour } = clock(slot);
    const expected = (VISITORS * season * WEEKDAYS[weekdayOf(day)]! * HOURS[hour]!) / whole;
    const visitors = Math.floor(expected * (0.6 + 0.8 * random()) + random());
    if (visitors > 0) counts.push({ slot, visitors });
    for (let visitor = 0; visitor < visitors; visitor++) {
      if (random() * CHATTY < 1)
        facts.push(chat(shop, `${formatDay(day)}-${facts.length}`, slot + Math.floor(random() * SLOT), hour, random));
    }
  }
  return [...facts.map(chatJob), ...(counts.length > 0 ? [visitorsJob(shop.account, shop.site, counts)] : [])];
}

function chat(
  { account, site, operators, categories }: Shop,
  name: string,
  openedAt: number,
  hour: number,
  random: () => number,
): ChatFact {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() ** 1.6 * list.length)];
  /** Most are short, some are long. */
  const around = (ms: number) => Math.round(ms * Math.exp((random() + random() + random() - 1.5) * 1.6));
  const staffed = hour >= 8 && hour < 20;
  const fact: ChatFact = {
    ...{ account, site, room: `${site}.demo-${name}`, advertiser: '', listing: random() < 0.7 ? (pick(LISTINGS) ?? '') : '' },
    ...{ episode: 1, seq: 9, via: staffed || random() < 0.3 ? 'visitor' : 'form', openedAt, askedAt: openedAt },
    ...{ firstAnswerAt: null, answeredBy: null, unansweredAt: null, closedAt: null, rating: null, owner: null, operators: [] },
    ...{ category: null, visitorMessages: 1, operatorMessages: 0, meaningful: false },
  };
  if (fact.via === 'form') return { ...fact, unansweredAt: openedAt };
  const answers = random() < (staffed ? 0.93 : 0.4);
  const owner = pick(operators);
  if (!answers || !owner) return { ...fact, unansweredAt: openedAt + 2 * MINUTE };
  // The evening rush makes people wait.
  const firstAnswerAt = openedAt + Math.min(around(hour >= 18 ? 40_000 : 18_000), 2 * MINUTE - 1);
  const helper = random() < 0.12 ? operators.find((person) => person !== owner) : undefined;
  const messages = 2 + Math.floor(random() * 9);
  return {
    ...fact,
    ...{ firstAnswerAt, answeredBy: owner, owner, operators: helper ? [owner, helper] : [owner], meaningful: true },
    ...{ closedAt: firstAnswerAt + around(5 * MINUTE), category: random() < 0.85 ? (pick(categories) ?? null) : null },
    ...{ rating: random() < 0.35 ? [5, 5, 5, 4, 4, 3, 2, 1][Math.floor(random() * 8)]! : null },
    ...{ visitorMessages: messages, operatorMessages: messages },
  };
}
