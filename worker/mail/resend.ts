import type { ErrorResponse, Resend } from 'resend';
import { retryAfter } from '../http/retry-after.ts';
import { type Mail, MailFailure, type MailPort } from './port.ts';

/** Milliseconds after which an answer is not waited for; the idempotency key makes the next try safe. */
const PATIENCE = 15_000;

/** Mail through Resend's API. `baseUrl` is for tests and proxies. */
export function resendPort(key: string, options: { baseUrl?: string; patience?: number } = {}): MailPort {
  return {
    async send(mail) {
      const client = await connect(key, options.baseUrl);
      // Made by every send: the package passes it on to fetch, whose default waits for ever.
      const signal = AbortSignal.timeout(options.patience ?? PATIENCE);
      const { data, error, headers } = await client.emails.send(body(mail), { idempotencyKey: mail.id, signal });
      if (error) return refuse(error, headers);
      if (typeof data?.id !== 'string') throw new MailFailure('Resend answered without an id', true);
    },
  };
}

/** Loaded when the first mail goes out: sockets and pages never pay for it. */
async function connect(key: string, baseUrl?: string): Promise<Resend> {
  const { Resend } = await import('resend');
  return new Resend(key, baseUrl ? { baseUrl } : {});
}

function body({ to, from, replyTo, subject, text, html, headers }: Mail) {
  return { to, from, subject, text, html, ...(replyTo ? { replyTo } : {}), ...(headers ? { headers } : {}) };
}

/**
 * Turns Resend's refusal into a failure. Same key with another body means that a former try was accepted and the mail has
 * changed since (a message was edited): it is sent. https://resend.com/docs/dashboard/emails/idempotency-keys
 */
function refuse(error: ErrorResponse, headers: Record<string, string> | null): void {
  const name = typeof error.name === 'string' ? error.name : 'error';
  if (name === 'invalid_idempotent_request') return;
  const status = typeof error.statusCode === 'number' ? error.statusCode : null;
  const retryable = status === null || status >= 500 || status === 429 || status === 408 || name === 'concurrent_idempotent_requests';
  throw new MailFailure(`Resend: ${status ?? 'no answer'} ${name}`, retryable, retryAfter(headers?.['retry-after']));
}
