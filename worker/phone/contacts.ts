/** Contacts of accounts, in D1. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Contact, ContactInput, ContactPage, ContactsPreview } from '../../protocol/contacts.ts';
import { Refusal } from '../../protocol/errors.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { contact } from '../http/schema.ts';
import { addTo, wordsOf } from './contact-rows.ts';
import { displayNumber, regionOf } from './numbers.ts';

type Db = { DB: D1Database };

/** Contacts in one answer, and rows in one statement of an import. */
const PAGE = 50;
const CHUNK = 250;

interface Row {
  id: string;
  name: string;
  email: string;
  organisation: string;
  custom: string;
  updatedAt: number;
  numbers: string;
}
const COLUMNS = `c.id, c.name, c.email, c.organisation, c.custom, c.updated_at AS updatedAt,
  (SELECT json_group_array(e164) FROM (SELECT e164 FROM contact_number WHERE contact = c.id AND account = c.account ORDER BY place, e164)) AS numbers`;

/** Where an account is, by its oldest number: numbers without a country's code are of there. Empty without one. */
export async function regionOfAccount(env: Db, account: string): Promise<string> {
  const sql = 'SELECT e164 FROM phone_number WHERE account = ?1 AND removed_at IS NULL ORDER BY created_at, id LIMIT 1';
  return regionOf((await env.DB.prepare(sql).bind(account).first<string>('e164')) ?? '');
}

/** A page of contacts by name, after one of them; each word of `search` is somewhere in name, organisation, address or numbers. */
export async function listContacts(
  env: Db,
  account: string,
  { after, search, limit = PAGE }: { after: string; search: string; limit?: number },
): Promise<ContactPage> {
  const words = search.normalize('NFKC').toLowerCase().trim();
  // Digits are looked for as they are kept, however they are grouped; a nought that is dialled at home alone is not kept.
  const looked = /^[\d\s()+./-]+$/.test(words) ? [words.replace(/[^\d]/g, '').replace(/^0+/, '')] : words.split(/\s+/).slice(0, 10);
  const { results } = await env.DB.prepare(
    `SELECT ${COLUMNS} FROM contact c
     WHERE c.account = ?1 AND c.merged_into IS NULL
       AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(c.words, value) = 0)
       AND (?3 = '' OR (c.words, c.id) > (SELECT words, id FROM contact WHERE id = ?3 AND account = ?1))
     ORDER BY c.words, c.id LIMIT ?4`,
  )
    .bind(account, JSON.stringify(looked.filter(Boolean)), after, limit + 1)
    .all<Row>();
  const region = await regionOfAccount(env, account);
  const contacts = results.slice(0, limit).map((row) => shown(row, region));
  return { contacts, ...(results.length > limit ? { next: contacts.at(-1)!.id } : {}) };
}

export async function readContact(env: Db, account: string, id: string): Promise<Contact> {
  const row = await env.DB.prepare(`SELECT ${COLUMNS} FROM contact c WHERE c.id = ?1 AND c.account = ?2 AND c.merged_into IS NULL`)
    .bind(id, account)
    .first<Row>();
  if (!row) throw new Refusal('not_found');
  return shown(row, await regionOfAccount(env, account));
}

/** Makes a contact, or with `id` changes one. Refuses `number_taken`, `not_found`. */
export async function saveContact(env: Db, account: string, input: ContactInput, id: string | null, now: number): Promise<Contact> {
  const known = id ?? newId();
  if (id) await readContact(env, account, id);
  const taken = await ownersOf(env, account, input.numbers);
  if ([...taken.values()].some((owner) => owner !== known)) throw new Refusal('number_taken');
  await env.DB.batch(writing(env, account, [{ id: known, input }], now));
  return readContact(env, account, known);
}

/** Makes two contacts one: `into` stays and gets what the other had and it lacked. */
export async function mergeContacts(env: Db, account: string, into: string, from: string, now: number): Promise<Contact> {
  if (into === from) throw new Refusal('bad_request');
  const [kept, gone] = [await readContact(env, account, into), await readContact(env, account, from)];
  await env.DB.batch([
    env.DB.prepare('UPDATE contact SET merged_into = ?1, updated_at = ?4 WHERE account = ?3 AND (id = ?2 OR merged_into = ?2)').bind(
      into,
      from,
      account,
      now,
    ),
    env.DB.prepare('DELETE FROM contact_number WHERE contact = ?1 AND account = ?2').bind(from, account),
    ...writing(env, account, [{ id: into, input: addTo(inputOf(kept), inputOf(gone)) }], now),
  ]);
  return readContact(env, account, into);
}

