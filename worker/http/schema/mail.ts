/** What leaves by mail or push. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { accountKey } from './accounts.ts';
import { user } from './people.ts';

/** Jobs that failed for good. `title` says what it was to do, without content; `body` is the job. */
export const deadLetter = sqliteTable(
  'dead_letter',
  {
    id: text('id').primaryKey(),
    queue: text('queue').notNull(),
    account: text('account'),
    title: text('title').notNull(),
    body: text('body', { mode: 'json' }).$type<unknown>().notNull(),
    error: text('error').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [index('dead_letter_account').on(table.account, table.at)],
);

/** The local outbox: mail that has nowhere else to go. */
export const outboxMail = sqliteTable('outbox_mail', {
  id: text('id').primaryKey(),
  at: integer('at').notNull(),
  to: text('to').notNull(),
  from: text('from').notNull(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  html: text('html').notNull(),
  headers: text('headers', { mode: 'json' }).$type<Record<string, string>>().notNull(),
});

/** Idempotency keys of mail already sent; the hash of the address counts towards its daily limit. */
export const sentMail = sqliteTable(
  'sent_mail',
  { id: text('id').primaryKey(), at: integer('at').notNull(), toHash: text('to_hash').notNull() },
  (table) => [index('sent_mail_to').on(table.toHash, table.at)],
);

/** The one key pair by which push services know this installation; the private half is encrypted. */
export const pushKey = sqliteTable('push_key', {
  id: integer('id').primaryKey(),
  public: text('public').notNull(),
  private: text('private').notNull(),
  at: integer('at').notNull(),
});

/** Devices that take pushes. Each belongs to the session it was made in and ends with it. */
export const pushSubscription = sqliteTable(
  'push_subscription',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    user: text('user')
      .notNull()
      .references(() => user.id),
    session: text('session').notNull(),
    endpoint: text('endpoint').notNull().unique(),
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at').notNull(),
  },
  (table) => [index('push_subscription_user').on(table.account, table.user), index('push_subscription_session').on(table.session)],
);
