/**
 * Tables of D1: what accounts set up, what leaves by mail, and what is counted. Conversations are in the objects, never here.
 * No key cascades: D1 ignores `PRAGMA foreign_keys`, so a re-created table would silently take its children along.
 * Times are ms since epoch.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Preferences, Role } from '../../protocol/api.ts';
import type { SiteSettings } from '../../protocol/site-settings.ts';
import type { ChatFact } from '../statistics/fact.ts';
import { BUCKETS } from '../statistics/spread.ts';

const date = (name: string) => integer(name, { mode: 'timestamp_ms' });
const list = (name: string) => text(name, { mode: 'json' }).$type<string[]>();

// ---------------------------------------------------------------- People and sign-in (field names are better-auth's)

export const user = sqliteTable('user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  /** An authenticator app is set up and confirmed: the password alone gives no session. */
  twoFactorEnabled: integer('two_factor_enabled', { mode: 'boolean' }).notNull().default(false),
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
    /** A passkey was shown in this session, which is two factors in itself. */
    passkey: integer('passkey', { mode: 'boolean' }).notNull().default(false),
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

/** Authenticator apps: secret and recovery codes are encrypted. Not `verified` until a first code was right. */
export const secondFactor = sqliteTable(
  'second_factor',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    secret: text('secret').notNull(),
    backupCodes: text('backup_codes').notNull(),
    verified: integer('verified', { mode: 'boolean' }).notNull().default(true),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: date('locked_until'),
  },
  (table) => [uniqueIndex('second_factor_user').on(table.userId)],
);

/** Public keys of passkeys. A credential belongs to one person: nobody registers it a second time. */
export const passkey = sqliteTable(
  'passkey',
  {
    id: text('id').primaryKey(),
    name: text('name'),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    credentialID: text('credential_id').notNull(),
    publicKey: text('public_key').notNull(),
    counter: integer('counter').notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    transports: text('transports'),
    aaguid: text('aaguid'),
    createdAt: date('created_at'),
  },
  (table) => [uniqueIndex('passkey_credential').on(table.credentialID), index('passkey_user').on(table.userId)],
);

/** Links to reset a password, sign-ins that wait for their second step, trusted devices; the identifier is hashed. */
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
  /** Members work here only with a second factor. */
  requiresSecondFactor: integer('requires_second_factor', { mode: 'boolean' }).notNull().default(false),
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
    /** Answers and sees only the listings of their own advertisers. */
    listingsOnly: integer('listings_only', { mode: 'boolean' }).notNull().default(false),
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

// ---------------------------------------------------------------- Client portal

/** What a company's portal looks like and how it behaves. An account without a row has the defaults. */
export const portal = sqliteTable(
  'portal',
  {
    account: text('account')
      .primaryKey()
      .references(() => account.id),
    /** Shown in place of the account's name when not empty. */
    title: text('title').notNull().default(''),
    /** Key in R2. */
    logo: text('logo'),
    /** `#rrggbb`; empty: the default. */
    colour: text('colour').notNull().default(''),
    /** Host name at which the portal answers besides its path. */
    host: text('host'),
    /** Minutes after the first unread message of a room at which its mail goes out. */
    digestMinutes: integer('digest_minutes').notNull().default(30),
  },
  (table) => [uniqueIndex('portal_host').on(table.host)],
);

/** People who sign in to portals: apart from members of accounts, whatever their address. Field names are better-auth's. */
export const clientUser = sqliteTable('client_user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  createdAt: date('created_at').notNull(),
  updatedAt: date('updated_at').notNull(),
});

export const clientSession = sqliteTable(
  'client_session',
  {
    id: text('id').primaryKey(),
    token: text('token').notNull().unique(),
    userId: text('user_id')
      .notNull()
      .references(() => clientUser.id),
    expiresAt: date('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: date('created_at').notNull(),
    /** Last seen, to the hour. */
    updatedAt: date('updated_at').notNull(),
  },
  (table) => [index('client_session_user').on(table.userId)],
);

/** Password hashes of clients who chose one; the other columns stay empty. */
export const clientCredential = sqliteTable(
  'client_credential',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => clientUser.id),
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
  (table) => [index('client_credential_user').on(table.userId)],
);

/** Links to sign in and to reset a password; the identifier is hashed. */
export const clientVerification = sqliteTable(
  'client_verification',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: date('expires_at').notNull(),
    createdAt: date('created_at').notNull(),
    updatedAt: date('updated_at').notNull(),
  },
  (table) => [index('client_verification_identifier').on(table.identifier)],
);

/**
 * A client of an account: invited until `user` says who signs in as them, gone once `removedAt` is set (what they wrote keeps their name).
 * The invitation's link is good once: `tokenHash` (SHA-256, hex) is emptied by its use, and replaced when it is sent again.
 */
export const client = sqliteTable(
  'client',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    /** Lower case. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    user: text('user').references(() => clientUser.id),
    /** BCP 47; empty: the browser's at activation. */
    language: text('language').notNull().default(''),
    /** IANA; empty until the browser has told it. */
    timeZone: text('time_zone').notNull().default(''),
    invitedBy: text('invited_by').notNull(),
    invitedAt: integer('invited_at').notNull(),
    tokenHash: text('token_hash'),
    expiresAt: integer('expires_at').notNull(),
    activatedAt: integer('activated_at'),
    removedAt: integer('removed_at'),
  },
  (table) => [
    uniqueIndex('client_email').on(table.account, table.email),
    uniqueIndex('client_token').on(table.tokenHash),
    index('client_user_id').on(table.user),
  ],
);

/** Who wants no mail of unread messages: of one room, or of any (`room` empty). `person` is a PersonId. */
export const mailMute = sqliteTable(
  'mail_mute',
  { account: accountKey(), person: text('person').notNull(), room: text('room').notNull() },
  (table) => [primaryKey({ columns: [table.account, table.person, table.room] })],
);

/** Where answers to a room's mails are sent by one person: `reply+<token>@…`. */
export const replyAddress = sqliteTable('reply_address', {
  token: text('token').primaryKey(),
  account: accountKey(),
  room: text('room').notNull(),
  person: text('person').notNull(),
  createdAt: integer('created_at').notNull(),
});

/** Answers by mail that wait for a person to let them in. The mail itself is in R2 under `key`. */
export const heldMail = sqliteTable(
  'held_mail',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    room: text('room').notNull(),
    /** Whose reply address it came to. */
    person: text('person').notNull(),
    from: text('from').notNull(),
    subject: text('subject').notNull(),
    /** A code of worker/mail/inbound. */
    reason: text('reason').notNull(),
    key: text('key').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [index('held_mail_account').on(table.account, table.at)],
);

/** A piece of work for clients. Its rooms name it; what its status is, the messages in them say. */
export const matter = sqliteTable(
  'matter',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    name: text('name').notNull(),
    /** User id of the member who is alerted of its clients' messages. */
    assignee: text('assignee').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    closedAt: integer('closed_at'),
  },
  (table) => [index('matter_account').on(table.account)],
);

/** `person` is a PersonId: a member of the account or a client. */
export const matterPerson = sqliteTable(
  'matter_person',
  {
    matter: text('matter')
      .notNull()
      .references(() => matter.id),
    account: accountKey(),
    person: text('person').notNull(),
    addedAt: integer('added_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.matter, table.person] }), index('matter_person_person').on(table.account, table.person)],
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

// ---------------------------------------------------------------- Statistics

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
