/** Members' own mobile numbers, by which they answer visitors when no app of theirs is connected. */
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { accountKey } from './accounts.ts';
import { user } from './people.ts';

const userKey = () =>
  text('user')
    .notNull()
    .references(() => user.id);

/** A number that its person has shown to hold. Within an account a number has one person: who showed it last. */
export const mobile = sqliteTable(
  'mobile',
  {
    account: accountKey(),
    user: userKey(),
    e164: text('e164').notNull(),
    /** They answer by SMS. */
    texts: integer('texts', { mode: 'boolean' }).notNull().default(false),
    /** They did, and said STOP; ms since epoch. */
    stoppedAt: integer('stopped_at'),
    verifiedAt: integer('verified_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.user] }), uniqueIndex('mobile_e164').on(table.account, table.e164)],
);

/** A code that was sent to a number, until it is told or too old. */
export const mobileCode = sqliteTable(
  'mobile_code',
  {
    account: accountKey(),
    user: userKey(),
    e164: text('e164').notNull(),
    /** Keyed with the secret. */
    hash: text('hash').notNull(),
    tries: integer('tries').notNull().default(0),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.user] })],
);
