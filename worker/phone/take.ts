/**
 * Takes what the provider told. Each telling is marked when everything it causes was done, so one that comes again, or was interrupted, ends the
 * same: what it writes is known by its id, and what it reports may come twice.
 */
import { foldConsent, type OptWord, optWordIn } from '../../protocol/opt-out.ts';
import { segmentsOf } from '../../protocol/segments.ts';
import type { Env } from '../env.ts';
import type { MessageStatus, PhoneEvent, ReceivedMessage } from './events.ts';
import {
  findOutgoing,
  markTaken,
  moveState,
  type Outgoing,
  outgoingStatement,
  readConsent,
  wasTaken,
  writeConsent,
  writeOutgoing,
  writeReceived,
} from './ledger.ts';
import { numberByE164 } from './number-store.ts';
import { optText } from './opt-texts.ts';
import type { PhonePort } from './port.ts';
import type { Report } from './report.ts';
import { threadStatement } from './sms-rooms.ts';
import { laterState } from './states.ts';

export interface Taking {
  env: Env;
  port: Pick<PhonePort, 'answersOptWords'>;
  report: Report;
}

export async function takeEvent(event: PhoneEvent, taking: Taking): Promise<void> {
  const { env, report } = taking;
  if (await wasTaken(env, event.id)) return;
  if (event.kind === 'message') await takeMessage(event, taking);
  else if (event.kind === 'status') await takeStatus(event, taking);
  else await report(event);
  await markTaken(env, event.id, event.at);
}

async function takeMessage(event: ReceivedMessage, { env, port, report }: Taking): Promise<void> {
  const number = await numberByE164(env, event.number);
  // Given up, perhaps to another account, since this was told.
  if (number?.account !== event.account) return;
  const { account, other, segments, at } = event;
  await writeReceived(env, { id: event.id, account, number: number.id, other, provider: event.id, segments, at });
  const word = event.media.length === 0 ? optWordIn(event.text) : null;
  if (word) await obey(word, event, number, { env, answer: !port.answersOptWords });
  await report(event);
}

/** Remembers what somebody said, and has it confirmed. The answer is queued first: interrupted between, both are done again, and once. */
async function obey(
  word: OptWord,
  { id, account, number: from, other, at }: ReceivedMessage,
  number: { id: string; language: string },
  { env, answer }: { env: Env; answer: boolean },
): Promise<void> {
  const known = await readConsent(env, account, from, other);
  const consent = word === 'help' ? known : foldConsent(known, { word, at });
  if (answer && (word === 'help' || consent.stopped !== known.stopped)) {
    const name = await env.DB.prepare('SELECT name FROM account WHERE id = ?1').bind(account).first<string>('name');
    const text = optText(word, number.language, name ?? '');
    const { segments } = segmentsOf(text);
    const message = { id: `${word}:${id}`, account, room: '', number: number.id, other, by: '', text, media: [], segments, notice: true };
    await queueMessage(env, message, at);
  }
  if (word !== 'help') await writeConsent(env, account, from, other, consent);
}

async function takeStatus({ message, provider, state: told, reason }: MessageStatus, { env, report }: Taking): Promise<void> {
  const row = await findOutgoing(env, { message, provider });
  if (!row) return;
  const state = laterState(row.state, told);
  if (state === row.state) return;
  await report({ kind: 'state', account: row.account, room: row.room, message: row.id, state, error: reason });
  if (!(await moveState(env, row.id, row.state, { state, provider, error: reason }))) throw new Error('moved meanwhile');
}

/** Writes a message down and has it sent. With the same id again, it is sent once. */
export async function queueMessage(env: Env, message: Parameters<typeof writeOutgoing>[1], now: number): Promise<void> {
  await writeOutgoing(env, message, now);
  await env.PHONE.send({ id: message.id, account: message.account, kind: 'send' });
}

/** The same for messages of a conversation: what their people write from now on belongs to it. */
export async function queueMessages(env: Env, messages: Outgoing[], now: number): Promise<void> {
  await env.DB.batch(
    messages.flatMap((message) => [
      outgoingStatement(env, message, now),
      threadStatement(env, message.account, message.number, message.other, message.room),
    ]),
  );
  // A batch holds a hundred.
  for (let from = 0; from < messages.length; from += 100) {
    await env.PHONE.sendBatch(messages.slice(from, from + 100).map(({ id, account }) => ({ body: { id, account, kind: 'send' } })));
  }
}
