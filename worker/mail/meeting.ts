/** From the job of a meeting's reminder to the mail, decided when it is sent: of a meeting that was moved, cancelled or is over there is none. */
import { isToCome } from '../../protocol/meeting.ts';
import type { Env } from '../env.ts';
import type { Database } from '../http/database.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { findPortal, portalName } from '../portal/portals.ts';
import { mailReader } from './by-mail.ts';
import type { Draft } from './compose.ts';
import { looksOf } from './digest.ts';
import { digestReader, isMuted } from './digest-reader.ts';
import type { MailJob } from './jobs.ts';
import { type MailLink, signMeetingLink, signUnsubscribe } from './link-token.ts';
import { mailCalendarUrl, meetingUrl, unsubscribeUrl } from './links.ts';
import { meetingMail } from './render/meeting-mail.ts';

/** The mail of a job. Colleagues who are online have been told in their app. */
export async function meetingReminder(
  job: Extract<MailJob, { kind: 'meeting' }>,
  env: Env,
  db: Database,
  now = Date.now(),
): Promise<Draft[]> {
  const { id, account, room, person, meeting: wanted, starts } = job;
  if (!account) return [];
  const link: MailLink = { account, room, person };
  const [reader, muted, portal] = await Promise.all([digestReader(db, link), isMuted(db, link), findPortal(env, account)]);
  if (!reader || muted || !portal) return [];
  if (!reader.client && (await isOnline(env, account, person))) return [];
  // Last: what changed while the rest was looked up is not sent.
  const answer = await roomOf(env, room).meeting(mailReader(link), wanted);
  if (!answer.ok || answer.found.archived) return [];
  const { meeting, name } = answer.found;
  if (meeting.starts !== starts || !isToCome(meeting, now)) return [];
  const unsubscribe = unsubscribeUrl(env.PUBLIC_URL, await signUnsubscribe(env.SECRET, link));
  const company = portalName(portal);
  const content = meetingMail({
    company: { name: company, ...looksOf(portal, env) },
    title: meeting.title,
    room: name,
    starts,
    minutes: meeting.minutes,
    link: meetingUrl(env.PUBLIC_URL, meeting.id),
    calendar: mailCalendarUrl(env.PUBLIC_URL, await signMeetingLink(env.SECRET, { ...link, meeting: meeting.id })),
    active: reader.active,
    unsubscribe,
    timeZone: reader.timeZone,
    ...(reader.language ? { language: reader.language } : {}),
  });
  const headers = { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
  return [{ id, to: reader.email, from: company, content, headers, ...(reader.verified ? {} : { limited: true as const }) }];
}

const isOnline = async (env: Env, account: string, person: string): Promise<boolean> =>
  (await deskOf(env, account).roster()).some(({ id, online }) => id === person && online);
