/** Mails of unread messages: under the company's name, in the reader's language and time. Pure: facts in, content out. */
import { isOperator } from '../../../protocol/entries.ts';
import type { LinkedMessage } from '../digest.ts';
import { messagesFor } from '../messages.ts';
import { type Block, type Content, oneLine } from './blocks.ts';
import { clock } from './clock.ts';

/**
 * `url` leads to the room; `active` false: to where a client gets the link that activates their access. `answer`: where the reader may answer; absent
 * for who may not write.
 */
export function digestMail(facts: {
  company: { name: string; logo?: string; colour?: string };
  room: string;
  messages: LinkedMessage[];
  earlier: number;
  url: string;
  client: boolean;
  active: boolean;
  answer?: 'mail' | 'room';
  unsubscribe: string;
  timeZone: string;
  language?: string;
}): Content {
  const m = messagesFor(facts.language);
  const words = m.digest;
  const company = oneLine(facts.company.name, 60);
  const room = oneLine(facts.room, 80);
  const time = clock(m, facts.timeZone);
  const count = facts.messages.length + facts.earlier;
  const lines = facts.messages.map(({ at, by, name, text, files }) => ({
    time: time(at),
    name: oneLine(name, 80) || words.someone,
    operator: isOperator(by),
    text,
    files: files.map((file) => ({ ...file, name: oneLine(file.name, 200) })),
  }));
  const blocks: Block[] = [
    { kind: 'paragraph', text: words.intro(count, room, company) },
    ...(facts.earlier > 0 ? [{ kind: 'small' as const, text: words.earlier(facts.earlier) }] : []),
    { kind: 'chat', lines },
    ...(facts.answer ? [{ kind: 'paragraph' as const, text: facts.answer === 'mail' ? words.answer : words.answerThere }] : []),
    { kind: 'action', label: facts.client ? words.openPortal(company) : words.open, url: facts.url },
    ...(facts.active ? [] : [{ kind: 'paragraph' as const, text: words.activate }]),
    { kind: 'small', text: words.why(room) },
    { kind: 'links', links: [{ label: words.unsubscribe, url: facts.unsubscribe }] },
  ];
  const { logo, colour } = facts.company;
  return {
    subject: oneLine(words.subject(room, company)),
    language: m.language,
    brand: company,
    ...(logo ? { logo } : {}),
    ...(colour ? { colour } : {}),
    blocks,
  };
}
