/** The reminder of a meeting: under the company's name, in the reader's language and time. Pure: facts in, content out. */
import { messagesFor } from '../messages.ts';
import { type Block, type Content, oneLine } from './blocks.ts';
import { clock } from './clock.ts';

/** `room` is empty for a conversation of two; `active` false: a client who has to activate their access first. */
export function meetingMail(facts: {
  company: { name: string; logo?: string; colour?: string };
  title: string;
  room: string;
  starts: number;
  minutes: number;
  link: string;
  calendar: string;
  active: boolean;
  unsubscribe: string;
  timeZone: string;
  language?: string;
}): Content {
  const m = messagesFor(facts.language);
  const words = m.meeting;
  const { name, logo, colour } = facts.company;
  const company = oneLine(name, 60);
  const title = oneLine(facts.title, 120);
  const room = oneLine(facts.room, 80);
  const blocks: Block[] = [
    { kind: 'paragraph', text: words.intro(title) },
    {
      kind: 'facts',
      rows: [
        [words.begins, clock(m, facts.timeZone)(facts.starts)],
        [words.lasts, words.minutes(facts.minutes)],
        ...(room ? [[words.room, room] satisfies [string, string]] : []),
      ],
    },
    { kind: 'action', label: words.join, url: facts.link },
    ...(facts.active ? [] : [{ kind: 'paragraph' as const, text: m.digest.activate }]),
    { kind: 'small', text: words.why },
    {
      kind: 'links',
      links: [
        { label: words.calendar, url: facts.calendar },
        { label: m.digest.unsubscribe, url: facts.unsubscribe },
      ],
    },
  ];
  return {
    subject: oneLine(words.subject(title, company)),
    language: m.language,
    brand: company,
    ...(logo ? { logo } : {}),
    ...(colour ? { colour } : {}),
    blocks,
  };
}
