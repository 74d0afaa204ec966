/**
 * Tables of D1: what accounts set up, and what leaves by mail. Conversations are in the objects, never here.
 * No key cascades: D1 ignores `PRAGMA foreign_keys`, so a re-created table would silently take its children along.
 * Times are ms since epoch.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Preferences, Role } from '../../protocol/api.ts';
import type { SiteSettings } from '../../protocol/site-settings.ts';

const date = (name: string) => integer(name, { mode: 'timestamp_ms' });
const list = (name: string) => text(name, { mode: 'json' }).$type<string[]>();

// ---------------------------------------------------------------- People and sign-in (field names are better-auth's)

export const user = sqliteTable('user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  createdAt: date('created_at').notNull(),
  updatedAt: date('updated_at').notNull(),
});

export const session = sqliteTable(
  'session',
  {
    id: text('id').primaryKey(),
    token: text('token').notNull().unique(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    expiresAt: date('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: date('created_at').notNull(),
    /** Last seen, to the hour. */
    updatedAt: date('updated_at').notNull(),
  },
  (table) => [index('session_user').on(table.userId)],
);

/** Password hashes. The columns for tokens of other sign-in providers are asked for by better-auth and stay empty. */
export const credential = sqliteTable(
  'credential',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    password: text('password'),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: date('access_token_expires_at'),
    refreshTokenExpiresAt: date('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: date('created_at').notNull(),
    updatedAt: date('updated_at').notNull(),
  },
  (table) => [index('credential_user').on(table.userId)],
);

/** Links to reset a password; the identifier is hashed. */
export const verification = sqliteTable(
  'verification',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: date('expires_at').notNull(),
    createdAt: date('created_at').notNull(),
    updatedAt: date('updated_at').notNull(),
  },
  (table) => [index('verification_identifier').on(table.identifier)],
);

/** Counters of attempts, by a hash of what is limited; `until` ends the window. */
export const rateLimit = sqliteTable('rate_limit', {
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  until: integer('until').notNull(),
});

// ---------------------------------------------------------------- Accounts

export const account = sqliteTable('account', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** null: without end. */
  trialEndsAt: integer('trial_ends_at'),
  createdAt: integer('created_at').notNull(),
});

const accountKey = () =>
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
    preferences: text('preferences', { mode: 'json' }).$type<Partial<Preferences>>().notNull().default(sql`'{}'`),
    /** Key in R2. */
    photo: text('photo'),
    joinedAt: integer('joined_at').notNull(),
    usedAt: integer('used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.user] }), index('membership_user').on(table.user)],
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

// ---------------------------------------------------------------- Mail

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

// ---------------------------------------------------------------- Push

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
