/** `GET /api/statistics`: figures of one site over days of its own time zone. Times are ms. */

/** How long something took, over all of it. */
export interface Spread {
  count: number;
  average: number | null;
  /** The median lies between these; `to` null: above `from`. */
  median: { from: number; to: number | null } | null;
}

/** Chats count where they began. */
export interface ChatFigures {
  chats: number;
  /** At least one message of each side after the greeting. */
  meaningful: number;
  /** The visitor wrote, and nobody answered before the chat timed out or ended. */
  missed: number;
  /** Begun with the offline form. */
  offline: number;
  /** From the visitor's first message to the first answer; missed chats and offline messages have none. */
  response: Spread;
  /** From the beginning to the end of meaningful chats that ended. */
  duration: Spread;
  /** 1 to 5. */
  rating: { count: number; average: number | null };
}

/** `visitors`: everyone once a day, at the hour of their first sight; null where a filter leaves them without meaning. */
export interface Figures extends ChatFigures {
  visitors: number | null;
}

/** One bar: `key` is an hour (0–23), a weekday (1 Monday – 7), a day (`YYYY-MM-DD`) or a month (`YYYY-MM`). */
export interface Bar {
  key: string;
  visitors: number | null;
  chats: number;
  meaningful: number;
  missed: number;
}

/** The part of an operator, a category or a listing. */
export interface Slice extends ChatFigures {
  id: string;
  /** Empty when nobody knows it any more. */
  name: string;
}

export const GROUPINGS = ['hour', 'weekday', 'day', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const PARTS = ['operator', 'category', 'listing'] as const;
export type Part = (typeof PARTS)[number];

export interface StatisticsReport {
  site: string;
  timeZone: string;
  /** Days, both included, `YYYY-MM-DD`. */
  from: string;
  to: string;
  total: Figures;
  /** The period before. `until`: it is counted up to this moment, because the present one has not ended. */
  before: { from: string; to: string; until?: number; total: Figures };
  bars: Record<Grouping, { now: Bar[]; before: Bar[] }>;
  /** An operator's part: all chats they took part in; the first response of who answered, the rating of who owned it last. */
  parts: Record<Part, Slice[]>;
  /** Chats that began in an hour of the week, on average over up to four weeks that end with the period: `[weekday][hour]`, Monday first. */
  staffing: { from: string; to: string; chats: number[][]; missed: number[][] };
}
