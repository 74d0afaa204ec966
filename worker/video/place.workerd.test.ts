import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PAGE, visit } from '../chats/test-socket.ts';
import { Browser, testEnv } from '../http/test-browser.ts';
import { type Cast, enter, newCast, newRoom, type Who } from '../testing/cast.ts';

const KEYS = { REALTIMEKIT_ACCOUNT_ID: 'acc', REALTIMEKIT_APP_ID: 'app', REALTIMEKIT_TOKEN: 'the secret of the application' };
let cast: Cast;
let room: string;
let asked: string[];

/** RealtimeKit as its API answers. */
async function answer(url: string, init: RequestInit): Promise<Response> {
  const path = new URL(url).pathname.replace('/client/v4/accounts/acc/realtime/kit/app', '');
  asked.push(path);
  const body = init.body ? JSON.parse(String(init.body)) : {};
  const data =
    path === '/meetings' ? { id: 'meeting-1' } : { id: `p-${body.custom_participant_id}`, token: `token of ${body.custom_participant_id}` };
  return Response.json({ success: true, data }, { status: 201 });
}

// Everybody in it signs up.
beforeAll(async () => {
  cast = await newCast();
}, 60_000);
beforeEach(async () => {
  asked = [];
  Object.assign(testEnv, KEYS);
  vi.stubGlobal('fetch', answer);
  room = await newRoom(cast);
});
afterEach(() => {
  for (const key of Object.keys(KEYS)) delete (testEnv as Record<string, unknown>)[key];
  vi.unstubAllGlobals();
});

/** Where somebody asks for their place. */
const pathOf = ({ door, account }: Who, call: number, at = room): string =>
  `/api${door === 'client' ? `/portal/${account}` : ''}/rooms/${at}/call/${call}/place`;

async function command(one: Who, frame: object): Promise<number> {
  const socket = await enter(one, room);
  if (typeof socket === 'string') throw new Error(socket);
  socket.send({ t: 'call', cid: crypto.randomUUID(), ...frame });
  return (await socket.heard<{ t: 'ack'; cid: string; seq: number }>('ack')).seq;
}

describe('G4: the place of a browser in a call', () => {
  test('is its person’s own, at the dashboard and at the portal, and holds no secret', async () => {
    const { creator, client } = cast.who;
    const call = await command(creator, { do: 'start', media: 'audio' });
    await command(client, { do: 'answer', call, media: 'none' });
    for (const one of [creator, client]) {
      const { status, body } = await one.browser.call<{ token: string }>('POST', pathOf(one, call));
      expect([status, body]).toEqual([200, { token: `token of ${one.id}` }]);
    }
    expect(asked).toEqual(['/meetings', '/meetings/meeting-1/participants', '/meetings/meeting-1/participants']);
  });

  test('is for nobody else', async () => {
    const { creator, participant, client, otherClient, foreignOwner, nobody } = cast.who;
    const call = await command(creator, { do: 'start', media: 'audio' });
    expect(await participant.browser.refused('POST', pathOf(participant, call))).toBe('forbidden');
    expect(await client.browser.refused('POST', pathOf(client, call))).toBe('forbidden');
    for (const one of [otherClient, foreignOwner]) expect(await one.browser.refused('POST', pathOf(one, call))).toBe('not_found');
    expect(await nobody.browser.refused('POST', pathOf(creator, call))).toBe('unauthorised');
    expect(await client.browser.refused('POST', pathOf(creator, call))).toBe('unauthorised');
    expect(await creator.browser.refused('POST', pathOf(creator, call + 1))).toBe('no_call');
    for (const other of ['client.x', 'team.x', `${cast.site}.visitor`])
      expect(await creator.browser.refused('POST', pathOf(creator, call, other))).toBe('not_found');
    expect(asked).toEqual([]);
  });

  test('is none where RealtimeKit is not configured, and asked for no more than 60 times in ten minutes', async () => {
    const { creator } = cast.who;
    const call = await command(creator, { do: 'start', media: 'audio' });
    delete (testEnv as Record<string, unknown>).REALTIMEKIT_TOKEN;
    expect(await creator.browser.refused('POST', pathOf(creator, call))).toBe('not_found');
    for (let n = 1; n < 60; n++) await creator.browser.refused('POST', pathOf(creator, call));
    expect(await creator.browser.refused('POST', pathOf(creator, call))).toBe('too_many');
  });
});

test('G2: a place in a broadcast is neither for strangers nor for visitors who do not watch', async () => {
  const { owner, foreignOwner } = cast.who;
  const path = `/api/sites/${cast.site}/broadcasts/${crypto.randomUUID()}/place`;
  expect(await owner.browser.refused('POST', path)).toBe('no_broadcast');
  expect(await foreignOwner.browser.refused('POST', path)).toBe('not_found');
  expect(await new Browser().refused('POST', path)).toBe('unauthorised');
  const { token } = await visit(cast.site);
  const ask = async (by: string, site = cast.site) => {
    const headers = { authorization: `Bearer ${by}`, origin: PAGE, 'content-type': 'application/json' };
    const reply = await new Browser().fetch(`/w/v1/broadcasts/${crypto.randomUUID()}/place`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ site }),
    });
    return [((await reply.json()) as { code: string }).code, reply.headers.get('access-control-allow-origin')];
  };
  expect(await ask(token)).toEqual(['no_broadcast', PAGE]);
  expect(await ask('none')).toEqual(['unauthorised', PAGE]);
  expect(await ask(token, 'another-site-key')).toEqual(['unauthorised', PAGE]);
});
