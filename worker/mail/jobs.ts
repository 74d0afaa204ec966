import type { PersonId } from '../../protocol/entries.ts';
import type { CapLevel } from '../phone/report.ts';

/**
 * Why an answer by mail is not in its room, or not all of it: `files` (logged without some of its files), `empty` (nothing of the person's own in
 * it), `unreadable` (no mail that can be parsed), `not_in_room`, `not_allowed` (nothing is written there any more, or not by them).
 */
export type NotLogged = 'files' | 'empty' | 'too_large' | 'too_many' | 'encrypted' | 'unreadable' | 'not_in_room' | 'not_allowed';

/** What the mail queue carries. `id` is the idempotency key: the same id is sent once, whatever happens. */
export type MailJob = { id: string; account: string | null } & (
  | { kind: 'welcome'; user: string }
  | { kind: 'verify'; email: string; name: string; url: string }
  | { kind: 'reset'; email: string; name: string; url: string }
  | { kind: 'invitation'; email: string; inviter: string; accountName: string; url: string }
  /** To a client-to-be; `message` is the inviter's own words. */
  | { kind: 'client_invitation'; email: string; inviter: string; company: string; message: string; url: string; language: string }
  /** A link that signs a client in, and one to choose a password. */
  | { kind: 'client_link'; email: string; company: string; url: string; language: string }
  | { kind: 'client_reset'; email: string; company: string; url: string; language: string }
  | { kind: 'snippet'; email: string; site: string; sender: string }
  /** A closed chat: to its category's addresses and to the operators who asked for a copy. */
  | { kind: 'transcript'; room: string; episode: number }
  /** To the visitor who asked for it. */
  | { kind: 'visitor_transcript'; room: string; episode: number; email: string }
  /** An offline form: to the account's owners and admins. */
  | { kind: 'offline_form'; room: string; seq: number; site: string }
  /** An operator's answer to an offline form, while the visitor is away. */
  | { kind: 'offline_answer'; room: string; seq: number }
  /** To somebody in a room with clients: its messages behind `from` up to `upto` that they have not read when it is sent. */
  | { kind: 'digest'; room: string; person: PersonId; from: number; upto: number }
  /** To somebody in the room of a meeting that begins soon, at `starts` as far as was known. */
  | { kind: 'meeting'; room: string; person: PersonId; meeting: string; starts: number }
  /** An own number's SMS of the month (`2026-11`) are nearly used up, or are: to the account's owners and admins. */
  | { kind: 'sms_cap'; number: string; month: string; level: CapLevel; cap: number }
  /** To whoever answered by mail, when the answer or some of its files could not be logged. `subject` is that of their mail. */
  | { kind: 'not_logged'; person: PersonId; subject: string; reason: NotLogged; files: string[] }
);
