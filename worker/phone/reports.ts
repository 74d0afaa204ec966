/** Who takes what phones tell: operators who answer by SMS have their own way in, of caps owners and admins are mailed, everything else is for the rooms. */
import type { Env } from '../env.ts';
import { takeOperatorSms } from './fallback.ts';
import { markTaken, wasTaken } from './ledger.ts';
import type { CapReport, Report } from './report.ts';
import { tellRooms } from './tell-rooms.ts';

/** `rooms` takes what is not an operator's answer. */
export const reportsTo =
  (env: Env, rooms = tellRooms(env)): Report =>
  async (report) => {
    if (report.kind === 'message' && (await takeOperatorSms(report, env))) return;
    if (report.kind === 'cap') await mailCap(report, env);
    await rooms(report);
  };

/** Has a cap mailed once a month, and anew when it was changed: every message that does not go reports it. */
async function mailCap({ account, number, month, level, cap }: CapReport, env: Env): Promise<void> {
  const id = `sms_cap:${account}:${number}:${month}:${level}:${cap}`;
  if (await wasTaken(env, id)) return;
  await env.MAIL.send({ id, account, kind: 'sms_cap', number, month, level, cap });
  await markTaken(env, id, Date.now());
}
