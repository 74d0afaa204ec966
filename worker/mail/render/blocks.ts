/**
 * A mail's content as a list of blocks. Each mail is written once, as blocks, and rendered twice: as HTML and as its plain text twin.
 * Every string is text, never markup; addresses of actions and files are made by us or checked by `webAddress`.
 */
export type Block =
  | { kind: 'paragraph'; text: string }
  /** Less important: why this mail came, what to do if it was not expected. */
  | { kind: 'small'; text: string }
  /** The one thing to do. */
  | { kind: 'action'; label: string; url: string }
  /** To be copied exactly. */
  | { kind: 'code'; text: string }
  /** What somebody else wrote; lines are kept. */
  | { kind: 'quote'; text: string }
  /** What else can be done, as plain links. */
  | { kind: 'links'; links: { label: string; url: string }[] }
  | { kind: 'facts'; rows: [label: string, value: string][] }
  | { kind: 'chat'; lines: ChatLine[] };

export interface ChatLine {
  time: string;
  name: string;
  operator: boolean;
  text: string;
  /** `image`: shown in the mail, of this many pixels. */
  files: { name: string; url?: string; image?: { width: number; height: number } }[];
}

/** A mail before it has an address. */
export interface Content {
  subject: string;
  language: string;
  /** Whose mail it is, when not ours: a company that writes to its clients. */
  brand?: string;
  /** Address of the company's logo, and its colour as `#rrggbb`. */
  logo?: string;
  colour?: string;
  blocks: Block[];
}

/** The address when it is one of the web, else undefined: pages told by a browser may be `javascript:` or worse. */
export function webAddress(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u061C\u2028-\u202E\u2066-\u2069]+/g;

/** Text for one line of a header or heading: no line breaks, controls or direction marks, at most `max` long. */
export function oneLine(text: string, max = 150): string {
  const line = text.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * A name that somebody chose, for a mail to an address that somebody else typed: what looks like an address of the web or is longer than
 * a name is left out, so that no invitation carries an advertisement.
 */
export function harmlessName(name: string): string | undefined {
  const line = oneLine(name, 61);
  return line === '' || line.length > 60 || /:\/\/|www\.|[/\\@]/i.test(line) ? undefined : line;
}
