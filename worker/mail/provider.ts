import type { Env } from '../env.ts';
import { outboxPort } from './outbox.ts';
import type { MailPort } from './port.ts';
import { resendPort } from './resend.ts';

/** Resend when its key is set, else the local outbox. */
export const mailPort = (env: Env): MailPort =>
  env.RESEND_API_KEY ? resendPort(env.RESEND_API_KEY, { baseUrl: env.RESEND_BASE_URL }) : outboxPort(env);
