/** What is counted. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChatFact } from '../../statistics/fact.ts';
import { BUCKETS } from '../../statistics/spread.ts';
import { list } from './columns.ts';

const count = (name: string) => integer(name).notNull().default(0);
const buckets = (name: string) => Object.fromEntries(Array.from({ length: BUCKETS }, (_, at) => [`${name}${at}`, count(`${name}_${at}`)]));

/**
 * One chat as its room told it last (worker/statistics/fact.ts). `slot`: the quarter of an hour it began in; `missed`, `offline`, `response`
 * and `duration` (ms, with their buckets) follow from the rest and are kept so that counting is SQL alone.
 */
export const chatFact = sqliteTable(
  'chat_fact',
  {
    room: text('room').notNull(),
    episode: integer('episode').notNull(),
    seq: integer('seq').notNull(),
    account: text('account').notNull(),
    site: text('site').notNull(),
    slot: integer('slot').notNull(),
    listing: text('listing').notNull(),
    advertiser: text('advertiser').notNull(),
    category: text('category').notNull(),
    categoryName: text('category_name').notNull(),
    operators: list('operators').notNull(),
    answeredBy: text('answered_by'),
    owner: text('owner'),
    meaningful: count('meaningful'),
    missed: count('missed'),
    offline: count('offline'),
    response: integer('response'),
    responseBucket: integer('response_bucket'),
    duration: integer('duration'),
    durationBucket: integer('duration_bucket'),
    rating: integer('rating'),
    /** The fact as it was told. */
    fact: text('fact', { mode: 'json' }).$type<ChatFact>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.episode] }), index('chat_fact_slot').on(table.site, table.slot)],
);

/** Chats of a quarter of an hour, counted from chat_fact. `operator` empty: all chats; otherwise those the operator took part in. */
export const chatRollup = sqliteTable(
  'chat_rollup',
  {
    account: text('account').notNull(),
    site: text('site').notNull(),
    slot: integer('slot').notNull(),
    operator: text('operator').notNull(),
    category: text('category').notNull(),
    listing: text('listing').notNull(),
    advertiser: text('advertiser').notNull(),
    categoryName: text('category_name').notNull(),
    chats: count('chats'),
    meaningful: count('meaningful'),
    missed: count('missed'),
    offline: count('offline'),
    responses: count('responses'),
    responseSum: count('response_sum'),
    ...buckets('response'),
    durations: count('durations'),
    durationSum: count('duration_sum'),
    ...buckets('duration'),
    ratings: count('ratings'),
    ratingSum: count('rating_sum'),
  },
  (table) => [primaryKey({ columns: [table.site, table.slot, table.operator, table.category, table.listing, table.advertiser] })],
);

/** A broadcast as its site told it: how long it was and how it ended are null while it is on. `viewers`: at once, at most. `chats`: begun by viewers. */
export const broadcast = sqliteTable(
  'broadcast',
  {
    id: text('id').primaryKey(),
    account: text('account').notNull(),
    site: text('site').notNull(),
    operator: text('operator').notNull(),
    name: text('name').notNull(),
    audience: text('audience', { enum: ['site', 'page', 'listing', 'picked'] }).notNull(),
    since: integer('since').notNull(),
    seconds: integer('seconds'),
    ending: text('ending', { enum: ['ended', 'lost', 'removed'] }),
    viewers: count('viewers'),
    chats: count('chats'),
  },
  (table) => [index('broadcast_since').on(table.site, table.since)],
);

/** Visitors whose first sight of the day was in a quarter of an hour. */
export const visitorRollup = sqliteTable(
  'visitor_rollup',
  {
    account: text('account').notNull(),
    site: text('site').notNull(),
    slot: integer('slot').notNull(),
    visitors: integer('visitors').notNull(),
  },
  (table) => [primaryKey({ columns: [table.site, table.slot] })],
);
