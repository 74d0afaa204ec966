import { isClient } from '../../protocol/entries.ts';
import type { Person } from '../contracts/people.ts';
import type { MailLink } from './link-token.ts';

/** Who opens a link in a mail, as their room knows them: one who is in it, whatever else they are to the account, and signed in nowhere. */
export function mailReader({ account, person: id }: MailLink): Person {
  const own = id.slice(2);
  if (isClient(id)) return { kind: 'client', id, account, client: own, session: '', name: '' };
  const access = { admin: false, listingsOnly: false, advertisers: [] };
  return { kind: 'operator', id, account, user: own, session: '', role: 'operator', name: '', access };
}
