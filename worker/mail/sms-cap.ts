/** From the job of a number's cap to its mails, decided when they are sent: of a number that was given up, or has another cap by then, there are none. */
import type { Env } from '../env.ts';
import type { Database } from '../http/database.ts';
import { listNumbers } from '../phone/number-list.ts';
import type { Draft } from './compose.ts';
import * as facts from './facts.ts';
import type { MailJob } from './jobs.ts';
import { numberUrl } from './links.ts';
import { smsCapMail } from './render/account-mails.ts';

/** A mail to each owner and admin, in their language. */
export async function smsCap(job: Extract<MailJob, { kind: 'sms_cap' }>, env: Env, db: Database): Promise<Draft[]> {
  const { account, number: id, month, level, cap } = job;
  if (!account) return [];
  const begin = Date.parse(`${month}-01`);
  const [[number], people] = await Promise.all([listNumbers(env, account, begin, id), facts.managers(db, account)]);
  if (number?.monthlyCap !== cap) return [];
  const { label, display, used } = number;
  const url = numberUrl(env.PUBLIC_URL, id);
  return people.map(({ email, verified, language }) => ({
    to: email,
    content: smsCapMail({ level, label, display, used, cap, begin, url, ...(language ? { language } : {}) }),
    // An owner's address that nobody confirmed may be a stranger's.
    ...(verified ? {} : { limited: true as const }),
  }));
}
