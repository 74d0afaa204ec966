/** Mails to people who answered one of ours by mail. Pure: facts in, content out. */
import type { NotLogged } from '../jobs.ts';
import { messagesFor } from '../messages.ts';
import { type Content, oneLine } from './blocks.ts';

/** Files that are named; a mail may hold thousands of parts. */
const NAMED = 30;

/** Tells that an answer is not in its room, or which of its files are not. Of the mail it repeats the subject, for the person to know which. */
export function notLoggedMail(facts: { subject: string; reason: NotLogged; files: string[]; language?: string }): Content {
  const m = messagesFor(facts.language);
  const words = m.notLogged;
  const partly = facts.reason === 'files';
  const subject = oneLine(facts.subject);
  const rows: [string, string][] = facts.files.slice(0, NAMED).map((name) => [words.file, oneLine(name, 200)]);
  if (subject) rows.unshift([words.answer, subject]);
  return {
    subject: partly ? words.subjectFiles : words.subject,
    language: m.language,
    blocks: [
      { kind: 'paragraph', text: m.hello },
      { kind: 'paragraph', text: partly ? words.introFiles : words.intro },
      ...(rows.length > 0 ? [{ kind: 'facts' as const, rows }] : []),
      { kind: 'paragraph', text: words.reasons[facts.reason] },
      { kind: 'small', text: words.why },
    ],
  };
}
