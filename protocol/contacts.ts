/** People outside whom an account knows, as `/api/contacts` has them. */
import type { RowFault } from './api.ts';

/** What is known of somebody. Numbers are E.164, the first is the one to write to. */
export interface ContactInput {
  name: string;
  email: string;
  organisation: string;
  numbers: string[];
  /** Fields of the account's own, by name. */
  custom: Record<string, string>;
}

/** A contact; `numbers` also as they are written where the account is. */
export interface Contact extends Omit<ContactInput, 'numbers'> {
  id: string;
  numbers: { e164: string; display: string }[];
  updatedAt: number;
}

/** One page of contacts in order of their names; `next` is where the following begins. */
export interface ContactPage {
  contacts: Contact[];
  next?: string;
}

/** What is wrong with a contact: one of its fields, or with its numbers more exactly. */
export const CONTACT_FAULTS = [
  'name',
  'email',
  'organisation',
  'numbers',
  'custom',
  'invalid',
  'unknown_country',
  'short_code',
  'repeated',
  'several',
] as const;
export type ContactFaultReason = (typeof CONTACT_FAULTS)[number];

/** A row that is not taken: `repeated` has a number of an earlier row, `several` has numbers of different contacts. */
export interface ContactFault extends RowFault {
  reason: ContactFaultReason;
}

/** What became of an import: rows that are new contacts, that were added to contacts with their number, and what was wrong with the others. */
export interface ContactsImported {
  created: number;
  updated: number;
  faults: ContactFault[];
}

/** What an import would do, and to whom with each row that is right. `contact` is the name of the one that is added to; empty for a new one. */
export interface ContactsPreview extends ContactsImported {
  rows: { row: number; name: string; contact: string }[];
}
