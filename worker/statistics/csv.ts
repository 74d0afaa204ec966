/** Figures as a file for spreadsheets (RFC 4180). */
import type { Bar, Grouping, Part, Slice, StatisticsReport } from '../../protocol/statistics.ts';

type Cell = string | number | null;

/** A cell that begins like a formula would be run by a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection); a phone number does nothing there. */
export const harmless = (text: string): string =>
  /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) && !/^\+\d{7,15}$/.test(text) ? `'${text}` : text;

export function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  const text = harmless(value);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** With the mark by which spreadsheets know UTF-8. */
export const csv = (rows: Cell[][]): string => `\u{feff}${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;

const seconds = (ms: number | null | undefined): number | null => (ms == null ? null : ms / 1000);

const BAR_COLUMNS = ['visitors', 'chats', 'meaningful', 'missed'] as const satisfies (keyof Bar)[];

/** The bars of a grouping, with those of the period before beside them. */
export function barsCsv({ bars }: StatisticsReport, grouping: Grouping): string {
  const { now, before } = bars[grouping];
  const head = [
    grouping,
    ...BAR_COLUMNS,
    ...(before.length > 0 ? [`${grouping}_before`, ...BAR_COLUMNS.map((column) => `${column}_before`)] : []),
  ];
  const values = (bar: Bar | undefined): Cell[] => [bar?.key ?? null, ...BAR_COLUMNS.map((column) => bar?.[column] ?? null)];
  const rows = Array.from({ length: Math.max(now.length, before.length) }, (_, at) => [...values(now[at]), ...values(before[at])]);
  return csv([head, ...rows]);
}

/** One line for each operator, category or listing. */
export function partCsv({ parts }: StatisticsReport, part: Part): string {
  const head = [
    ...[part, 'id', 'chats', 'meaningful', 'missed', 'offline', 'first_responses', 'first_response_average_s'],
    ...['first_response_median_from_s', 'first_response_median_to_s', 'durations', 'duration_average_s'],
    ...['duration_median_from_s', 'duration_median_to_s', 'ratings', 'rating_average'],
  ];
  const spread = ({ count, average, median }: Slice['response']): Cell[] => [
    count,
    seconds(average),
    seconds(median?.from),
    seconds(median?.to),
  ];
  const line = ({ id, name, chats, meaningful, missed, offline, response, duration, rating }: Slice): Cell[] => [
    ...[name, id, chats, meaningful, missed, offline],
    ...spread(response),
    ...spread(duration),
    ...[rating.count, rating.average],
  ];
  return csv([head, ...parts[part].map(line)]);
}
