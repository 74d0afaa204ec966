/** Members of accounts, and how they sign in. Field names are better-auth's. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { credentialColumns, date, sessionColumns, userColumns, verificationColumns } from './columns.ts';

export const user = sqliteTable('user', {
  ...userColumns(),
  /** An authenticator app is set up and confirmed: the password alone gives no session. */
  twoFactorEnabled: integer('two_factor_enabled', { mode: 'boolean' }).notNull().default(false),
});

export const session = sqliteTable(
  'session',
  {
    ...sessionColumns(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    /** A passkey was shown in this session, which is two factors in itself. */
    passkey: integer('passkey', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [index('session_user').on(table.userId)],
);

/** Password hashes. The columns for tokens of other sign-in providers are asked for by better-auth and stay empty. */
export const credential = sqliteTable(
  'credential',
  {
    ...credentialColumns(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
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
    ...verificationColumns(),
  },
  (table) => [index('verification_identifier').on(table.identifier)],
);

/** Counters of attempts, by a hash of what is limited; `until` ends the window. */
export const rateLimit = sqliteTable('rate_limit', {
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  until: integer('until').notNull(),
});
