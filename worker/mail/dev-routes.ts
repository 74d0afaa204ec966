/**
 * The local outbox, readable and answerable while developing: `/dev/outbox`, `/dev/outbox/:id`, `/dev/outbox.json?to=`; a mail that may be answered
 * has a form, which makes a real mail and hands it to what takes mail from outside. Not there in production.
 */
import { type Context, Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';
import { sameOrigin } from '../http/origin.ts';
import { canonical } from './compose.ts';
import { composeAnswer, type DevAnswer } from './dev-answer.ts';
import { replyDomain, tokenIn } from './inbound/address.ts';
import type { Received } from './inbound/receive.ts';
import { type OutboxMail, readOutbox, readOutboxMail } from './outbox.ts';
import { mailPage, outboxPage } from './outbox-page.tsx';

/** Nothing runs and nothing loads, in the page and in the mail that it frames; the frame's sandbox keeps forms in mails from being sent. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const mailDevRoutes = new Hono<AppEnv>()
  .use('*', async (c, next) => {
    if (c.env.ENVIRONMENT !== 'development') throw new Refusal('not_found');
    await next();
  })
  .get('/outbox', async (c) => html(c, outboxPage(await readOutbox(c.env))))
  .get('/outbox.json', async (c) => {
    const to = c.req.query('to');
    return c.json(await readOutbox(c.env, to === undefined ? {} : { to: canonical(to) }));
  })
  .get('/outbox/:id', async (c) => {
    const mail = await readOutboxMail(c.env, c.req.param('id'));
    if (!mail) throw new Refusal('not_found');
    const notice = NOTICES.find((known) => known === c.req.query('answer'));
    return html(
      c,
      mailPage(mail, c.env.PUBLIC_URL, { answerable: replyAddressOf(c, mail) !== null, notice: notice ? `The answer was ${notice}.` : '' }),
    );
  })
  .post('/outbox/:id/answer', sameOrigin, async (c) => {
    const mail = await readOutboxMail(c.env, c.req.param('id'));
    const to = mail && replyAddressOf(c, mail);
    if (!mail || !to) throw new Refusal('not_found');
    const { from, text, file } = await c.req.parseBody();
    const answer: DevAnswer = {
      from: typeof from === 'string' && from.trim() ? from.trim() : mail.to,
      to,
      subject: mail.subject,
      text: typeof text === 'string' ? text : '',
      quoted: mail,
      // A browser sends an empty part for a field without a file.
      ...(file instanceof File && file.size > 0 ? { file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } } : {}),
    };
    const raw = composeAnswer(answer, crypto.randomUUID(), Date.now());
    const { receiveMail } = await import('./inbound/receive.ts');
    const envelope = /<([^<>]+)>\s*$/.exec(answer.from)?.[1] ?? answer.from;
    const { outcome } = await receiveMail({ from: envelope, to, raw: new Blob([raw]).stream(), rawSize: raw.byteLength }, c.env);
    return c.redirect(`/dev/outbox/${encodeURIComponent(mail.id)}?answer=${outcome}`, 303);
  });

/** What may have become of an answer. */
const NOTICES = ['logged', 'held', 'told', 'dropped'] as const satisfies Received['outcome'][];

/** Where the mail may be answered to; null for one that is not answered by mail. */
function replyAddressOf(c: Context<AppEnv>, { headers }: OutboxMail): string | null {
  const address = headers['Reply-To'] ?? '';
  return tokenIn(address, replyDomain(c.env)) === null ? null : address;
}

function html(c: Context<AppEnv>, page: string): Response {
  c.header('content-security-policy', POLICY);
  c.header('cache-control', 'no-store');
  return c.html(page);
}
