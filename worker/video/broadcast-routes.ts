/**
 * Broadcasts through the SFU: offers and answers of browsers go through here, because the secret stays here. Whether somebody may, and when it is their
 * turn, the site knows. And the history of broadcasts.
 */
import { and, desc, eq } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import type { PastBroadcast } from '../../protocol/broadcast.ts';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { requireSite } from '../chats/operator-routes.ts';
import { claimsOf, SITE_KEY } from '../chats/visitor-routes.ts';
import type { Person, VisitorClaims } from '../contracts/people.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { siteOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import * as tables from '../http/schema.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { closeMedia } from './closing.ts';
import type { Media } from './media.ts';
import { sfuOf } from './provider.ts';
import { signSession, verifySession } from './session-ticket.ts';
import type { SfuPort } from './sfu.ts';
import * as steps from './sfu-steps.ts';

/** What one operator may ask of the SFU. */
const HOST: Limit = { name: 'broadcast-media', max: 120, seconds: 600 };
/** Past broadcasts that are shown. */
const SHOWN = 50;

const sdp = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.description));
const track = v.object({ mid: v.pipe(v.string(), v.regex(/^[\w-]{1,16}$/)), name: v.picklist(['audio', 'video']) });
const tracks = v.pipe(
  v.array(track),
  v.minLength(1),
  v.maxLength(2),
  v.check((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two tracks have the same name'),
);
const site = v.pipe(v.string(), v.regex(SITE_KEY));
const answered = { session: v.pipe(v.string(), v.maxLength(2_000)), answer: sdp };

/** Refuses where broadcasts do not go through the SFU. */
function requireSfu(c: Context<AppEnv>): SfuPort {
  const sfu = sfuOf(c.env);
  if (!sfu) throw new Refusal('no_broadcast');
  return sfu;
}

/** Sends through a new session, tells the site, and stops what went before. */
async function publish(c: Context<AppEnv>, to: string, by: Person | VisitorClaims, sent: { offer: string; tracks: Media['tracks'] }) {
  const { answer, media } = await steps.publish(requireSfu(c), sent.offer, sent.tracks);
  const told = await siteOf(c.env, to).published(by, castOf(c), media);
  c.executionCtx.waitUntil(closeMedia(c.env, [told.ok ? told.before : media]));
  accepted(told);
  return answer;
}

const castOf = (c: Context<AppEnv>): string => (c.req.param('cast') ?? '').slice(0, 64);

/** What a browser is answered that wants to watch. */
async function watched(c: Context<AppEnv>, sub: string, media: Media, rid?: string) {
  const got = await steps.watch(requireSfu(c), media, rid);
  return 'wait' in got ? got : { ...got, session: await signSession(c.env.SECRET, { sub, cast: castOf(c) }, got.session, Date.now()) };
}

/** A browser's answer, to the session it was made for. */
async function answers(
  c: Context<AppEnv>,
  sub: string,
  { session: ticket, answer }: { session: string; answer: string },
): Promise<Response> {
  const session = await verifySession(c.env.SECRET, ticket, { sub, cast: castOf(c) }, Date.now());
  if (session === null) throw new Refusal('session_over');
  await steps.answer(requireSfu(c), session, answer);
  return c.body(null, 204);
}

/** Below `/api/sites`. */
export const hostBroadcastRoutes = new Hono<AppEnv>()
  .get('/:site/broadcasts', requireOperator, async (c) => {
    const { user, member } = operator(c);
    const { account, access } = member;
    await requireSite(c.env, account.id, c.req.param('site'));
    const { broadcast } = tables;
    const scope = [eq(broadcast.account, account.id), eq(broadcast.site, c.req.param('site'))];
    // Who answers only their own listings sees what they did themselves.
    if (access.listingsOnly && !access.admin) scope.push(eq(broadcast.operator, user.id));
    const rows = await database(c.env)
      .select()
      .from(broadcast)
      .where(and(...scope))
      .orderBy(desc(broadcast.since))
      .limit(SHOWN);
    return c.json({
      broadcasts: rows.map(
        ({ id, operator: by, name, audience: to, since, seconds, ending, viewers, chats }): PastBroadcast => ({
          id,
          by: { id: operatorId(by), name },
          to,
          since,
          seconds,
          ending,
          viewers,
          chats,
        }),
      ),
    });
  })

  .post('/:site/broadcasts/:cast/publish', requireOperator, async (c) => {
    const sent = await readJson(c, v.object({ offer: sdp, tracks }));
    const { person } = await host(c);
    return c.json({ answer: await publish(c, c.req.param('site'), person, sent) });
  })

  .post('/:site/broadcasts/:cast/watch', requireOperator, async (c) => {
    const { person, guest } = await host(c);
    if (!guest) throw new Refusal('not_found');
    const got = await watched(c, person.id, guest);
    if ('wait' in got) return c.json(got, 202);
    return c.json({ ...got, tracks: got.tracks.map((one) => ({ ...one, of: 'guest' })) });
  })

  .post('/:site/broadcasts/:cast/answer', requireOperator, async (c) => {
    const body = await readJson(c, v.object(answered));
    const { person } = await host(c);
    return answers(c, person.id, body);
  });

/** The operator whose broadcast it is, and what they may get: the site refuses it to all others. */
async function host(c: Context<AppEnv>): Promise<{ person: Person; guest: Media | null }> {
  const me = operator(c);
  const to = c.req.param('site') ?? '';
  await countAttempt(c.env, HOST, me.user.id);
  await requireSite(c.env, me.member.account.id, to);
  const person = operatorPerson(me);
  const { guest } = accepted(await siteOf(c.env, to).guestOf(person, castOf(c)));
  return { person, guest };
}

/** Below `/w/v1`. Viewers are counted by the site, of whose sockets they watch: thousands come at once, and D1 stays out of it. */
export const viewerBroadcastRoutes = new Hono<AppEnv>()
  .use(
    '/broadcasts/*',
    cors({ origin: (origin) => origin, allowMethods: ['POST'], allowHeaders: ['authorization', 'content-type'], maxAge: 86_400 }),
  )

  .post('/broadcasts/:cast/watch', async (c) => {
    const asked = await readJson(c, v.object({ site, of: v.picklist(['host', 'guest']), rid: v.optional(v.picklist(['h', 'l'])) }));
    const claims = await viewer(c, asked.site);
    const turn = accepted(await siteOf(c.env, asked.site).turn(claims, castOf(c), asked.of));
    const got = 'wait' in turn ? { wait: turn.wait } : await watched(c, subjectOf(claims), turn.media, asked.rid);
    return c.json(got, 'wait' in got ? 202 : 200);
  })

  .post('/broadcasts/:cast/answer', async (c) => {
    const { site: at, ...body } = await readJson(c, v.object({ site, ...answered }));
    const claims = await viewer(c, at);
    accepted(await siteOf(c.env, at).mayAsk(claims, castOf(c), false));
    return answers(c, subjectOf(claims), body);
  })

  .post('/broadcasts/:cast/publish', async (c) => {
    const { site: at, ...sent } = await readJson(c, v.object({ site, offer: sdp, tracks }));
    const claims = await viewer(c, at);
    accepted(await siteOf(c.env, at).mayAsk(claims, castOf(c), true));
    return c.json({ answer: await publish(c, at, claims, sent) });
  });

const subjectOf = ({ site: at, sub }: VisitorClaims): string => `${at}.${sub}`;

/** The visitor of a token that is for this site. */
export async function viewer(c: Context<AppEnv>, at: string): Promise<VisitorClaims> {
  const claims = await claimsOf(c);
  if (claims.site !== at) throw new Refusal('unauthorised');
  return claims;
}
