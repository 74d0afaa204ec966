/** Rows of listings as files and programs send them: read, checked one by one, each fault told with its row. Pure. */
import Papa from 'papaparse';
import * as v from 'valibot';
import type { ListingInput, RowFault } from '../../protocol/api.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { email } from '../accounts/fields.ts';
import { listingKey } from '../site/listings.ts';

/** Rows of one request. */
export const MAX_ROWS = 10_000;

const line = v.pipe(v.string(), v.trim(), v.maxLength(LIMITS.line));
const row: v.GenericSchema<unknown, ListingInput> = v.object({
  key: listingKey,
  name: v.pipe(line, v.minLength(1)),
  url: v.optional(
    v.pipe(
      line,
      v.check((url) => url === '' || url.startsWith('*') || /^https?:\/\//.test(url), 'not an address or pattern'),
    ),
  ),
  advertiser: v.optional(line),
  operators: v.optional(v.pipe(v.array(email), v.maxLength(50))),
});

/** What a person is told of a field. The wrong value itself is not repeated. */
const FAULTS: Record<string, string> = {
  key: 'needs 1 to 100 letters, digits or . : _ -',
  name: `needs 1 to ${LIMITS.line} characters`,
  url: 'must begin with http://, https:// or *',
  advertiser: `has at most ${LIMITS.line} characters`,
  operators: 'must be email addresses, at most 50',
};

/** The rows that are right, with their place in the input (from 1), and what is wrong with the others. A key that comes twice counts once. */
export function checkRows(rows: unknown[]): { good: { row: number; listing: ListingInput }[]; faults: RowFault[] } {
  const good: { row: number; listing: ListingInput }[] = [];
  const faults: RowFault[] = [];
  const keys = new Set<string>();
  for (const [index, one] of rows.entries()) {
    const result = v.safeParse(row, one);
    if (!result.success) {
      const field = String(result.issues[0].path?.[0]?.key ?? 'key');
      faults.push({ row: index + 1, field, message: FAULTS[field] ?? 'is not a listing' });
    } else if (keys.has(result.output.key)) {
      faults.push({ row: index + 1, field: 'key', message: 'comes more than once' });
    } else {
      keys.add(result.output.key);
      good.push({ row: index + 1, listing: result.output });
    }
  }
  return { good, faults };
}

/** Rows of a CSV file with a line of names first (RFC 4180, or with semicolons or tabs). Null when it has no column `key`. */
export function parseCsv(text: string): unknown[] | null {
  const { data, meta } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (header) => header.trim().toLowerCase(),
    preview: MAX_ROWS + 1,
  });
  if (!meta.fields?.includes('key')) return null;
  return data.map(({ key, name, url, advertiser, operators }) => ({
    key,
    name,
    ...(url ? { url } : {}),
    ...(advertiser ? { advertiser } : {}),
    ...(operators?.trim() ? { operators: operators.split(/[;,\s]+/).filter(Boolean) } : {}),
  }));
}
