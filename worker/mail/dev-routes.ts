/** The local outbox, readable while developing: `/dev/outbox`, `/dev/outbox/:id`, `/dev/outbox.json?to=`. Not there in production. */
import { type Context, Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';
import { canonical } from './compose.ts';
import { readOutbox, readOutboxMail } from './outbox.ts';
import { mailPage, outboxPage } from './outbox-page.tsx';

/** Nothing runs and nothing loads, in the page and in the mail that it frames. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
    return html(c, mailPage(mail, c.env.PUBLIC_URL));
  });

function html(c: Context<AppEnv>, page: string): Response {
  c.header('content-security-policy', POLICY);
  c.header('cache-control', 'no-store');
  return c.html(page);
}