/** Forgets a contact, and those that were merged into it. False when there is none. */
export async function removeContact(env: Db, account: string, id: string): Promise<boolean> {
  const own = and(eq(contact.id, id), eq(contact.account, account), isNull(contact.mergedInto));
  if ((await database(env).select({ id: contact.id }).from(contact).where(own)).length === 0) return false;
  await env.DB.batch([
    env.DB.prepare('DELETE FROM contact_number WHERE contact = ?1 AND account = ?2').bind(id, account),
    env.DB.prepare('DELETE FROM contact WHERE account = ?2 AND (id = ?1 OR merged_into = ?1)').bind(id, account),
  ]);
  return true;
}

/**
 * Takes rows of a file: whose number is known is added to, and nothing of them is lost. Done again, it changes nothing. `dry`: only says what it
 * would do.
 */
export async function importContacts(
  env: Db,
  account: string,
  rows: { row: number; contact: ContactInput }[],
  now: number,
  dry = false,
): Promise<ContactsPreview> {
  const done: ContactsPreview = { created: 0, updated: 0, faults: [], rows: [] };
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    const owners = await ownersOf(
      env,
      account,
      chunk.flatMap(({ contact: { numbers } }) => numbers),
    );
    const known = await readMany(env, account, [...new Set(owners.values())]);
    const writes = new Map<string, ContactInput>();
    for (const { row, contact: input } of chunk) {
      const ids = new Set(input.numbers.flatMap((number) => owners.get(number) ?? []));
      if (ids.size > 1) {
        done.faults.push({ row, field: 'numbers', reason: 'several', message: 'are of different contacts' });
        continue;
      }
      const [id] = ids;
      const before = id && (writes.get(id) ?? known.get(id));
      writes.set(id ?? newId(), before ? addTo(before, input) : input);
      done[id ? 'updated' : 'created']++;
      done.rows.push({ row, name: input.name, contact: before ? before.name : '' });
    }
    if (writes.size > 0 && !dry)
      await env.DB.batch(
        writing(
          env,
          account,
          [...writes].map(([id, input]) => ({ id, input })),
          now,
        ),
      );
  }
  return done;
}

/** Statements that make contacts what they are to be, with their numbers; one parameter for all of them. */
function writing(env: Db, account: string, contacts: { id: string; input: ContactInput }[], now: number): D1PreparedStatement[] {
  const rows = contacts.map(({ id, input: { numbers, ...rest } }) => ({ id, ...rest, words: wordsOf({ numbers, ...rest }) }));
  const numbers = contacts.flatMap(({ id, input }) => input.numbers.map((e164, place) => ({ contact: id, e164, place })));
  return [
    env.DB.prepare(
      `INSERT INTO contact (id, account, name, email, organisation, custom, words, created_at, updated_at)
       SELECT value ->> 'id', ?1, value ->> 'name', value ->> 'email', value ->> 'organisation', value -> 'custom', value ->> 'words', ?3, ?3
       FROM json_each(?2) WHERE true
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, organisation = excluded.organisation,
         custom = excluded.custom, words = excluded.words, updated_at = excluded.updated_at WHERE contact.account = excluded.account`,
    ).bind(account, JSON.stringify(rows), now),
    env.DB.prepare("DELETE FROM contact_number WHERE account = ?1 AND contact IN (SELECT value ->> 'id' FROM json_each(?2))").bind(
      account,
      JSON.stringify(rows.map(({ id }) => ({ id }))),
    ),
    // A number that went to somebody else meanwhile stays theirs.
    env.DB.prepare(
      `INSERT OR IGNORE INTO contact_number (account, e164, contact, place)
       SELECT ?1, value ->> 'e164', value ->> 'contact', value ->> 'place' FROM json_each(?2)`,
    ).bind(account, JSON.stringify(numbers)),
  ];
}

/** Whose numbers these are, of those that are somebody's. */
async function ownersOf(env: Db, account: string, numbers: string[]): Promise<Map<string, string>> {
  const { results } = await env.DB.prepare(
    'SELECT e164, contact FROM contact_number WHERE account = ?1 AND e164 IN (SELECT value FROM json_each(?2))',
  )
    .bind(account, JSON.stringify(numbers))
    .all<{ e164: string; contact: string }>();
  return new Map(results.map(({ e164, contact }) => [e164, contact]));
}

async function readMany(env: Db, account: string, ids: string[]): Promise<Map<string, ContactInput>> {
  const { results } = await env.DB.prepare(
    `SELECT ${COLUMNS} FROM contact c WHERE c.account = ?1 AND c.id IN (SELECT value FROM json_each(?2))`,
  )
    .bind(account, JSON.stringify(ids))
    .all<Row>();
  return new Map(results.map((row) => [row.id, inputOf(shown(row, ''))]));
}

const shown = ({ custom, numbers, ...row }: Row, region: string): Contact => ({
  ...row,
  custom: JSON.parse(custom),
  numbers: (JSON.parse(numbers) as string[]).map((e164) => ({ e164, display: displayNumber(e164, region) })),
});

const inputOf = ({ name, email, organisation, custom, numbers }: Contact): ContactInput => ({
  name,
  email,
  organisation,
  custom,
  numbers: numbers.map(({ e164 }) => e164),
});
