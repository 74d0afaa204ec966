/** @jsxImportSource hono/jsx */
/** A room as one page to read without anything else: no scripts, nothing loaded but its own files beside it. All that people wrote is escaped. */
import type { Entry, EntryOf, FileRef } from '../../protocol/entries.ts';
import { type ExportLanguage, eventText, textsFor } from './texts.ts';

export interface Reading {
  language: ExportLanguage;
  /** IANA time zone of the reader. */
  zone: string;
  /** What a person is called; empty when nobody knows. */
  nameOf: (person: string) => string;
  /** Where a file lies in the archive; null when it is not in it. */
  pathOf: (file: FileRef) => string | null;
}

const STYLE = `
:root { color-scheme: light dark }
body { max-width: 760px; margin: 0 auto; padding: 24px 16px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 } .quiet, time { color: GrayText; font-size: 13px } .event { text-align: center; margin: 12px 0 }
article { margin: 16px 0; padding-inline-start: 12px; border-inline-start: 3px solid #8884 }
article:target { border-color: #e8590c } .text { white-space: pre-wrap } .gone { font-style: italic; color: GrayText }
.tag { padding: 0 6px; border: 1px solid #8888; border-radius: 8px; font-size: 12px }
img { display: block; max-width: 100%; max-height: 420px; margin: 6px 0 } ul { padding-inline-start: 20px }
`;

const PICTURE = /^image\/(png|jpeg|gif|webp|avif)$/;

const timeOf = (at: number, { language, zone }: Reading): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(at);

/** Up to the first entry. `people` who are in the room. */
export function htmlHead(name: string, by: string, at: number, people: string[], reading: Reading): string {
  const texts = textsFor(reading.language);
  const head = (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="content-security-policy" content="script-src 'none'; object-src 'none'; frame-src 'none'" />
      <title>{name}</title>
      <style>{STYLE}</style>
    </head>
  );
  const top = (
    <header>
      <h1 dir="auto">{name}</h1>
      <p class="quiet">
        {texts.exported(by, timeOf(at, reading))} ({reading.zone})
      </p>
      <details>
        <summary>
          {texts.people} ({people.length})
        </summary>
        <ul>
          {people.map((one) => (
            <li>
              <bdi>{one}</bdi>
            </li>
          ))}
        </ul>
      </details>
    </header>
  );
  return `<!doctype html><html lang="${reading.language}">${head}<body>${top}<main>\n`;
}

export const HTML_END = '</main></body></html>\n';

/** The lines of some entries. */
export const htmlLines = (entries: readonly Entry[], reading: Reading): string =>
  entries.map((entry) => (entry.kind === 'message' ? messageLine(entry, reading) : eventLine(entry, reading))).join('');

function eventLine(entry: Entry, reading: Reading): string {
  const text = eventText(textsFor(reading.language), entry, reading.nameOf, (at) => timeOf(at, reading));
  if (text === null) return '';
  return `${(
    <p class="event quiet">
      <bdi>{text}</bdi> · <time datetime={new Date(entry.at).toISOString()}>{timeOf(entry.at, reading)}</time>
    </p>
  )}\n`;
}

function messageLine(entry: EntryOf<'message'>, reading: Reading): string {
  const texts = textsFor(reading.language);
  const more = [entry.via === 'mail' && texts.byMail, entry.edited && texts.edited].filter(Boolean).join(' · ');
  return `${(
    <article id={`m${entry.seq}`}>
      <p class="quiet" style="margin:0">
        <b>
          <bdi>{reading.nameOf(entry.by) || texts.somebody}</bdi>
        </b>{' '}
        <time datetime={new Date(entry.at).toISOString()}>{timeOf(entry.at, reading)}</time> {more}{' '}
        {entry.status ? <span class="tag">{texts.status}</span> : null}
      </p>
      {entry.reply !== undefined && !entry.deleted ? <a href={`#m${entry.reply}`}>↪ {texts.reply}</a> : null}
      {entry.deleted ? (
        <p class="gone">{texts.deleted}</p>
      ) : (
        <div class="text" dir="auto">
          {entry.text}
        </div>
      )}
      {(entry.files ?? []).map((file) => (
        <File file={file} path={reading.pathOf(file)} />
      ))}
      {entry.reactions ? (
        <p class="quiet" style="margin:4px 0">
          {Object.entries(entry.reactions).map(([emoji, people]) => (
            <span title={people.map(reading.nameOf).join(', ')}>
              {emoji} {people.length}{' '}
            </span>
          ))}
        </p>
      ) : null}
    </article>
  )}\n`;
}

function File({ file, path }: { file: FileRef; path: string | null }) {
  if (path === null) return <p dir="auto">{file.name}</p>;
  const address = path.split('/').map(encodeURIComponent).join('/');
  return (
    <a href={address} download={file.name} dir="auto">
      {PICTURE.test(file.type) ? <img src={address} alt={file.name} /> : file.name}
    </a>
  );
}
