/** Clients, their portal, matters, and answers by mail. */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { account, accountKey } from './accounts.ts';
import { credentialColumns, sessionColumns, userColumns, verificationColumns } from './columns.ts';

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
  ...userColumns(),
});

export const clientSession = sqliteTable(
  'client_session',
  {
    ...sessionColumns(),
    userId: text('user_id')
      .notNull()
      .references(() => clientUser.id),
  },
  (table) => [index('client_session_user').on(table.userId)],
);

/** Password hashes of clients who chose one; the other columns stay empty. */
export const clientCredential = sqliteTable(
  'client_credential',
  {
    ...credentialColumns(),
    userId: text('user_id')
      .notNull()
      .references(() => clientUser.id),
  },
  (table) => [index('client_credential_user').on(table.userId)],
);

/** Links to sign in and to reset a password; the identifier is hashed. */
export const clientVerification = sqliteTable(
  'client_verification',
  {
    ...verificationColumns(),
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
