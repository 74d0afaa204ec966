/** Takes what phones and carriers tell into conversations: messages, voicemails, calls, and what became of what was sent. */
import { optWordIn } from '../../protocol/opt-out.ts';
import type { SmsState } from '../../protocol/sms.ts';
import type { Answer } from '../contracts/people.ts';
import type { PhoneTold, SmsFacts } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { roomOf } from '../http/objects.ts';
import type { CallEvent, ReceivedMessage, RecordingEvent } from './events.ts';
import { isLayout, isLost, type Offered, takeFile } from './inbound-files.ts';
import { partsOfMessageId } from './message-id.ts';
import { numberByE164 } from './number-store.ts';
import { PhoneFailure, type PhonePort } from './port.ts';
import { phonePort } from './provider.ts';
import { logReport, type Report, type StateReport } from './report.ts';
import { smsFactsOf } from './sms-facts.ts';
import { dropSmsRoom, makeSmsRoom, readSmsRoom, readThread, roomsWith, threadStatement } from './sms-rooms.ts';
import type { MessageState } from './states.ts';

type Files = Pick<PhonePort, 'fetch' | 'forget'>;

/** Reports to conversations by SMS, and to the log. */
export const tellRooms =
  (env: Env, port: Files = phonePort(env)): Report =>
  async (report) => {
    await logReport(report);
    if (report.kind === 'message') await tellMessage(env, port, report);
    if (report.kind === 'recording') await tellVoicemail(env, port, report);
    if (report.kind === 'call') await tellCall(env, report);
    if (report.kind === 'state') await tellState(env, report);
  };

async function tellMessage(env: Env, port: Files, event: ReceivedMessage): Promise<void> {
  const { account, number, other, text, media, id } = event;
  const word = media.length === 0 ? optWordIn(text) : null;
  const offered = media
    .filter(({ type }) => !isLayout(type))
    .map(({ url, type }, at): Offered => ({ id, url, type, name: `${/^(image|audio|video)\//.exec(type)?.[1] ?? 'file'}-${at + 1}` }));
  const told = { person: other, cid: id, text, word };
  const room = await tellWithFiles(env, port, event, told, offered, media);
  if (word === null || word === 'help' || !room) return;
  const own = await numberByE164(env, number);
  for (const also of own?.account === account ? await roomsWith(env, account, own.id, other) : [])
    if (also !== room) await roomOf(env, also).smsOpted(account, other, word);
}

async function tellVoicemail(env: Env, port: Files, event: RecordingEvent): Promise<void> {
  const { id, other, url, seconds } = event;
  const told = { person: other, cid: id, text: '', word: null, voicemail: seconds };
  await tellWithFiles(env, port, event, told, [{ id, url, type: 'audio/mpeg', name: 'voicemail' }], [{ url }]);
}

/** Fetches files into the room, tells it, and only then has the provider forget them: interrupted anywhere, the rest is done again. */
async function tellWithFiles(
  env: Env,
  port: Files,
  ends: Ends,
  told: Omit<PhoneTold, 'files' | 'lost'>,
  offered: Offered[],
  media: { url: string }[],
): Promise<string | null> {
  const room = await inRoom(env, ends, async (name, facts) => {
    // Before anything is fetched: what the room has already, the provider may have forgotten.
    const expected = offered.length > 0 ? await roomOf(env, name).expectsPhone(ends.account, ends.other, told.cid) : null;
    if (expected && (!expected.ok || expected.seq !== null)) return expected;
    const taken = await Promise.all(offered.map((one) => takeFile(env, port, name, one)));
    const [files, lost] = [taken.flatMap((one) => (isLost(one) ? [] : one)), taken.filter(isLost)];
    return roomOf(env, name).phoneTold(name, facts, { ...told, files, lost });
  });
  for (const { url } of media) await forget(port, url);
  return room;
}

async function forget(port: Files, url: string): Promise<void> {
  try {
    await port.forget(url);
  } catch (error) {
    // What cannot be deleted there stays there: another try will not mend it.
    if (!(error instanceof PhoneFailure && error.refusal)) throw error;
    console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: 'not_forgotten', reason: error.message }));
  }
}

async function tellCall(env: Env, event: CallEvent): Promise<void> {
  const { own, other: person, seconds } = event;
  // That it rings is told by whoever it rings at, and that a call from here began by who began it.
  if (event.state === 'ringing') return;
  const state = event.state === 'talked' ? 'talked' : 'missed';
  const [, room] = /^(sms\.[\da-f]{32}):/.exec(own) ?? [];
  const call = room ? own : event.call;
  const about = { call, direction: room ? 'out' : 'in', person, state, ...(state === 'talked' ? { seconds } : {}) } as const;
  if (room) await inKnownRoom(env, event, room, (facts) => roomOf(env, room).phoneCall(room, facts, about));
  else await inRoom(env, event, (name, facts) => roomOf(env, name).phoneCall(name, facts, about));
}

/** Of messages that wait or are on their way there is nothing to tell. */
const STATES: Partial<Record<MessageState, SmsState>> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
};

async function tellState(env: Env, { message, state: told, error }: StateReport): Promise<void> {
  const parts = partsOfMessageId(message);
  const state = STATES[told];
  if (parts && state) await roomOf(env, parts.room).smsDelivery(parts.seq, parts.to, { state, ...(error ? { error } : {}) });
}

/** An own number and who is at the other end. */
interface Ends {
  account: string;
  number: string;
  other: string;
}

/**
 * Finds the room that something from outside belongs to: where its person was written to last, as long as they are in it, else their own. One that was
 * deleted is replaced. Answers null when the number is not the account's any more.
 */
async function inRoom(
  env: Env,
  { account, number, other }: Ends,
  tell: (room: string, facts: SmsFacts) => Promise<Answer<object>>,
): Promise<string | null> {
  const own = await numberByE164(env, number);
  const facts = own?.account === account ? await smsFactsOf(env, account, own.id, [other]) : null;
  if (!own || !facts) return null;
  const thread = await readThread(env, account, own.id, other);
  if (thread && (await tell(thread, facts)).ok) return thread;
  for (let attempt = 0; attempt < 2; attempt++) {
    const room = await makeSmsRoom(env, account, own.id, other);
    if ((await tell(room, facts)).ok) {
      await threadStatement(env, account, own.id, other, room).run();
      return room;
    }
    await dropSmsRoom(env, account, room);
  }
  throw new Error('no room takes it');
}

/** For a room that has told of its own that it is one. */
async function inKnownRoom(env: Env, { account, other }: Ends, room: string, tell: (facts: SmsFacts) => Promise<unknown>): Promise<void> {
  const known = await readSmsRoom(env, account, room);
  const facts = known && (await smsFactsOf(env, account, known.number, [other]));
  if (facts) await tell(facts);
}
