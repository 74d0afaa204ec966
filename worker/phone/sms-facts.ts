/** What a conversation by SMS has to know of its number and people, from D1. */
import { operatorId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { SmsNumber, SmsPerson } from '../../protocol/sms.ts';
import type { SmsFacts } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { photoUrl } from '../http/addresses.ts';

type Bindings = Pick<Env, 'DB' | 'PUBLIC_URL'>;

interface MemberRow {
  id: string;
  name: string;
  photo: string | null;
  role: string;
  assigned: number;
}

/** A number is its operators', and of its sites those's who answer there: all but who answers their own listings alone. */
const MEMBERS = `SELECT m.user AS id, u.name, m.photo, m.role,
    (EXISTS (SELECT 1 FROM number_use o WHERE o.number = ?2 AND o.account = ?1 AND o.kind = 'operator' AND o.target = m.user)
     OR (m.listings_only = 0 AND EXISTS (SELECT 1 FROM number_use s WHERE s.number = ?2 AND s.account = ?1 AND s.kind = 'site'))) AS assigned
  FROM membership m JOIN user u ON u.id = m.user WHERE m.account = ?1 ORDER BY m.joined_at, m.user`;
const CONTACTS = `SELECT n.e164, c.id, c.name FROM contact_number n JOIN contact c ON c.id = n.contact AND c.account = n.account
  WHERE n.account = ?1 AND n.e164 IN (SELECT value FROM json_each(?2))`;
const STOPPED = `SELECT other FROM opt_out o JOIN phone_number p ON p.e164 = o.number AND p.account = o.account
  WHERE o.account = ?1 AND p.id = ?2 AND o.stopped = 1 AND other IN (SELECT value FROM json_each(?3))`;
const NUMBER = 'SELECT e164, label, capabilities, removed_at AS removedAt FROM phone_number WHERE id = ?2 AND account = ?1';

interface NumberRow {
  e164: string;
  label: string;
  capabilities: string;
  removedAt: number | null;
}

/** Of these people, in this order; null when the account never had the number. */
export async function smsFactsOf(
  { DB, PUBLIC_URL }: Bindings,
  account: string,
  number: string,
  people: string[],
): Promise<SmsFacts | null> {
  const list = JSON.stringify(people);
  const [numbers, members, contacts, stopped] = await DB.batch([
    DB.prepare(NUMBER).bind(account, number),
    DB.prepare(MEMBERS).bind(account, number),
    DB.prepare(CONTACTS).bind(account, list),
    DB.prepare(STOPPED).bind(account, number, list),
  ]);
  const row = (numbers as D1Result<NumberRow>).results[0];
  if (!row) return null;
  const known = new Map((contacts as D1Result<{ e164: string; id: string; name: string }>).results.map((one) => [one.e164, one]));
  const rows = (members as D1Result<MemberRow>).results;
  const assigned = rows.filter((one) => one.assigned);
  const managers = rows.filter(({ role }) => role !== 'operator');
  const { displayNumber, regionOf } = await import('./numbers.ts');
  const region = regionOf(row.e164);
  const own: SmsNumber = {
    id: number,
    e164: row.e164,
    national: displayNumber(row.e164, region),
    label: row.label,
    mms: (JSON.parse(row.capabilities) as string[]).includes('mms'),
  };
  return {
    account,
    number: row.removedAt === null ? own : null,
    members: (assigned.length > 0 ? assigned : managers).map((one) => shown(PUBLIC_URL, one)),
    managers: managers.map(({ id }) => operatorId(id)),
    people: people.map((e164): SmsPerson => {
      const contact = known.get(e164);
      return { e164, national: displayNumber(e164, region), name: contact?.name ?? '', ...(contact ? { contact: contact.id } : {}) };
    }),
    stopped: (stopped as D1Result<{ other: string }>).results.map(({ other }) => other),
  };
}

const shown = (host: string, { id, name, photo }: MemberRow): RoomPerson => ({
  id: operatorId(id),
  name,
  ...(photo ? { photo: photoUrl(host, photo) } : {}),
});
