/** Mails about chats. What visitors wrote appears in bodies only, as text; no subject holds any of it. Pure: facts in, content out. */
import type { Transcript } from '../../contracts/room.ts';
import { type Messages, messagesFor } from '../messages.ts';
import { type Block, type ChatLine, type Content, oneLine, webAddress } from './blocks.ts';
import { clock } from './clock.ts';

export interface SiteFacts {
  name: string;
  /** IANA name; times are told in it. */
  timeZone: string;
  language?: string;
}

const content = (m: Messages, subject: string, blocks: Block[]): Content => ({ subject: oneLine(subject), language: m.language, blocks });

function chatLines(transcript: Transcript, time: (at: number) => string, anonymous: string, fileUrl?: (id: string) => string): ChatLine[] {
  return transcript.lines.map((line) => ({
    time: time(line.at),
    name: oneLine(line.name, 80) || anonymous,
    operator: line.operator,
    text: line.text,
    files: line.files.map((file) => ({ name: oneLine(file.name, 200), ...(fileUrl ? { url: fileUrl(file.id) } : {}) })),
  }));
}

/** To a category's addresses and to operators: the whole chat, files as links that need a session. */
export function transcriptMail(facts: {
  transcript: Transcript;
  site: SiteFacts;
  roomUrl: string;
  fileUrl: (id: string) => string;
  language?: string;
}): Content {
  const { transcript, site } = facts;
  const m = messagesFor(facts.language);
  const words = m.transcript;
  const time = clock(m, site.timeZone);
  const { category, rating } = transcript.chat;
  const { name, email } = transcript.visitor;
  const rows: [string, string | undefined][] = [
    [words.visitor, oneLine(name ?? '') || words.anonymous],
    [words.email, email && oneLine(email)],
    [words.category, category?.name],
    [words.started, time(transcript.openedAt)],
    [words.ended, transcript.closedAt === null ? undefined : time(transcript.closedAt)],
    [words.rating, rating === null ? undefined : `${rating}/5`],
    [words.page, webAddress(transcript.page?.url)],
  ];
  return content(m, category ? words.subjectCategory(site.name, category.name) : words.subject(site.name), [
    { kind: 'paragraph', text: words.intro },
    { kind: 'facts', rows: rows.filter((row): row is [string, string] => Boolean(row[1])) },
    { kind: 'chat', lines: chatLines(transcript, time, words.anonymous, facts.fileUrl) },
    { kind: 'action', label: words.action, url: facts.roomUrl },
    { kind: 'small', text: words.why },
  ]);
}

/** To an address that a visitor typed. Files are named, not linked. */
export function visitorTranscriptMail(facts: { transcript: Transcript; site: SiteFacts }): Content {
  const m = messagesFor(facts.site.language);
  const { subject, intro, you, unexpected } = m.visitorTranscript;
  return content(m, subject, [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro },
    { kind: 'chat', lines: chatLines(facts.transcript, clock(m, facts.site.timeZone), you) },
    { kind: 'small', text: unexpected },
  ]);
}

/** To owners and admins: what a visitor left in the offline form. */
export function offlineFormMail(facts: { values: Record<string, string>; site: SiteFacts; roomUrl: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  const words = m.offlineForm;
  const known: Record<string, string> = { name: words.name, email: words.email, phone: words.phone, topic: words.topic };
  const { message = '', ...values } = facts.values;
  const rows = Object.entries(values)
    .filter(([, value]) => value.trim() !== '')
    .map(([key, value]): [string, string] => [known[key] ?? oneLine(key, 60), oneLine(value, 1_000)]);
  return content(m, words.subject(facts.site.name), [
    { kind: 'paragraph', text: words.intro(facts.site.name) },
    ...(rows.length ? [{ kind: 'facts', rows } as const] : []),
    ...(message.trim() ? [{ kind: 'quote', text: message } as const] : []),
    { kind: 'action', label: words.action, url: facts.roomUrl },
    { kind: 'small', text: words.why },
  ]);
}

/**
 * To the address left in an offline form: the operator's answer. Quotes nothing of the form, because whoever filled it in may have
 * typed a stranger's address. `pageUrl` is where the conversation goes on, when the page is known to be the site's.
 */
export function offlineAnswerMail(facts: { text: string; files: string[]; site: SiteFacts; pageUrl?: string }): Content {
  const m = messagesFor(facts.site.language);
  const words = m.offlineAnswer;
  const quoted = [facts.text, ...facts.files.map((name) => m.transcript.file(oneLine(name, 200)))].filter((part) => part !== '').join('\n');
  return content(m, words.subject(facts.site.name), [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: words.intro(facts.site.name) },
    { kind: 'quote', text: quoted },
    ...(facts.pageUrl ? [{ kind: 'action', label: words.action, url: facts.pageUrl } as const] : []),
    { kind: 'paragraph', text: words.back },
    { kind: 'small', text: words.unexpected },
  ]);
}
