import { isStatisticsJob } from '../statistics/jobs.ts';
import { isVideoJob } from '../video/jobs.ts';
import type { MailJob } from './jobs.ts';

/** What a job was to do, without anything of its content: an account's people read this in the dashboard. */
const TITLES: Record<MailJob['kind'], string> = {
  welcome: 'Welcome mail',
  verify: 'Mail to confirm an address',
  reset: 'Mail to reset a password',
  invitation: 'Invitation mail',
  client_invitation: 'Invitation to the client portal',
  client_link: 'Link to sign in to the client portal',
  client_reset: 'Mail to reset a client’s password',
  snippet: 'Embed line to a developer',
  transcript: 'Transcript of a closed chat',
  visitor_transcript: 'Transcript to a visitor',
  offline_form: 'Notice of an offline message',
  offline_answer: 'Answer to an offline message',
  digest: 'Mail of unread messages',
  meeting: 'Reminder of a meeting',
  sms_cap: 'Notice that a number’s SMS of the month are nearly used up, or are',
  not_logged: 'Notice that an answer by mail was not logged',
};

/** Whether a queue message is a job this version knows. */
export function isMailJob(body: unknown): body is MailJob {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('kind' in body)) return false;
  return typeof body.id === 'string' && typeof body.kind === 'string' && Object.hasOwn(TITLES, body.kind);
}

/**
 * Keeps what could not be done, for the dashboard to show and replay. The same `id` is kept once; the newest error wins.
 * `body` is the job as it was queued; `account` and `title` are told of jobs that are no mails.
 */
export async function writeDeadLetter(
  db: D1Database,
  letter: { id: string; queue: string; body: unknown; error: string; at: number; account?: string; title?: string },
): Promise<void> {
  const { id, queue, body, error, at } = letter;
  const { account = null, title } = letter.title
    ? { account: letter.account, title: letter.title }
    : isMailJob(body)
      ? { account: body.account, title: TITLES[body.kind] }
      : isStatisticsJob(body)
        ? { account: body.account, title: body.kind === 'chat' ? 'Statistics of a chat' : 'Count of visitors' }
        : isVideoJob(body)
          ? { account: body.account, title: body.kind === 'end' ? 'End of a meeting' : 'Removal from a meeting' }
          : { title: 'Unknown job' };
  await db
    .prepare('INSERT OR REPLACE INTO dead_letter (id, queue, account, title, body, error, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)')
    .bind(id, queue, account, title, JSON.stringify(body ?? null), error.slice(0, 500), at)
    .run();
}
