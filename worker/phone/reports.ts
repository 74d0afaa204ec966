/** Who takes what phones tell: operators who answer by SMS have their own way in, everything else is for the rooms. */
import type { Env } from '../env.ts';
import { takeOperatorSms } from './fallback.ts';
import type { Report } from './report.ts';
import { tellRooms } from './tell-rooms.ts';

/** `rooms` takes what is not an operator's answer. */
export const reportsTo =
  (env: Env, rooms = tellRooms(env)): Report =>
  async (report) => {
    if (report.kind === 'message' && (await takeOperatorSms(report, env))) return;
    await rooms(report);
  };
