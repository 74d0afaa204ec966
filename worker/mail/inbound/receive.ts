/**
 * An answer by mail, from its arrival to its room. What happens, in this order:
 *
 * 1. A reply address that is not ours, and whatever a machine wrote, is dropped without a word: an answer would go to somebody who never wrote.
 * 2. A mail from another address than its person's, or that nothing vouches for, is held for a person to let in.
 * 3. The person is told of what cannot be logged, at most a few times a day.
 * 4. All else is logged, once, whatever is delivered twice.
 *
 * Throws where another try can succeed: the sender's server comes again.
 */
import { Refusal } from '../../../protocol/errors.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Env } from '../../env.ts';
import { database } from '../../http/database.ts';
import { countAttempt, type Limit } from '../../http/limits.ts';
import type { NotLogged } from '../jobs.ts';
import { oneLine } from '../render/blocks.ts';
import { addressHash, markSent, wasSent } from '../sent.ts';
import { accept, cidOf, loggedMark } from './accept.ts';
import { type Reply, replyDomain, replyTo, tokenIn } from './address.ts';
import { type Doubt, doubtOf } from './authentic.ts';
import { classify, isEncryptedText, type MailClass } from './classify.ts';
import { hold } from './held.ts';
import { type MailHeaders, type ParsedMail, parseHeaders, parseMail } from './parse.ts';
import { correspondent } from './people.ts';

/** What is used of an `EmailMessage` of the runtime; `from` and `to` are the envelope's. */
export interface IncomingMail {
  from: string;
  to: string;
  raw: ReadableStream<Uint8Array>;
  rawSize: number;
}

export type Received =
  | { outcome: 'logged'; seq: number; leftOut: string[] }
  | { outcome: 'held'; reason: Doubt }
  | { outcome: 'told'; reason: NotLogged }
  | {
      outcome: 'dropped';
      reason: Exclude<MailClass, 'answer' | 'encrypted'> | 'unknown_address' | 'unknown_sender' | 'repeated' | 'flood';
    };

const PER_ADDRESS: Limit = { name: 'answer by mail', max: LIMITS.answersPerMinute, seconds: 60 };
const HELD_PER_ADDRESS: Limit = { name: 'held mail', max: LIMITS.heldPerDay, seconds: 24 * 3600 };

/** Bytes read of a mail that is too large: its headers are in them. */
const HEAD = 256 * 1024;

/** Takes a mail that came for a reply address. Tells what became of it; of what is not logged there is a line in the log, without content. */
export async function receiveMail(incoming: IncomingMail, env: Env, now = Date.now()): Promise<Received> {
  const received = await receive(incoming, env, now);
  const { outcome } = received;
  if (outcome !== 'logged')
    console.log(JSON.stringify({ level: 'info', part: 'mail', event: `answer ${outcome}`, reason: received.reason }));
  return received;
}

async function receive(incoming: IncomingMail, env: Env, now: number): Promise<Received> {
  const domain = replyDomain(env);
  const token = tokenIn(incoming.to, domain);
  const reply = token === null ? null : await replyTo(env, token);
  if (!reply) return { outcome: 'dropped', reason: 'unknown_address' };

  const tooLarge = incoming.rawSize > LIMITS.answerMail;
  const raw = await read(incoming.raw, tooLarge ? HEAD : LIMITS.answerMail);
  const mail = tooLarge ? null : await parseMail(raw).catch(() => null);
  const headers = mail?.headers ?? (await parseHeaders(raw));
  const sort = classify(headers, incoming.from, [ownAddress(env), incoming.to.toLowerCase()]);
  if (sort !== 'answer' && sort !== 'encrypted') return { outcome: 'dropped', reason: sort };

  const person = await correspondent(database(env), reply.account, reply.person);
  if (!person) return { outcome: 'dropped', reason: 'unknown_sender' };
  const cid = await cidOf(reply, headers, raw);
  if (await wasSent(env.DB, loggedMark(cid))) return { outcome: 'dropped', reason: 'repeated' };
  const doubt = doubtOf(headers, incoming.from, person.email);
  const fault = faultOf(tooLarge, mail, sort, person.gone);
  // A stranger is told nothing, and what could not be let in anyway is not kept.
  if (doubt && (fault || !mail)) return { outcome: 'dropped', reason: 'unknown_sender' };
  if (doubt && mail) return keep(env, reply, mail, raw, cid, doubt, now);

  const told = (reason: NotLogged, files: string[] = []) => tell(env, reply, headers, cid, reason, files);
  if (fault || !mail) return told(fault ?? 'unreadable');
  if (!(await isWithin(env, PER_ADDRESS, reply, now))) return told('too_many');
  const accepted = await accept(env, reply, mail, cid);
  if (!accepted.ok) return told(accepted.reason, accepted.leftOut);
  if (accepted.leftOut.length > 0) await told('files', accepted.leftOut);
  // Last: what fails before is done again from the beginning, and each step of it once.
  await markSent(env.DB, loggedMark(cid), await addressHash(env.SECRET, person.email), now);
  return { outcome: 'logged', seq: accepted.seq, leftOut: accepted.leftOut };
}

/** Why a mail cannot be logged whoever sent it, as far as the mail itself tells; null when it can. */
function faultOf(tooLarge: boolean, mail: ParsedMail | null, sort: MailClass, gone: boolean): NotLogged | null {
  if (gone) return 'not_in_room';
  if (tooLarge) return 'too_large';
  if (sort === 'encrypted' || (mail && isEncryptedText(mail.text))) return 'encrypted';
  return mail ? null : 'unreadable';
}

async function keep(env: Env, reply: Reply, mail: ParsedMail, raw: Uint8Array, cid: string, doubt: Doubt, now: number): Promise<Received> {
  if (mail.text === '' && mail.files.length === 0) return { outcome: 'dropped', reason: 'unknown_sender' };
  if (!(await isWithin(env, HELD_PER_ADDRESS, reply, now))) return { outcome: 'dropped', reason: 'flood' };
  await hold(env, reply, mail, raw, cid, doubt, now);
  return { outcome: 'held', reason: doubt };
}

async function tell(env: Env, reply: Reply, headers: MailHeaders, cid: string, reason: NotLogged, files: string[]): Promise<Received> {
  const { account, person } = reply;
  const subject = oneLine(headers.subject);
  await env.MAIL.send({
    id: `not_logged:${reason}:${cid}`,
    account,
    kind: 'not_logged',
    person,
    subject,
    reason,
    files: files.slice(0, 30),
  });
  return { outcome: 'told', reason };
}

async function isWithin(env: Env, limit: Limit, { room, person }: Reply, now: number): Promise<boolean> {
  try {
    await countAttempt(env, limit, `${room} ${person}`, now);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** The address in MAIL_FROM. */
const ownAddress = ({ MAIL_FROM }: Env): string => (/<([^<>]+)>\s*$/.exec(MAIL_FROM)?.[1] ?? MAIL_FROM).trim().toLowerCase();

/** The bytes of a stream, at most `limit` of them. */
async function read(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of stream) {
    chunks.push(chunk.subarray(0, limit - size));
    size += Math.min(chunk.byteLength, limit - size);
    if (size >= limit) break;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
