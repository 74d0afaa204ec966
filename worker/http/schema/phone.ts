/** Numbers, SMS and the people behind numbers. Texts of conversations are in their rooms; here is what is sent, counted and looked up. */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { accountKey } from './accounts.ts';
import { list } from './columns.ts';

/** A number that an account writes and calls with. One that was given up keeps its row, for what was sent with it. */
export const phoneNumber = sqliteTable(
  'phone_number',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    e164: text('e164').notNull(),
    /** The provider's own id. */
    provider: text('provider').notNull(),
    /** `sms`, `mms`, `voice` */
    capabilities: list('capabilities').notNull(),
    label: text('label').notNull().default(''),
    /** SMS that may leave within a calendar month of UTC; null for any number. */
    monthlyCap: integer('monthly_cap'),
    /** Minutes of the day between which nothing is sent, in `timeZone` (IANA); both null: it always is. */
    quietFrom: integer('quiet_from'),
    quietTo: integer('quiet_to'),
    timeZone: text('time_zone').notNull().default('UTC'),
    /** Of what callers hear, BCP 47. */
    language: text('language').notNull().default('en'),
    /** Spoken before the tone of the voicemail; empty: a sentence in `language`. */
    greeting: text('greeting').notNull().default(''),
    /** From when on the carrier takes the next message of it, ms since epoch. */
    nextAt: integer('next_at').notNull().default(0),
    /** Month (`2026-11`) whose cap was warned of. */
    warned: text('warned').notNull().default(''),
    createdAt: integer('created_at').notNull(),
    removedAt: integer('removed_at'),
  },
  (table) => [
    // A number that was given up may become somebody else's.
    uniqueIndex('phone_number_e164').on(table.e164).where(sql`removed_at IS NULL`),
    index('phone_number_account').on(table.account),
  ],
);

/** Who a number is assigned to: an operator (`target` is the user's id) or a site. */
export const numberUse = sqliteTable(
  'number_use',
  {
    number: text('number')
      .notNull()
      .references(() => phoneNumber.id),
    account: accountKey(),
    kind: text('kind').$type<'operator' | 'site'>().notNull(),
    target: text('target').notNull(),
    /** The operator's own phone, which rings for calls to the number; empty: it does not. */
    phone: text('phone').notNull().default(''),
    /** In this order phones ring, one after the other. */
    turn: integer('turn').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.number, table.kind, table.target] }),
    index('number_use_target').on(table.account, table.kind, table.target),
  ],
);

/** Somebody outside whom an account knows. One that was merged keeps its row and says into which. */
export const contact = sqliteTable(
  'contact',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    name: text('name').notNull(),
    email: text('email').notNull().default(''),
    organisation: text('organisation').notNull().default(''),
    /** Fields of the account's own, by name. */
    custom: text('custom', { mode: 'json' }).$type<Record<string, string>>().notNull().default(sql`'{}'`),
    /** What it is searched and sorted by: name, organisation, email and numbers, in lower case. */
    words: text('words').notNull(),
    mergedInto: text('merged_into'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('contact_words').on(table.account, table.words, table.id)],
);

/** A number is one contact's, within an account. */
export const contactNumber = sqliteTable(
  'contact_number',
  {
    account: accountKey(),
    e164: text('e164').notNull(),
    contact: text('contact')
      .notNull()
      .references(() => contact.id),
    /** Of its contact's numbers, the how-manyth. */
    place: integer('place').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.account, table.e164] }), index('contact_number_contact').on(table.contact)],
);

/** What is to be sent, until it has been. */
export interface PhoneBody {
  text: string;
  /** Ids of the room's files, or whole addresses. */
  media: string[];
}

/**
 * The ledger of messages: makes sending and receiving happen once, and is counted for caps and statistics. `state` is one of
 * worker/phone/states.ts, `error` a reason of worker/phone/decide.ts.
 */
export const phoneMessage = sqliteTable(
  'phone_message',
  {
    id: text('id').primaryKey(),
    account: accountKey(),
    /** The room it is in; empty: none. */
    room: text('room').notNull().default(''),
    number: text('number')
      .notNull()
      .references(() => phoneNumber.id),
    /** The other end: E.164, a short code, or what a carrier calls a sender. */
    other: text('other').notNull(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    state: text('state').notNull(),
    error: text('error'),
    /** SMS it is made of. */
    segments: integer('segments').notNull(),
    /** The provider's own id. */
    provider: text('provider'),
    /** Who wrote it, a PersonId; empty: this program. */
    by: text('by').notNull().default(''),
    /** It answers a word such as STOP, and goes out whatever was stopped. */
    notice: integer('notice', { mode: 'boolean' }).notNull().default(false),
    /** Emptied when it was sent or given up. */
    body: text('body', { mode: 'json' }).$type<PhoneBody>(),
    /** Not before, ms since epoch: its place in the pace of its number; 0 until it has one. */
    dueAt: integer('due_at').notNull().default(0),
    /** When it was last handed to the provider. */
    triedAt: integer('tried_at'),
    at: integer('at').notNull(),
  },
  (table) => [
    uniqueIndex('phone_message_provider').on(table.provider),
    index('phone_message_tried').on(table.number, table.triedAt),
    index('phone_message_account').on(table.account, table.at),
  ],
);

/** Tellings of the provider that were taken, so that one that comes again changes nothing. */
export const phoneEvent = sqliteTable('phone_event', { id: text('id').primaryKey(), at: integer('at').notNull() });

/** Conversations by SMS: which room is that of an own number with these people. */
export const smsRoom = sqliteTable(
  'sms_room',
  {
    account: accountKey(),
    number: text('number')
      .notNull()
      .references(() => phoneNumber.id),
    /** Their numbers in order, with spaces between. */
    people: text('people').notNull(),
    room: text('room').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.number, table.people] }), uniqueIndex('sms_room_room').on(table.room)],
);

/** In which room somebody is answered: where they were written to last. */
export const smsThread = sqliteTable(
  'sms_thread',
  {
    account: accountKey(),
    number: text('number')
      .notNull()
      .references(() => phoneNumber.id),
    other: text('other').notNull(),
    room: text('room').notNull(),
  },
  (table) => [primaryKey({ columns: [table.number, table.other] })],
);

/** Whether somebody wants messages of an own number: what they said last, if anything. The number is E.164, so that it outlives the row. */
export const optOut = sqliteTable(
  'opt_out',
  {
    account: accountKey(),
    number: text('number').notNull(),
    other: text('other').notNull(),
    stopped: integer('stopped', { mode: 'boolean' }).notNull(),
    /** When it was said, ms since epoch. */
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.number, table.other] })],
);

/** The local outbox: SMS and calls that have nowhere else to go. */
export const outboxSms = sqliteTable(
  'outbox_sms',
  {
    id: text('id').primaryKey(),
    at: integer('at').notNull(),
    kind: text('kind').$type<'sms' | 'call'>().notNull(),
    from: text('from').notNull(),
    to: text('to').notNull(),
    text: text('text').notNull(),
    media: list('media').notNull(),
    /** Ours. */
    message: text('message').notNull(),
  },
  (table) => [index('outbox_sms_at').on(table.at)],
);
