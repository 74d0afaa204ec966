/** What a conversation by SMS tells: its desk, and the phone network what is to be sent. */
import type { Entry, EntryOf } from '../../protocol/entries.ts';
import { segmentsOf } from '../../protocol/segments.ts';
import type { SmsReport } from '../contracts/reports.ts';
import type { Env } from '../env.ts';
import { smsMessageId } from '../phone/message-id.ts';
import { queueMessages } from '../phone/take.ts';
import type { SmsConversation } from './conversation.ts';
import { lastOf, newsAfter } from './news.ts';

/** The state, what is new, and how much each member has not read. */
export function smsReport({ state, log, members }: SmsConversation, after: number): SmsReport {
  const { account, room, sms, muted, hidden } = state;
  const newest = log.newest(['message', 'phone_call'])?.entry;
  const unread: Record<string, number> = {};
  for (const id of sms.members) {
    const read = members.get(id)?.read ?? 0;
    unread[id] = read < log.head ? log.countFromPhones(read) : 0;
  }
  return {
    kind: 'sms',
    room,
    account,
    seq: log.head,
    sms,
    muted,
    hidden: Object.keys(hidden).filter((id) => (newest?.seq ?? 0) <= hidden[id]!) as SmsReport['hidden'],
    last: lastOf(newest),
    unread,
    ...newsAfter(log, after),
  };
}

/** Entries whose messages are handed over at once: each is a row of the ledger for each of its people. */
const AT_ONCE = 20;

/** Hands over what is to be sent of the entries after `after`; answers up to where. Told again, each message is sent once. */
export async function tellPhone(env: Env, { state, log }: SmsConversation, after: number): Promise<number> {
  const entries = log.after(after, AT_ONCE).map(({ entry }) => entry);
  const { account, room, sms } = state;
  const messages = entries.flatMap((entry) =>
    outgoing(entry, (seq) => log.get(seq)?.entry).flatMap(({ message, to }) => {
      const { text, files = [] } = message;
      return to.map((other) => ({
        id: smsMessageId(room, entry.seq, other),
        account,
        room,
        number: sms.number.id,
        other,
        by: entry.by,
        text,
        media: files.map(({ id }) => id),
        // What is sent with files is one message, whatever its length.
        segments: files.length > 0 ? 1 : segmentsOf(text).segments,
      }));
    }),
  );
  if (messages.length > 0) await queueMessages(env, messages, Date.now());
  return entries.at(-1)?.seq ?? after;
}

/** What an entry sends, and to whom it has not gone yet. */
function outgoing(entry: Entry, find: (seq: number) => Entry | undefined): { message: EntryOf<'message'>; to: string[] }[] {
  const message = entry.kind === 'sms_again' ? find(entry.of) : entry;
  if (message?.kind !== 'message' || !message.delivery) return [];
  const attempt = entry.kind === 'sms_again' ? entry.seq : undefined;
  const waits = Object.entries(message.delivery).filter(([, known]) => known.state === 'queued' && known.attempt === attempt);
  return [{ message, to: waits.map(([to]) => to) }];
}
