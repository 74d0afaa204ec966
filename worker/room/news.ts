/** What a room tells others after the fact: its desk, its site, the queues of mail and statistics. Each is told of the entries it has not been told of. */
import { type Entry, isOperator, visitorPersonId } from '../../protocol/entries.ts';
import type { RoomSummary, SiteServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { DeskApi } from '../contracts/desk.ts';
import type { RoomReport, VisitorReport } from '../contracts/reports.ts';
import type { Block } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import type { MailJob } from '../mail/jobs.ts';
import { chatJob } from '../statistics/jobs.ts';
import { beginningOf } from '../text.ts';
import { clientReport } from './client-news.ts';
import {
  type AnyConversation,
  type ClientConversation,
  isBySms,
  isOfTeam,
  isWithClients,
  isWithVisitor,
  type SmsConversation,
  type TeamConversation,
  type VisitorConversation,
} from './conversation.ts';
import type { Facts } from './facts.ts';
import type { Log } from './log.ts';
import type { Mailing } from './mailing.ts';
import { smsReport, tellPhone } from './sms-news.ts';
import { nameOf, visitorOf } from './state.ts';
import { teamReport } from './team-news.ts';

export const DESTINATIONS = ['desk', 'site', 'mail', 'statistics', 'phone'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Tells one destination what lies after `after`; answers up to where it knows now. Throws when it did not take it. */
export async function tell(
  env: Env,
  destination: Destination,
  conversation: AnyConversation,
  after: number,
  visitorIsHere: boolean,
  facts: Facts,
  mailing: Mailing,
): Promise<number> {
  if (destination === 'desk') return await tellDesk(env, conversation, after, mailing);
  if (destination === 'phone') return isBySms(conversation) ? await tellPhone(env, conversation, after) : conversation.log.head;
  // What is said in other rooms concerns no site.
  if (!isWithVisitor(conversation)) {
    const { head } = conversation.log;
    if (destination === 'mail' && !isBySms(conversation)) await enqueue(env.MAIL, reminders(conversation, after));
    return head;
  }
  const entries = conversation.log.after(after, LIMITS.page).map(({ entry }) => entry);
  if (destination === 'site') await tellSite(env, conversation, entries, visitorIsHere);
  else if (destination === 'mail') await enqueue(env.MAIL, mailJobs(conversation, entries, visitorIsHere));
  else await enqueue(env.STATISTICS, facts.after(conversation, after, entries).map(chatJob));
  return entries.at(-1)?.seq ?? after;
}

async function enqueue<Job>(queue: Queue<Job>, jobs: Job[]): Promise<void> {
  // A batch holds a hundred.
  for (let from = 0; from < jobs.length; from += 100) await queue.sendBatch(jobs.slice(from, from + 100).map((body) => ({ body })));
}

async function tellSite(env: Env, conversation: VisitorConversation, entries: Entry[], visitorIsHere: boolean): Promise<void> {
  const { chat, visitor, site, advertiser } = conversation.state;
  const talk = chat.listing && advertiser ? { ...chat.listing, advertiser } : null;
  const room = nameOf(conversation.state);
  const has = (...kinds: Entry['kind'][]) => entries.some(({ kind }) => kinds.includes(kind));
  const object = env.SITE.getByName(site);
  if (has('opened', 'taken', 'released', 'closed', 'unanswered', 'form', 'erased')) {
    if (chat.status === 'waiting') await object.waiting(room, chat.episode, chat.since, talk);
    else await object.settled(room, chat.episode, entries.findLast(({ kind }) => kind === 'taken')?.at ?? null, talk);
  }
  if (has('blocked', 'unblocked', 'erased')) await object.setBlock(room, blockOf(conversation));
  // Whose chat is not loaded is called too: with the count it loads, and shows the call.
  if (!visitorIsHere && entries.some(({ kind, by }) => (kind === 'message' && isOperator(by)) || kind === 'call_started')) {
    await object.notify(visitor, unreadOf(conversation), talk);
  }
}

/** Who may not come in, as the site keeps it; null when they may. */
function blockOf({ state, members }: VisitorConversation): Block | null {
  const { block } = state.chat;
  if (!block) return null;
  const { at, until, reason } = block;
  const { name } = visitorOf(state);
  return {
    room: nameOf(state),
    visitor: state.visitor,
    by: members.get(block.by)?.name ?? '',
    at,
    ...(until === undefined ? {} : { until }),
    ...(reason ? { reason } : {}),
    ...(block.address && state.address ? { address: state.address } : {}),
    ...(name ? { name } : {}),
  };
}

/** Longest line of a list, UTF-16 code units. */
const LINE = 140;

/** Reports in one delivery: a log that is told from its beginning does not wait between its pages. */
const REPORTS = 20;

/** Tells the desk the log, page by page, from where it says it has it. */
async function tellDesk(env: Env, conversation: AnyConversation, after: number, mailing: Mailing): Promise<number> {
  const desk = env.DESK.getByName(conversation.state.account);
  let told = after;
  for (let count = 0; count < REPORTS; count++) {
    told = isWithClients(conversation)
      ? await tellClients(desk, conversation, told, mailing)
      : (await desk.report(reportOf(conversation, told))).seq;
    if (told >= conversation.log.head) break;
  }
  return told;
}

function reportOf(conversation: VisitorConversation | TeamConversation | SmsConversation, after: number): RoomReport {
  if (isBySms(conversation)) return smsReport(conversation, after);
  return isOfTeam(conversation) ? teamReport(conversation, after) : visitorReport(conversation, after);
}

async function tellClients(
  desk: Pick<DeskApi, 'report'>,
  conversation: ClientConversation,
  after: number,
  mailing: Mailing,
): Promise<number> {
  const report = clientReport(conversation, after);
  const { seq, digestMinutes } = await desk.report(report);
  // A desk that lost the room has lost its read marks, too.
  if (seq < after) conversation.members.forgetTold();
  else conversation.members.setTold(report.reads);
  if (digestMinutes !== undefined) mailing.learn(conversation, digestMinutes);
  return seq;
}

/** The page of the log that is told after `after`. */
export const newsAfter = (log: Log, after: number): { after: number; news: Entry[] } => ({
  after,
  news: log.after(after, LIMITS.page).map(({ entry }) => entry),
});

function visitorReport({ state, log, members }: VisitorConversation, after: number): VisitorReport {
  const { account, site, chat, page, offeredTo } = state;
  const unread: Record<string, number> = {};
  for (const { id, read } of members.operators()) unread[id] = read < log.head ? log.countMessages(read, 'visitor') : 0;
  const answered = log.newestAnswer(chat.openedSeq)?.entry.seq ?? chat.openedSeq;
  return {
    kind: 'visitor',
    room: nameOf(state),
    account,
    site,
    seq: log.head,
    chat,
    visitor: visitorOf(state),
    ...(page ? { page } : {}),
    last: lastOf((log.newest(['message', 'form', 'erased'], chat.openedSeq) ?? log.newest(['opened']))?.entry),
    unread,
    pending: log.countMessages(answered, 'visitor'),
    offeredTo,
    ...newsAfter(log, after),
  };
}

export function lastOf(entry: Entry | undefined): RoomSummary['last'] {
  if (!entry) return null;
  const { at, by, kind } = entry;
  const call = entry.kind === 'phone_call' ? { call: { direction: entry.direction, state: entry.state } } : {};
  const voicemail = entry.kind === 'message' && entry.via === 'voicemail' ? { voicemail: true as const } : {};
  return { at, by, kind, text: beginningOf(lineOf(entry), LINE), ...call, ...voicemail };
}

function lineOf(entry: Entry): string {
  if (entry.kind === 'message') return entry.text || (entry.files?.[0]?.name ?? '');
  return entry.kind === 'form' ? (entry.values.message ?? '') : '';
}

/** Mails that entries cause. The ids are the entries': told again, they are the same mails. */
function mailJobs({ state, log }: VisitorConversation, entries: Entry[], visitorIsHere: boolean): MailJob[] {
  const { account, site, chat } = state;
  const room = nameOf(state);
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

/** A mail to each person in the room for each meeting that is near. Whether it is still wanted is asked when it is sent. */
function reminders(conversation: TeamConversation | ClientConversation, after: number): MailJob[] {
  const { account, room } = conversation.state;
  const people = isOfTeam(conversation) ? conversation.state.team.members : conversation.members.inside().map(({ id }) => id);
  return conversation.log
    .ofKind('meeting_near', after)
    .flatMap(({ meeting, starts }) =>
      people.map(
        (person): MailJob => ({ id: `meeting:${meeting}:${starts}:${person}`, kind: 'meeting', account, room, person, meeting, starts }),
      ),
    );
}

/** What a visitor has not read. */
export function unreadOf({ log, members, state }: VisitorConversation): Omit<Extract<SiteServerFrame, { t: 'unread' }>, 't'> {
  const read = members.get(visitorPersonId(state.visitor))?.read ?? 0;
  const count = log.countMessages(read, 'operator');
  const newest = log.newestAnswer(read)?.entry;
  if (newest?.kind !== 'message') return { count };
  const { name = '', photo } = members.get(newest.by) ?? {};
  const text = beginningOf(lineOf(newest), LINE);
  return { count, last: { name, ...(photo ? { photo } : {}), text, ...(newest.invitation ? { invitation: true } : {}) } };
}
