/** Mails of a company to its clients: under its name, in the client's language. Pure: facts in, content out. */
import { type Messages, messagesFor } from '../messages.ts';
import { type Block, type Content, harmlessName, oneLine } from './blocks.ts';

interface Facts {
  company: string;
  url: string;
  language: string;
}

function content(m: Messages, company: string | undefined, subject: string, blocks: Block[]): Content {
  return { subject: oneLine(subject), language: m.language, ...(company ? { brand: company } : {}), blocks };
}

/** To a client-to-be; `url` activates their access. */
export function clientInvitationMail(facts: Facts & { inviter: string; message: string }): Content {
  const m = messagesFor(facts.language);
  const { subject, intro, someone, someCompany, action, unexpected } = m.clientInvitation;
  const company = harmlessName(facts.company);
  const message = facts.message.trim();
  return content(m, company, subject(company ?? someCompany), [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro(harmlessName(facts.inviter) ?? someone, company ?? someCompany) },
    ...(message ? [{ kind: 'quote' as const, text: message }] : []),
    { kind: 'action', label: action, url: facts.url },
    { kind: 'small', text: unexpected },
  ]);
}

/** `url` signs the client in. */
export function clientLinkMail(facts: Facts): Content {
  const m = messagesFor(facts.language);
  const company = harmlessName(facts.company);
  const name = company ?? m.clientLink.someCompany;
  return linkMail(m, company, m.clientLink.subject(name), m.clientLink.intro(name), m.clientLink, facts.url);
}

/** `url` leads to the choice of a new password. */
export function clientResetMail(facts: Facts): Content {
  const m = messagesFor(facts.language);
  const company = harmlessName(facts.company);
  return linkMail(m, company, m.clientReset.subject, m.clientReset.intro(company ?? m.clientLink.someCompany), m.clientReset, facts.url);
}

function linkMail(
  m: Messages,
  company: string | undefined,
  subject: string,
  intro: string,
  { action, unexpected }: { action: string; unexpected: string },
  url: string,
): Content {
  return content(m, company, subject, [
    { kind: 'paragraph', text: m.hello },
    { kind: 'paragraph', text: intro },
    { kind: 'action', label: action, url },
    { kind: 'small', text: unexpected },
  ]);
}
