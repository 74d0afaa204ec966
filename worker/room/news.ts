/** What a room tells others after the fact: its desk, its site, the mail queue. Each is told of the entries it has not been told of. */
import { type Entry, isOperator, visitorPersonId } from '../../protocol/entries.ts';
import type { RoomSummary, SiteServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type RoomReport, visitorRoom } from '../contracts.ts';
import type { MailJob } from '../mail/jobs.ts';
import type { Conversation } from './conversation.ts';
import { visitorOf } from './state.ts';

/** Longest line of a list, UTF-16 code units. */
const LINE = 140;

/** The state and what is new. After a long silence of the desk only the newest entries go along: nobody is alerted of what is long over. */
export function deskReport({ state, log, members }: Conversation, after: number): RoomReport {
  const { account, site, visitor, chat, page, offeredTo } = state;
  const news = log.after(Math.max(after, log.head - LIMITS.page), LIMITS.page).map(({ entry }) => entry);
  const unread: Record<string, number> = {};
  for (const { id, read } of members.operators()) unread[id] = read < log.head ? log.countMessages(read, 'visitor') : 0;
  const answered = log.newestAnswer(chat.openedSeq)?.entry.seq ?? chat.openedSeq;
  return {
    room: visitorRoom(site, visitor),
    account,
    site,
    seq: log.head,
    chat,
    visitor: visitorOf(state),
    ...(page ? { page } : {}),
    last: lastOf((log.newest(['message', 'form'], chat.openedSeq) ?? log.newest(['opened']))?.entry),
    unread,
    pending: log.countMessages(answered, 'visitor'),
    offeredTo,
    news,
  };
}

function lastOf(entry: Entry | undefined): RoomSummary['last'] {
  if (!entry) return null;
  const { at, by, kind } = entry;
  return { at, by, kind, text: lineOf(entry).slice(0, LINE) };
}

function lineOf(entry: Entry): string {
  if (entry.kind === 'message') return entry.text || (entry.files?.[0]?.name ?? '');
  return entry.kind === 'form' ? (entry.values.message ?? '') : '';
}

/** Mails that entries cause. The ids are the entries': told again, they are the same mails. */
export function mailJobs({ state, log }: Conversation, entries: Entry[], visitorIsHere: boolean): MailJob[] {
  const { account, site, visitor, chat } = state;
  const room = visitorRoom(site, visitor);
  return entries.flatMap((entry): MailJob[] => {
    const { seq } = entry;
    const episode = log.episodeAt(seq)?.episode ?? 0;
    switch (entry.kind) {
      case 'closed':
        return [{ id: `transcript:${room}:${seq}`, account, kind: 'transcript', room, episode }];
      case 'transcript':
        return [{ id: `visitor_transcript:${room}:${seq}`, account, kind: 'visitor_transcript', room, episode, email: entry.address }];
      case 'form':
        return entry.form === 'offline' ? [{ id: `offline_form:${room}:${seq}`, account, kind: 'offline_form', room, seq, site }] : [];
      case 'message': {
        // Answered by mail while the visitor is away: who came back began another chat, or is here.
        const left = log.newest(['form'], chat.openedSeq)?.entry;
        const away = isOperator(entry.by) && !visitorIsHere && seq > chat.openedSeq && chat.details.email;
        return away && left?.kind === 'form' && left.form === 'offline'
          ? [{ id: `offline_answer:${room}:${seq}`, account, kind: 'offline_answer', room, seq }]
          : [];
      }
      default:
        return [];
    }
  });
}

/** What a visitor has not read. */
export function unreadOf({ log, members, state }: Conversation): Omit<Extract<SiteServerFrame, { t: 'unread' }>, 't'> {
  const read = members.get(visitorPersonId(state.visitor))?.read ?? 0;
  const count = log.countMessages(read, 'operator');
  const newest = log.newestAnswer(read)?.entry;
  if (newest?.kind !== 'message') return { count };
  const { name = '', photo } = members.get(newest.by) ?? {};
  const text = lineOf(newest).slice(0, LINE);
  return { count, last: { name, ...(photo ? { photo } : {}), text, ...(newest.invitation ? { invitation: true } : {}) } };
}
