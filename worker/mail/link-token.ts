/**
 * Tokens in the links of mails of unread messages: what a mail shows and switches off without anybody signing in. HS256 JWT, each kind with a
 * key of its own; for one person and one room, and worth nothing to another.
 */
import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';
import { isClient, isOperator, type PersonId } from '../../protocol/entries.ts';
import { derivedKey } from '../http/ids.ts';

/** How long the pictures and files of a mail can be opened from it, seconds. */
const FILE_LASTS = 30 * 24 * 60 * 60;

/** Whose mail of which room a link is in. */
export interface MailLink {
  account: string;
  room: string;
  person: PersonId;
}

export interface MailFileLink extends MailLink {
  file: string;
}

export interface MailMeetingLink extends MailLink {
  meeting: string;
}

const text = v.pipe(v.string(), v.minLength(1));
const person = v.custom<PersonId>((value) => typeof value === 'string' && (isOperator(value) || isClient(value)));
const link = v.object({ account: text, room: text, person });
const fileLink = v.object({ ...link.entries, file: text, exp: v.number() });
const meetingLink = v.object({ ...link.entries, meeting: text });

/** Opens one file for 30 days from `now` (ms), as long as the person may read it. */
export async function signFileLink(secret: string, claims: MailFileLink, now: number): Promise<string> {
  return sign({ ...claims, exp: Math.floor(now / 1000) + FILE_LASTS }, await keyOf(secret, 'file'), 'HS256');
}

/** What a token opens at `now` (ms); null for one that is not ours, or too old. */
export async function readFileLink(secret: string, token: string, now: number): Promise<MailFileLink | null> {
  const claims = await read(secret, 'file', token, fileLink);
  return claims && claims.exp * 1000 > now ? claims : null;
}

/** Switches mails off and on again. Never too old: somebody may look at a mail after years. */
export async function signUnsubscribe(secret: string, { account, room, person }: MailLink): Promise<string> {
  return sign({ account, room, person }, await keyOf(secret, 'unsubscribe'), 'HS256');
}

export const readUnsubscribe = (secret: string, token: string): Promise<MailLink | null> => read(secret, 'unsubscribe', token, link);

/** Saves one meeting to a calendar, as long as the person may come to it. */
export async function signMeetingLink(secret: string, { account, room, person, meeting }: MailMeetingLink): Promise<string> {
  return sign({ account, room, person, meeting }, await keyOf(secret, 'meeting'), 'HS256');
}

export const readMeetingLink = (secret: string, token: string): Promise<MailMeetingLink | null> =>
  read(secret, 'meeting', token, meetingLink);

type LinkKind = 'file' | 'unsubscribe' | 'meeting';

const keyOf = (secret: string, kind: LinkKind): Promise<string> => derivedKey(secret, `mail ${kind}`);

async function read<T>(secret: string, kind: LinkKind, token: string, shape: v.GenericSchema<unknown, T>): Promise<T | null> {
  try {
    return v.parse(shape, await verify(token, await keyOf(secret, kind), { alg: 'HS256', exp: false, iat: false, nbf: false }));
  } catch {
    return null;
  }
}
