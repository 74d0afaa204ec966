/** Contacts as files and forms bring them: read, checked one by one, each fault told with its row. Pure. */
import Papa from 'papaparse';
import * as v from 'valibot';
import type { ContactFault, ContactFaultReason, ContactInput } from '../../protocol/contacts.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type NumberFault, parseNumber } from './numbers.ts';

/** Rows of one import. */
export const MAX_ROWS = 5_000;
/** Numbers of one contact. */
const MAX_NUMBERS = 10;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;
const line = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(LIMITS.line),
  v.check((text) => !CONTROL.test(text) && text.isWellFormed(), 'more than one line'),
);

/** The shape of a contact in a request; numbers are still as people write them. */
export const contactShape = v.object({
  name: line,
  email: v.optional(v.union([v.literal(''), v.pipe(line, v.maxLength(LIMITS.email), v.email(), v.toLowerCase())]), ''),
  organisation: v.optional(line, ''),
  numbers: v.optional(v.pipe(v.array(line), v.maxLength(MAX_NUMBERS)), []),
  custom: v.optional(
    v.pipe(
      v.record(v.pipe(line, v.minLength(1), v.maxLength(60)), line),
      v.check((fields) => Object.keys(fields).length <= LIMITS.attributes, 'too many fields'),
    ),
    {},
  ),
});

/** What a person is told of a field. The wrong value itself is not repeated. */
const FAULTS = {
  name: `needs 1 to ${LIMITS.line} characters, or there must be a number or an email address`,
  email: 'is not an email address',
  organisation: `has at most ${LIMITS.line} characters`,
  numbers: `are at most ${MAX_NUMBERS}`,
  custom: `are at most ${LIMITS.attributes}, of at most ${LIMITS.line} characters each`,
} satisfies Partial<Record<ContactFaultReason, string>>;
const NUMBER_FAULTS: Record<NumberFault, string> = {
  invalid: 'is not a phone number; one from another country needs + and the country’s code',
  unknown_country: 'begins with no country’s code',
  short_code: 'is a short code',
};

/** A contact whose every field is right, or the field that is not. `region` is where numbers without a country's code are dialled. */
export function checkContact(raw: unknown, region: string): ContactInput | Omit<ContactFault, 'row'> {
  const read = v.safeParse(contactShape, raw);
  if (!read.success) {
    const field = String(read.issues[0].path?.[0]?.key ?? 'name');
    const reason = Object.hasOwn(FAULTS, field) ? (field as keyof typeof FAULTS) : 'name';
    return { field, reason, message: FAULTS[reason] };
  }
  const numbers: string[] = [];
  for (const written of read.output.numbers.filter(Boolean)) {
    const parsed = parseNumber(written, region);
    if (typeof parsed === 'string') return { field: 'numbers', reason: parsed, message: NUMBER_FAULTS[parsed] };
    if (!numbers.includes(parsed.e164)) numbers.push(parsed.e164);
  }
  const { name, email, organisation, custom } = read.output;
  // Whoever has no name is called by what is known.
  const called = name || organisation || email || numbers[0];
  return called ? { name: called, email, organisation, custom, numbers } : { field: 'name', reason: 'name', message: FAULTS.name };
}

/** The rows that are right, with their place in the input (from 1; blank lines do not count), and what is wrong with the others. A number that comes twice counts once. */
export function checkContacts(rows: unknown[], region: string): { good: { row: number; contact: ContactInput }[]; faults: ContactFault[] } {
  const good: { row: number; contact: ContactInput }[] = [];
  const faults: ContactFault[] = [];
  const seen = new Set<string>();
  for (const [index, one] of rows.entries()) {
    const checked = checkContact(one, region);
    const row = index + 1;
    if ('message' in checked) faults.push({ row, ...checked });
    else if (checked.numbers.some((number) => seen.has(number)))
      faults.push({ row, field: 'numbers', reason: 'repeated', message: 'come more than once' });
    else {
      for (const number of checked.numbers) seen.add(number);
      good.push({ row, contact: checked });
    }
  }
  return { good, faults };
}

/** Names of columns, as spreadsheets and address books write them. What is none of these is a field of the account's own. */
const COLUMNS: Record<string, 'name' | 'first' | 'last' | 'email' | 'organisation' | 'numbers'> = {
  name: 'name',
  'full name': 'name',
  nombre: 'name',
  'first name': 'first',
  'given name': 'first',
  'last name': 'last',
  surname: 'last',
  'family name': 'last',
  email: 'email',
  'e-mail': 'email',
  'email address': 'email',
  correo: 'email',
  organisation: 'organisation',
  organization: 'organisation',
  company: 'organisation',
  empresa: 'organisation',
  phone: 'numbers',
  'phone number': 'numbers',
  mobile: 'numbers',
  'mobile phone': 'numbers',
  number: 'numbers',
  numbers: 'numbers',
  tel: 'numbers',
  telephone: 'numbers',
  teléfono: 'numbers',
  móvil: 'numbers',
};

/** Rows of a CSV file with a line of names first (RFC 4180, or with semicolons or tabs). Null when no column is a name, number or address. */
export function parseContactsCsv(text: string): unknown[] | null {
  const { data, meta } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (header) => plain(header).trim(),
    transform: plain,
    preview: MAX_ROWS + 1,
  });
  const kinds = new Map((meta.fields ?? []).map((field) => [field, kindOf(field)]));
  if (![...kinds.values()].some(Boolean)) return null;
  return data.map((row) => {
    const of = (kind: string) => [...kinds].flatMap(([field, known]) => (known === kind && row[field]?.trim() ? row[field].trim() : []));
    const custom = [...kinds].flatMap(([field, known]) => (!known && field && row[field]?.trim() ? [[field, row[field].trim()]] : []));
    return {
      name: of('name')[0] ?? [...of('first'), ...of('last')].join(' '),
      email: of('email')[0] ?? '',
      organisation: of('organisation')[0] ?? '',
      numbers: of('numbers').flatMap((written) => written.split(/[;,|]/).map((one) => one.trim())),
      custom: Object.fromEntries(custom),
    };
  });
}

/** A cell without the mark that keeps it from being run as a formula (worker/statistics/csv.ts). */
const plain = (cell: string): string => cell.replace(/^'(?=[\s\p{C}]*[=+\-@＝＋－＠])/u, '');

/** Address books count their columns: `Phone 2`. */
function kindOf(field: string) {
  const name = field.toLowerCase().replace(/\s*\d+$/, '');
  return Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
}

/** What is known of somebody, with what a file adds: it fills in what was empty, and takes nothing away. */
export const addTo = (known: ContactInput, more: ContactInput): ContactInput => ({
  name: known.name && !known.numbers.includes(known.name) ? known.name : more.name,
  email: known.email || more.email,
  organisation: known.organisation || more.organisation,
  numbers: [...new Set([...known.numbers, ...more.numbers])],
  custom: { ...more.custom, ...known.custom },
});

/** What a contact is found and sorted by. */
export const wordsOf = ({ name, organisation, email, numbers }: ContactInput): string =>
  [name, organisation, email, ...numbers].filter(Boolean).join(' ').normalize('NFKC').toLowerCase();
