/**
 * `/unsubscribe/:token`: a mail's own page to stop mails of unread messages. Opening it changes nothing, since programs that check links open them.
 * A POST without a choice is the one click of a mail program (RFC 8058): no cookies, no origin, nothing to confirm.
 */
import { type Context, Hono } from 'hono';
import type { Env } from '../env.ts';
import { readBytes } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { roomOf } from '../http/objects.ts';
import { acceptedLanguage, showPlain } from '../http/plain-page.tsx';
import { findPortal, portalName } from '../portal/portals.ts';
import { mailReader } from './by-mail.ts';
import { digestReader } from './digest-reader.ts';
import { type MailLink, readUnsubscribe } from './link-token.ts';
import { messagesFor } from './messages.ts';
import { mutesOf, setMute } from './mutes.ts';
import { unsubscribePage } from './unsubscribe-page.tsx';

/** Bytes of what a form or a mail program sends. */
const BODY = 4096;
/** What the buttons of the page say. */
const CHOICES = { stop_room: [false, true], start_room: [false, false], stop_all: [true, true], start_all: [true, false] } as const;

export const unsubscribeRoutes = new Hono<AppEnv>()
  .get('/:token', async (c) => {
    const link = await readUnsubscribe(c.env.SECRET, c.req.param('token'));
    return link ? page(c, link) : invalid(c);
  })

  .post('/:token', async (c) => {
    const link = await readUnsubscribe(c.env.SECRET, c.req.param('token'));
    if (!link) return invalid(c);
    const choice = await choiceOf(c);
    const [all, muted] = choice ? CHOICES[choice] : [false, true];
    const { account, person, room } = link;
    // For who is gone there is nothing to stop, and nothing is kept.
    if (await digestReader(database(c.env), link)) await setMute(c.env, account, person, all ? '' : room, muted);
    return choice ? c.redirect(c.req.path, 303) : c.text('OK');
  });

async function choiceOf(c: Context<AppEnv>): Promise<keyof typeof CHOICES | null> {
  const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, BODY)));
  const choice = form.get('do') ?? '';
  return Object.hasOwn(CHOICES, choice) ? (choice as keyof typeof CHOICES) : null;
}

async function page(c: Context<AppEnv>, link: MailLink): Promise<Response> {
  const [reader, portal] = await Promise.all([digestReader(database(c.env), link), findPortal(c.env, link.account)]);
  const m = messagesFor(reader?.language ?? acceptedLanguage(c));
  if (!reader || !portal) return showPlain(c, unsubscribePage({ m, notice: m.unsubscribe.gone }), 200);
  const { all, rooms } = await mutesOf(c.env, link.account, link.person);
  const room = await roomName(c.env, link);
  const mutes = { all, room: rooms.includes(link.room) };
  return showPlain(c, unsubscribePage({ m, company: portalName(portal), room, mutes }), 200);
}

/** What the room is called, for who is still in it. */
async function roomName(env: Env, link: MailLink): Promise<string> {
  const answer = await roomOf(env, link.room).nameFor(mailReader(link));
  return answer.ok ? answer.name : '';
}

const invalid = (c: Context<AppEnv>): Response => {
  const m = messagesFor(acceptedLanguage(c));
  return showPlain(c, unsubscribePage({ m, notice: m.unsubscribe.invalid }), 404);
};
