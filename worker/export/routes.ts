/** `GET /api/client-rooms/:room/export`: a room with clients as an archive. Who may, the Room decides, again with every page. */
import { Hono } from 'hono';
import { requireClientRoom } from '../chats/client-routes.ts';
import { disposition } from '../files/download-routes.ts';
import { cleanName } from '../files/name.ts';
import { fileKey } from '../files/store.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import type { ExportLanguage } from './texts.ts';

/** Each reads a whole room. */
const EXPORTS: Limit = { name: 'exports', max: 60, seconds: 3600 };

export const exportRoutes = new Hono<AppEnv>().get('/:room/export', requireOperator, async (c) => {
  const room = requireClientRoom(c.req.param('room'));
  const me = operator(c);
  const person = operatorPerson(me);
  await countAttempt(c.env, EXPORTS, me.user.id);
  const page = async (after: number) => accepted(await roomOf(c.env, room).exported(person, after));
  // A refusal is told before anything was sent.
  const first = await page(0);
  // Loaded by those who export.
  const [{ roomArchive }, { makeZip }] = await Promise.all([import('./room-archive.ts'), import('client-zip')]);
  const archive = roomArchive({
    room,
    by: me.user.name,
    at: Date.now(),
    language: languageOf(me.member.preferences.language, c.req.header('accept-language')),
    zone: zoneOf(c.req.query('zone')),
    page: (after) => (after === 0 ? Promise.resolve(first) : page(after)),
    file: async (id) => (await c.env.FILES.get(fileKey(room, id)))?.body ?? null,
  });
  return new Response(makeZip(archive), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': disposition(`${cleanName(first.room.name)}.zip`, false),
      'cache-control': 'no-store',
    },
  });
});

function languageOf(preferred: string | undefined, accepts: string | undefined): ExportLanguage {
  const tag = preferred && preferred !== 'auto' ? preferred : (accepts ?? '');
  return tag.trim().toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** The time zone asked for, when there is such a one. */
function zoneOf(asked: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: asked || 'UTC' }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
