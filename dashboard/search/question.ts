/** What is looked for, as the page's address has it, so that it can be shared, reloaded and gone back to. */
import type { FoundRoom } from '../../protocol/search.ts';

export interface Question {
  q: string;
  from: string;
  kind: string;
  in: string;
  files: string;
  /** Days, as `YYYY-MM-DD`. */
  since: string;
  until: string;
}

const NAMES = ['q', 'from', 'kind', 'in', 'files', 'since', 'until'] as const satisfies readonly (keyof Question)[];

export const questionOf = (query: Record<string, string>): Question =>
  Object.fromEntries(NAMES.map((name) => [name, query[name] ?? ''])) as unknown as Question;

const filled = (question: Question): [string, string][] => NAMES.flatMap((name) => (question[name] ? [[name, question[name]]] : []));

/** Address of a question on the page at `page`. */
export function searchPath(question: Partial<Question>, page = '/app/search'): string {
  const query = new URLSearchParams(filled(questionOf(question as Record<string, string>))).toString();
  return `${page}${query ? `?${query}` : ''}`;
}

/** Whether there is anything to look for. */
export const isAsked = (question: Question): boolean => filled(question).length > 0;
export const isFiltered = (question: Question): boolean => filled(question).some(([name]) => name !== 'q');

/** The start of a day as this device counts it, or of the one after, ms since epoch. */
function dayStart(day: string, plus = 0): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (!year) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(date) + plus).getTime();
  return at >= 0 ? at : null;
}

/** What the server is asked at `route`. Both days are in it. */
export function requestOf({ q, from, kind, in: room, files, since, until }: Question, before: string | null, route = '/search'): string {
  const query = new URLSearchParams({ text: q });
  if (from) query.set('from', from);
  if (kind) query.set('kind', kind);
  if (room) query.set('in', room);
  if (files) query.set('files', 'true');
  const [first, last] = [dayStart(since), dayStart(until, 1)];
  if (first !== null) query.set('since', `${first}`);
  if (last !== null) query.set('until', `${last}`);
  if (before) query.set('before', before);
  return `${route}?${query}`;
}

const PLACES = { visitor: 'chats', team: 'operators', client: 'rooms', sms: 'messages' } as const;

/** Where a room is opened, at one of its messages. */
export const placeOf = ({ id, kind }: Pick<FoundRoom, 'id' | 'kind'>, seq?: number): string =>
  `/app/${PLACES[kind]}/${encodeURIComponent(id)}${seq === undefined ? '' : `?seq=${seq}`}`;
