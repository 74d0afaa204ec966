import { env } from 'cloudflare:workers';
import { convertIcsCalendar } from 'ts-ics';
import { beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../http/test-browser.ts';
import { signMeetingLink } from '../mail/link-token.ts';
import { bring, type Cast, enter, newCast, newRoom, personOf, told, type Who } from '../testing/cast.ts';

const HOUR = 3_600_000;

let cast: Cast;
let room: string;
beforeAll(async () => {
  cast = await newCast();
  room = await newRoom(cast);
}, 120_000);

/** A meeting by the creator; its id. */
async function scheduled(title = 'Kick-off'): Promise<string> {
  const socket = await enter(cast.who.creator, room);
  if (typeof socket === 'string') throw new Error(socket);
  expect(await told(socket, { t: 'meeting', do: 'schedule', title, starts: Date.now() + HOUR, minutes: 30 })).toBe('ok');
  socket.close();
  const log = (await env.ROOM.getByName(room).exported(personOf(cast.who.creator), 0)) as unknown as {
    entries: { kind: string; meeting: string }[];
  };
  return log.entries.findLast(({ kind }) => kind === 'meeting_scheduled')!.meeting;
}

async function change(command: object): Promise<void> {
  const socket = await enter(cast.who.creator, room);
  if (typeof socket === 'string') throw new Error(socket);
  expect(await told(socket, { t: 'meeting', ...command })).toBe('ok');
  socket.close();
}

const follow = async ({ browser }: Who, id: string) => {
  const response = await browser.fetch(`/m/${id}`);
  return { status: response.status, to: response.headers.get('location') ?? '', text: await response.text(), response };
};

describe('F5: The link of a meeting', () => {
  test('leads those who are in the room into it, and tells nobody else what it is', async () => {
    const id = await scheduled();
    const { creator, participant, client, visitor, nobody, ...others } = cast.who;
    for (const one of [creator, participant]) {
      expect(await follow(one, id)).toMatchObject({ status: 302, to: `${env.PUBLIC_URL}/app/rooms/${room}?join=1` });
    }
    const portal = `${env.PUBLIC_URL}/portal/${cast.account}/rooms/${room}?join=1`;
    expect(await follow(client, id)).toMatchObject({ status: 302, to: portal });
    for (const one of Object.values(others)) {
      const { status, text } = await follow(one, id);
      expect(status, one.label).toBe(403);
      expect(text).toContain('This link is not for you');
      expect(text).not.toContain('Kick-off');
      expect(text).not.toContain(room);
      expect(text).not.toContain(cast.account);
    }
    for (const one of [visitor, nobody]) {
      const { status, text, response } = await follow(one, id);
      expect(status).toBe(401);
      expect(text).toContain('Sign in first');
      expect(text).toContain(portal);
      expect(text).not.toContain('Kick-off');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('is worth nothing to who was put out, and works again for who is back', async () => {
    const id = await scheduled();
    await bring(cast, room, cast.who.client, false);
    expect((await follow(cast.who.client, id)).status).toBe(403);
    await bring(cast, room, cast.who.client, true);
    expect((await follow(cast.who.client, id)).status).toBe(302);
  });

  test('of one that was cancelled leads into the room and into no call; one that was thought up leads nowhere', async () => {
    const id = await scheduled();
    await change({ do: 'cancel', meeting: id });
    expect((await follow(cast.who.client, id)).to).toMatch(new RegExp(`/rooms/${room}$`));
    for (const none of ['never', id.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      for (const one of [cast.who.client, cast.who.nobody]) expect((await follow(one, none)).status).toBe(404);
    }
  });
});

test('F5: on a portal’s own host the link leads to the room there', async () => {
  const id = await scheduled();
  await env.DB.prepare("INSERT INTO portal (account, title, colour, host) VALUES (?, '', '', 'portal.move.example')")
    .bind(cast.account)
    .run();
  const host = env.PUBLIC_URL.replace(/\/\/[^:/]+/, '//portal.move.example');
  const response = await new Browser(host).fetch(`/m/${id}`);
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(`${host}/rooms/${room}?join=1`);
  expect((await new Browser(host).fetch('/m/thought-up')).status).toBe(404);
  expect((await follow(cast.who.client, id)).to).toBe(`${host}/rooms/${room}?join=1`);
});

test('F5: the calendar file rises with every change, says when it was cancelled, and opens from a mail for whom it was sent to', async () => {
  const id = await scheduled('Kick-off, with cake');
  const read = async (path: string, { browser }: Who) => {
    const response = await browser.fetch(path);
    if (!response.ok) return response.status;
    expect(response.headers.get('content-type')).toContain('text/calendar');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const { method, events } = convertIcsCalendar(undefined, await response.text());
    const { uid, sequence = 0, status, summary, url } = events![0]!;
    return { method, uid, sequence, status, summary, url };
  };
  const { participant, client, nobody, otherClient } = cast.who;
  const operators = `/api/rooms/${room}/meetings/${id}.ics`;
  const clients = `/api/portal/${cast.account}/rooms/${room}/meetings/${id}.ics`;
  const told = { uid: id, summary: 'Kick-off, with cake', url: `${env.PUBLIC_URL}/m/${id}` };
  expect(await read(operators, participant)).toEqual({ ...told, method: 'PUBLISH', sequence: 0, status: 'CONFIRMED' });
  expect(await read(clients, client)).toEqual({ ...told, method: 'PUBLISH', sequence: 0, status: 'CONFIRMED' });
  expect(await read(clients, otherClient)).toBe(404);
  expect(await read(operators, nobody)).toBe(401);
  await change({ do: 'move', meeting: id, starts: Date.now() + 2 * HOUR, minutes: 60 });
  await change({ do: 'cancel', meeting: id });
  expect(await read(operators, participant)).toEqual({ ...told, method: 'CANCEL', sequence: 2, status: 'CANCELLED' });

  const link = { account: cast.account, room, meeting: id };
  const mailed = async (person: Who) => `/m/calendar/${await signMeetingLink(env.SECRET, { ...link, person: person.id })}`;
  expect(await read(await mailed(client), nobody)).toMatchObject({ uid: id });
  expect(await read(await mailed(otherClient), nobody)).toBe(404);
  expect(await read('/m/calendar/forged', nobody)).toBe(404);
});
