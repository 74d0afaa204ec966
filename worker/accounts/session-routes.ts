import { and, desc, eq, gt } from 'drizzle-orm';
import { Hono } from 'hono';
import type { SessionInfo } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { session } from '../http/schema.ts';
import { requireSession } from '../http/session.ts';
import { endSession } from './cut-off.ts';

/** Where a person is signed in, and how to end it there. */
export const sessionRoutes = new Hono<AppEnv>()
  .use('*', requireSession)
  .get('/', async (c) => {
    const signedIn = c.get('signedIn');
    const rows = await database(c.env)
      .select()
      .from(session)
      .where(and(eq(session.userId, signedIn.user.id), gt(session.expiresAt, new Date())))
      .orderBy(desc(session.updatedAt));
    const sessions: SessionInfo[] = rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.getTime(),
      lastSeenAt: row.updatedAt.getTime(),
      ...(row.ipAddress ? { address: row.ipAddress } : {}),
      ...(row.userAgent ? { userAgent: row.userAgent.slice(0, 300) } : {}),
      current: row.id === signedIn.session.id,
    }));
    return c.json(sessions);
  })
  .delete('/:id', async (c) => {
    if (!(await endSession(c.env, c.get('signedIn').user.id, c.req.param('id')))) throw new Refusal('not_found');
    return c.json({});
  });
