/** Whom a new conversation is with, and of which kind that makes it. Pure. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Colleague } from '../../protocol/frames.ts';

/** Somebody chosen: a colleague, or a number with the name of its contact where it is one's. */
export type Recipient = { kind: 'colleague'; id: PersonId; name: string } | { kind: 'number'; number: string; name: string };

/** `chat` among colleagues, `sms` with numbers; null before anybody is chosen, `mixed` for what cannot be sent. */
export type ConversationKind = 'chat' | 'sms' | 'mixed' | null;

/** The key under which somebody is chosen once. */
export const keyOf = (recipient: Recipient): string =>
  recipient.kind === 'colleague' ? recipient.id : `+${digitsOf(recipient.number).replace(/^00/, '')}`;

const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** The shortest thing that is dialled as a number and not as an extension. */
const SHORTEST = 6;

/** Whether a text is a number as people write them: nothing but digits and what stands between them. */
export function isNumberLike(text: string): boolean {
  const written = text.normalize('NFKC').trim();
  return /^\+?[\d\s().\-/\u00a0]+$/.test(written) && digitsOf(written).length >= SHORTEST && digitsOf(written).length <= 15;
}

/** The kind of what is chosen, and of what is typed when nobody is. */
export function kindOf(chosen: readonly Recipient[], typed = ''): ConversationKind {
  const kinds = new Set(chosen.map(({ kind }) => kind));
  if (kinds.size > 1) return 'mixed';
  if (kinds.has('number')) return 'sms';
  if (kinds.has('colleague')) return 'chat';
  return isNumberLike(typed) ? 'sms' : null;
}

/** Colleagues whose name or address holds the text, or whose extension begins with it; the one with that very extension first. */
export function colleaguesFor(text: string, people: readonly Colleague[]): Colleague[] {
  const wanted = text.trim().toLowerCase();
  const exact = (person: Colleague) => Number(person.extension === wanted);
  return people
    .filter(
      ({ name, email, extension = '' }) => `${name} ${email}`.toLowerCase().includes(wanted) || (wanted && extension.startsWith(wanted)),
    )
    .sort((a, b) => exact(b) - exact(a));
}
