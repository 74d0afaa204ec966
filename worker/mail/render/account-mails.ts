/** Mails about an account: to its people and those they invite. Pure: facts in, content out. */
import type { CapLevel } from '../../phone/report.ts';
import { type Messages, messagesFor } from '../messages.ts';
import { type Block, type Content, harmlessName, oneLine } from './blocks.ts';

const content = (m: Messages, subject: string, blocks: Block[]): Content => ({ subject: oneLine(subject), language: m.language, blocks });

/** To a new owner, with the embed line. */
export function welcomeMail(facts: { name: string; account: string; snippet: string; setUpUrl: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  return content(m, m.welcome.subject, [
    { kind: 'paragraph', text: m.helloName(oneLine(facts.name)) },
    { kind: 'paragraph', text: m.welcome.intro(oneLine(facts.account)) },
    { kind: 'code', text: facts.snippet },
    { kind: 'action', label: m.welcome.action, url: facts.setUpUrl },
    { kind: 'paragraph', text: m.welcome.live },
    { kind: 'small', text: m.welcome.forward },
  ]);
}

/** To an address not known to belong to who typed it: says nothing that they typed. `url` confirms it. */
export function verifyMail(facts: { url: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  return linkMail(m, m.verify, facts.url);
}

/** `url` leads to the choice of a new password. */
export function resetMail(facts: { url: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  return linkMail(m, m.reset, facts.url);
}

function linkMail(m: Messages, { subject, intro, action, unexpected }: Messages['verify'], url: string): Content {
  return content(m, subject, [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro },
    { kind: 'action', label: action, url },
    { kind: 'small', text: unexpected },
  ]);
}

/** To a colleague-to-be; `url` accepts. */
export function invitationMail(facts: { inviter: string; account: string; url: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  const { subject, intro, someone, someAccount, action, unexpected } = m.invitation;
  return linkMail(
    m,
    { subject, action, unexpected, intro: intro(harmlessName(facts.inviter) ?? someone, harmlessName(facts.account) ?? someAccount) },
    facts.url,
  );
}

/** To whoever looks after the website: the embed line and what a developer asks next. `host` is where the line loads from. */
export function snippetMail(facts: { sender: string; site: string; snippet: string; host: string; language?: string }): Content {
  const m = messagesFor(facts.language);
  const { subject, intro, someone, someSite, notes } = m.snippet;
  return content(m, subject, [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro(harmlessName(facts.sender) ?? someone, harmlessName(facts.site) ?? someSite) },
    { kind: 'code', text: facts.snippet },
    { kind: 'small', text: notes },
    { kind: 'code', text: facts.host },
  ]);
}

/** A number's SMS of the month that starts at `begin` are nearly used up, or are; `url` is where its cap is changed. */
export function smsCapMail(facts: {
  level: CapLevel;
  label: string;
  display: string;
  used: number;
  cap: number;
  begin: number;
  url: string;
  language?: string;
}): Content {
  const m = messagesFor(facts.language);
  const { subject, intro, number, used, of, month, action, why } = m.smsCap;
  const label = oneLine(facts.label, 80);
  const monthName = new Intl.DateTimeFormat(m.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(facts.begin);
  return content(m, subject[facts.level](facts.display), [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro[facts.level] },
    {
      kind: 'facts',
      rows: [
        [number, label ? `${facts.display}, ${label}` : facts.display],
        [used, of(facts.used, facts.cap)],
        [month, monthName],
      ],
    },
    { kind: 'action', label: action, url: facts.url },
    { kind: 'small', text: why },
  ]);
}
