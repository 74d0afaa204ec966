/**
 * Calendar files of meetings, for who is in their room, and their links. A link names the room to us alone: whoever follows it is led into the room or told
 * that it is not for them, and no more.
 */
import { type Context, Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import { isToCome } from '../../protocol/meeting.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { requireClientRoom } from '../chats/client-routes.ts';
import { requireTeamRoom } from '../chats/team-routes.ts';
import type { Person } from '../contracts/people.ts';
import type { KnownMeeting } from '../contracts/room.ts';
import type { AppEnv } from '../http/context.ts';
import { roomOf } from '../http/objects.ts';
import { acceptedLanguage, showPlain } from '../http/plain-page.tsx';
import { accepted } from '../http/problems.ts';
import { lacksSecondFactor, operator, operatorPerson, readSession, requireOperator } from '../http/session.ts';
import { mailReader } from '../mail/by-mail.ts';
import { readMeetingLink } from '../mail/link-token.ts';
import { clientRoomUrl, meetingUrl, teamRoomUrl } from '../mail/links.ts';
import { messagesFor } from '../mail/messages.ts';
import { findPortal, portalUrl } from '../portal/portals.ts';
import { client, clientPerson, readClients, requireClient } from '../portal/session.ts';
import { roomOfMeeting } from '../room/meeting-id.ts';
import { CALENDAR_TYPE, calendarFile } from './calendar.ts';
import { notForYouPage, signInPage } from './pages.tsx';

const FILE = '/rooms/:room/meetings/:file{[\\w-]{20,80}\\.ics}';

/** Below `/api`. */
export const meetingRoutes = new Hono<AppEnv>().get(FILE, requireOperator, async (c) => {
  const room = c.req.param('room');
  if (isTeamRoom(room)) requireTeamRoom(room);
  else requireClientRoom(room);
  return file(c, room, operatorPerson(operator(c)), idIn(c));
});

/** Below `/api/portal/:account`. */
export const portalMeetingRoutes = new Hono<AppEnv>().get(FILE, requireClient, (c) =>
  file(c, requireClientRoom(c.req.param('room')), clientPerson(client(c)), idIn(c)),
);

const idIn = (c: Context<AppEnv>): string => (c.req.param('file') ?? '').slice(0, -'.ics'.length);

async function file(c: Context<AppEnv>, room: string, person: Person, id: string): Promise<Response> {
  const { found } = accepted(await roomOf(c.env, room).meeting(person, id));
  const text = await calendarFile(found.meeting, { link: meetingUrl(c.env.PUBLIC_URL, id), room: found.name });
  return c.body(text, 200, {
    'content-type': CALENDAR_TYPE,
    'content-disposition': 'attachment; filename="meeting.ics"',
    'cache-control': 'no-store',
  });
}

/** `/m/…` */
export const meetingLinkRoutes = new Hono<AppEnv>()
  /** From a mail: without signing in, for whom the token names. */
  .get('/calendar/:token', async (c) => {
    const link = await readMeetingLink(c.env.SECRET, c.req.param('token'));
    if (!link) throw new Refusal('not_found');
    return file(c, link.room, mailReader(link), link.meeting);
  })

  .get('/:id', async (c) => {
    const id = c.req.param('id');
    const room = roomOfMeeting(c.env.SECRET, id);
    const people = await signedIn(c);
    if (room && people.length === 0) return signInFirst(c, room);
    for (const person of room ? people : []) {
      const answer = await roomOf(c.env, room!).meeting(person, id);
      if (answer.ok) return c.redirect(await placeOf(c, room!, person, joinable(answer.found)));
    }
    return showPlain(c, notForYouPage(messagesFor(acceptedLanguage(c))), room ? 403 : 404);
  });

/** Everybody who is signed in with this browser; on a portal's own host clients alone. */
async function signedIn(c: Context<AppEnv>): Promise<Person[]> {
  const [session, clients] = await Promise.all([c.get('portalHost') ? null : readSession(c), readClients(c)]);
  const member = session?.member && !lacksSecondFactor(session) ? [operatorPerson({ ...session, member: session.member })] : [];
  return [...member, ...clients.map(clientPerson)];
}

const joinable = ({ meeting, archived }: KnownMeeting): boolean => !archived && isToCome(meeting, Date.now());

/** The page of the room for this person; with `join` it brings them into the call. */
async function placeOf(
  c: Context<AppEnv>,
  room: string,
  { kind, account }: Pick<Person, 'kind' | 'account'>,
  join: boolean,
): Promise<string> {
  const query = join ? '?join=1' : '';
  if (kind !== 'client') return `${(isTeamRoom(room) ? teamRoomUrl : clientRoomUrl)(c.env.PUBLIC_URL, room)}${query}`;
  const portal = await findPortal(c.env, account);
  if (!portal) throw new Refusal('not_found');
  return portalUrl(c.env, portal, `/rooms/${room}${query}`);
}

/** Both ways in lead to the room, which then decides; where no client can be meant there is one. */
async function signInFirst(c: Context<AppEnv>, room: string): Promise<Response> {
  const whose = await roomOf(c.env, room).whose();
  const dashboard = await placeOf(c, room, { kind: 'operator', account: '' }, true);
  if (!whose?.clients) return c.redirect(dashboard);
  const portal = await placeOf(c, room, { kind: 'client', account: whose.account }, true);
  return c.get('portalHost') ? c.redirect(portal) : showPlain(c, signInPage(messagesFor(acceptedLanguage(c)), { dashboard, portal }), 401);
}
