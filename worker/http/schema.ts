/**
 * Tables of D1: what accounts set up, what leaves by mail, and what is counted. Conversations are in the objects, never here.
 * No key cascades: D1 ignores `PRAGMA foreign_keys`, so a re-created table would silently take its children along.
 * Times are ms since epoch.
 */
export * from './schema/accounts.ts';
export * from './schema/mail.ts';
export * from './schema/mobile.ts';
export * from './schema/people.ts';
export * from './schema/phone.ts';
export * from './schema/portal.ts';
export * from './schema/statistics.ts';
