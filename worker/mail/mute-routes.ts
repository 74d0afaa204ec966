import { Hono } from 'hono';
import * as v from 'valibot';
import { operatorId } from '../../protocol/entries.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { mutesOf, setMute } from './mutes.ts';

/** `room` empty: all mails of unread messages. */
export const muteBody = v.object({ room: v.pipe(v.string(), v.regex(/^(client\.[0-9a-f]{32})?$/)), muted: v.boolean() });

/** Which mails of unread messages an operator does not want: `/api/mail-mutes`. */
export const muteRoutes = new Hono<AppEnv>()
  .use(requireOperator)

  .get('/', async (c) => {
    const { user, member } = operator(c);
    return c.json(await mutesOf(c.env, member.account.id, operatorId(user.id)));
  })

  .put('/', async (c) => {
    const { room, muted } = await readJson(c, muteBody);
    const { user, member } = operator(c);
    if (muted && room) accepted(await roomOf(c.env, room).permits(operatorPerson(operator(c)), 'mute'));
    await setMute(c.env, member.account.id, operatorId(user.id), room, muted);
    return c.json(await mutesOf(c.env, member.account.id, operatorId(user.id)));
  });
