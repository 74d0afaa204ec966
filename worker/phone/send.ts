/**
 * Sends one message of the ledger. What is sent, and whether at all, is decided right before: by then its person may have said stop. A message is
 * marked before it is handed over, so that two consumers never both do it; of one of which nothing was heard, the provider is asked first.
 */
import { foldConsent } from '../../protocol/opt-out.ts';
import type { Env } from '../env.ts';
import { crossesWarning, decide, type MessageError, monthOf, pace } from './decide.ts';
import type { E164 } from './e164.ts';
import {
  claim,
  type LedgerRow,
  markFailed,
  markSent,
  noteWarning,
  readConsent,
  readMessage,
  release,
  takeSlot,
  unknownOf,
  usedSince,
  writeConsent,
} from './ledger.ts';
import { mediaUrl } from './media-link.ts';
import { PhoneFailure, type PhonePort, type Sent, type Sms } from './port.ts';
import type { CapLevel, Report } from './report.ts';

/** ms after which one that is marked as handed over is so no more: whoever did it is gone. Longer than any answer is waited for. */
const ABANDONED = 60_000;
/** How far the provider's clock may be behind ours, ms. */
const SKEW = 60_000;

export interface Sending {
  env: Env;
  port: PhonePort;
  report: Report;
  now: () => number;
}

/**
 * What remains of a job: nothing, waiting until a time (of no fault, ms), or another try after a fault, in at least so many seconds.
 */
export type Outcome = { is: 'done' } | { is: 'wait'; until: number } | { is: 'again'; seconds: number };
const DONE: Outcome = { is: 'done' };

export async function sendMessage(id: string, sending: Sending): Promise<Outcome> {
  const { env, now } = sending;
  const row = await readMessage(env, id);
  if (!row?.body || !['queued', 'sending', 'unsure'].includes(row.state)) return DONE;
  const handed = row.state !== 'queued' && row.triedAt !== null ? row.triedAt : null;
  if (row.state === 'sending' && handed !== null && now() - handed < ABANDONED) return { is: 'wait', until: handed + ABANDONED };
  const media = await Promise.all(row.body.media.map((one) => addressOf(one, row.room, sending)));
  const sms: Sms = { id, from: row.from as E164, to: row.other, text: row.body.text, media };
  if (handed !== null) {
    const found = await look(sms, handed - SKEW, sending);
    if (found) return keep(row, found, sending);
  }
  const month = monthOf(now());
  const used = await usedSince(env, row.number, month.begin, id);
  const decision = decide({ ...(await factsOf(row, sending)), used });
  if (decision.do === 'refuse') return refuse(row, decision.error, sending);
  if (decision.do === 'wait') return { is: 'wait', until: decision.until };
  const slot = await slotOf(row, sending);
  if (slot === null) return soon(sending);
  if (slot > now()) return { is: 'wait', until: slot };
  // Before it counts as used: whoever is interrupted between sees anew that it crosses.
  if (crossesWarning(used, row.segments, row.monthlyCap)) await warn(row, month.name, sending);
  if (!(await claim(env, row, month.begin, now()))) return soon(sending);
  return hand(row, sms, sending);
}

/** What is no address yet is a file of the room. */
const addressOf = async (media: string, room: string, { env, now }: Sending): Promise<string> =>
  URL.canParse(media) ? media : mediaUrl(env, room, media, now());

/** Another consumer has it, or took its place or the last of the month meanwhile: what is to be done is seen anew. */
const soon = ({ now }: Sending): Outcome => ({ is: 'wait', until: now() + 1_000 });

async function factsOf(row: LedgerRow, { env, now }: Sending) {
  const { quietFrom, quietTo, timeZone } = row;
  return {
    now: now(),
    held: row.removedAt === null,
    capabilities: row.capabilities,
    hasMedia: (row.body?.media.length ?? 0) > 0,
    stopped: (await readConsent(env, row.account, row.from, row.other)).stopped,
    notice: row.notice,
    quiet: quietFrom !== null && quietTo !== null ? { from: quietFrom, to: quietTo, timeZone } : null,
    cap: row.monthlyCap,
    segments: row.segments,
  };
}

/** When the message may leave by its number's pace; null when its place was taken meanwhile. */
async function slotOf(row: LedgerRow, { env, now }: Sending): Promise<number | null> {
  if (row.dueAt > 0) return row.dueAt;
  const { slot, next } = pace(row.nextAt, now(), row.segments);
  return (await takeSlot(env, row, slot, next)) ? slot : null;
}

/** Hands it to the provider. */
async function hand(row: LedgerRow, sms: Sms, sending: Sending): Promise<Outcome> {
  const { env, port } = sending;
  let sent: Sent;
  try {
    sent = await port.send(sms);
  } catch (error) {
    if (!(error instanceof PhoneFailure)) throw error;
    if (error.refusal) {
      if (error.refusal === 'stopped') await stop(row, sending);
      return refuse(row, error.refusal, sending);
    }
    await release(env, row.id, error.reason === 'unsure' ? 'unsure' : 'queued');
    return { is: 'again', seconds: error.retryAfter ?? 0 };
  }
  return keep(row, sent, sending);
}

/** The provider knows of a stop that we do not. */
async function stop({ account, from, other }: LedgerRow, { env, now }: Sending): Promise<void> {
  const consent = await readConsent(env, account, from, other);
  await writeConsent(env, account, from, other, foldConsent(consent, { word: 'stop', at: now() }));
}

/** A message that the provider has got after all. */
async function look(sms: Sms, since: number, { env, port }: Sending): Promise<Sent | null> {
  const found = await port.find(sms, since);
  const unknown = await unknownOf(
    env,
    found.map(({ provider }) => provider),
  );
  return found.find(({ provider }) => unknown.has(provider)) ?? null;
}

async function keep({ id, account, room }: LedgerRow, sent: Sent, { env, report }: Sending): Promise<Outcome> {
  // Told before it is written: whoever is interrupted between finds it at the provider, and tells it again.
  await report({ kind: 'state', account, room, message: id, state: 'sent', error: null });
  await markSent(env, id, sent);
  return DONE;
}

async function refuse(row: LedgerRow, error: MessageError, sending: Sending): Promise<Outcome> {
  const { id, account, room } = row;
  const { env, report, now } = sending;
  await report({ kind: 'state', account, room, message: id, state: 'failed', error });
  if (error === 'cap') await tellCap(row, 'reached', monthOf(now()).name, sending);
  await markFailed(env, id, error);
  return DONE;
}

async function warn(row: LedgerRow, month: string, sending: Sending): Promise<void> {
  if (row.warned === month) return;
  await tellCap(row, 'warned', month, sending);
  await noteWarning(sending.env, row, month);
}

async function tellCap(
  { account, number, monthlyCap: cap }: LedgerRow,
  level: CapLevel,
  month: string,
  { report }: Sending,
): Promise<void> {
  if (cap !== null) await report({ kind: 'cap', account, number, level, month, cap });
}
