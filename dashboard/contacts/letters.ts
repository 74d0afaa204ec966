import type { Contact } from '../../protocol/contacts.ts';

/** Contacts under the first letter of their names, in the order they come in; what begins with no letter is under an empty one. */
export function byLetter(contacts: Contact[]): { letter: string; contacts: Contact[] }[] {
  const groups = new Map<string, Contact[]>();
  for (const contact of contacts) {
    const [first = ''] = contact.name.normalize('NFD').toUpperCase();
    const letter = /\p{L}/u.test(first) ? first : '';
    groups.set(letter, [...(groups.get(letter) ?? []), contact]);
  }
  return [...groups].map(([letter, contacts]) => ({ letter, contacts }));
}
