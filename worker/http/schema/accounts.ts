/** What accounts set up. */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Preferences, Role } from '../../../protocol/api.ts';
import type { SiteSettings } from '../../../protocol/site-settings.ts';
import { list } from './columns.ts';
import { user } from './people.ts';

export const account = sqliteTable('account', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** null: without end. */
  trialEndsAt: integer('trial_ends_at'),
  /** Members work here only with a second factor. */
  requiresSecondFactor: integer('requires_second_factor', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
});

export const accountKey = () =>
  text('account')
    .notNull()
    .references(() => account.id);

/** A person's place in an account. Of several, the one used last is the one they work in. */
export const membership = sqliteTable(
  'membership',
  {
    account: accountKey(),
    user: text('user')
      .notNull()
      .references(() => user.id),
    role: text('role').$type<Role>().notNull(),
    /** Answers and sees only the listings of their own advertisers. */
    listingsOnly: integer('listings_only', { mode: 'boolean' }).notNull().default(false),
    /** A few digits by which colleagues reach them; null for none. */
    extension: text('extension'),
    preferences: text('preferences', { mode: 'json' }).$type<Partial<Preferences>>().notNull().default(sql`'{}'`),
    /** Key in R2. */
    photo: text('photo'),
    joinedAt: integer('joined_at').notNull(),
    usedAt: integer('used_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.user] }),
    index('membership_user').on(table.user),
    uniqueIndex('membership_extension').on(table.account, table.extension),
  ],
);

export const invitation = sqliteTable(
  'invitation',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    invitedBy: text('invited_by').notNull(),
    /** SHA-256 of the token in the link, hex. */
    tokenHash: text('token_hash').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [uniqueIndex('invitation_token').on(table.tokenHash), uniqueIndex('invitation_email').on(table.account, table.email)],
);

/** The id is the public key in the embed line. */
export const site = sqliteTable(
  'site',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    settings: text('settings', { mode: 'json' }).$type<SiteSettings>().notNull(),
    identitySecret: text('identity_secret').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('site_account').on(table.account)],
);

/** Whose listings are answered by chosen operators alone. */
export const advertiser = sqliteTable(
  'advertiser',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    site: text('site')
      .notNull()
      .references(() => site.id),
    name: text('name').notNull(),
  },
  (table) => [uniqueIndex('advertiser_name').on(table.site, table.name), index('advertiser_account').on(table.account)],
);

export const advertiserOperator = sqliteTable(
  'advertiser_operator',
  {
    advertiser: text('advertiser')
      .notNull()
      .references(() => advertiser.id),
    user: text('user').notNull(),
  },
  (table) => [primaryKey({ columns: [table.advertiser, table.user] }), index('advertiser_operator_user').on(table.user)],
);

/** A page, or pages, of a site. `key` is what pages say; `url` a pattern with `*`, or empty. */
export const listing = sqliteTable(
  'listing',
  {
    site: text('site')
      .notNull()
      .references(() => site.id),
    key: text('key').notNull(),
    account: accountKey(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    advertiser: text('advertiser').references(() => advertiser.id),
  },
  (table) => [primaryKey({ columns: [table.site, table.key] }), index('listing_advertiser').on(table.advertiser)],
);

/** `emails` get the transcript of every chat closed into the category. */
export const category = sqliteTable(
  'category',
  { id: text('id').primaryKey(), account: accountKey(), name: text('name').notNull(), emails: list('emails').notNull() },
  (table) => [index('category_account').on(table.account)],
);

export const teamGroup = sqliteTable(
  'team_group',
  { id: text('id').primaryKey(), account: accountKey(), name: text('name').notNull() },
  (table) => [index('team_group_account').on(table.account)],
);

export const teamGroupMember = sqliteTable(
  'team_group_member',
  {
    group: text('group')
      .notNull()
      .references(() => teamGroup.id),
    user: text('user').notNull(),
  },
  (table) => [primaryKey({ columns: [table.group, table.user] })],
);

/** `user` null: shared by the account. */
export const cannedResponse = sqliteTable(
  'canned_response',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    user: text('user').references(() => user.id),
    shortcut: text('shortcut').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('canned_response_account').on(table.account)],
);
