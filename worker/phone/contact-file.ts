/** Contacts as a file, written while it is read. */
import type { Contact } from '../../protocol/contacts.ts';
import { csv } from '../statistics/csv.ts';
import { listContacts } from './contacts.ts';

type Db = { DB: D1Database };

/** Contacts in one answer of the database. */
const PAGE = 500;

/** All contacts of an account, with a column for each number and each field of its own: what `parseContactsCsv` reads. */
export async function contactsCsv(env: Db, account: string): Promise<ReadableStream<Uint8Array>> {
  const [custom, most] = await env.DB.batch<{ name: string; most: number }>([
    env.DB.prepare(
      'SELECT DISTINCT key AS name FROM contact, json_each(custom) WHERE account = ?1 AND merged_into IS NULL ORDER BY key',
    ).bind(account),
    env.DB.prepare('SELECT coalesce(max(place), 0) + 1 AS most FROM contact_number WHERE account = ?1').bind(account),
  ]);
  const fields = custom!.results.map(({ name }) => name);
  const phones = [...Array(most!.results[0]!.most).keys()];
  const head = ['name', 'email', 'organisation', ...phones.map((at) => (at ? `phone ${at + 1}` : 'phone')), ...fields];
  const line = ({ name, email, organisation, numbers, custom }: Contact) => [
    ...[name, email, organisation],
    ...phones.map((at) => numbers[at]?.e164 ?? null),
    ...fields.map((field) => custom[field] ?? null),
  ];
  const encoder = new TextEncoder();
  let after: string | undefined = '';
  return new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(encoder.encode(csv([head]))),
    async pull(stream) {
      if (after === undefined) return stream.close();
      const { contacts, next } = await listContacts(env, account, { after, search: '', limit: PAGE });
      after = next;
      // The mark by which spreadsheets know UTF-8 stands once, at the beginning.
      stream.enqueue(encoder.encode(csv(contacts.map(line)).slice(1)));
    },
  });
}
