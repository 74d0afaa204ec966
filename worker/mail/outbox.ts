import { desc, eq } from 'drizzle-orm';
import { database } from '../http/database.ts';
import { outboxMail } from '../http/schema.ts';
import type { MailPort } from './port.ts';

/** A mail in the local outbox. `at`: ms since epoch. */
export type OutboxMail = typeof outboxMail.$inferSelect;

/** The embedded provider: keeps mail in D1, where development reads it at `/dev/outbox`. */
export function outboxPort(env: { DB: D1Database }, now: () => number = Date.now): MailPort {
  return {
    async send({ id, to, from, replyTo, subject, text, html, headers = {} }) {
      const all = { ...headers, ...(replyTo ? { 'Reply-To': replyTo } : {}) };
      await database(env).insert(outboxMail).values({ id, at: now(), to, from, subject, text, html, headers: all }).onConflictDoNothing();
    },
  };
}

/** The newest mails, at most `limit`; `to` one address exactly. */
export async function readOutbox(
  env: { DB: D1Database },
  { to, limit = 200 }: { to?: string; limit?: number } = {},
): Promise<OutboxMail[]> {
  return database(env)
    .select()
    .from(outboxMail)
    .where(to === undefined ? undefined : eq(outboxMail.to, to))
    .orderBy(desc(outboxMail.at), desc(outboxMail.id))
    .limit(limit);
}

export async function readOutboxMail(env: { DB: D1Database }, id: string): Promise<OutboxMail | undefined> {
  const [mail] = await database(env).select().from(outboxMail).where(eq(outboxMail.id, id));
  return mail;
}
