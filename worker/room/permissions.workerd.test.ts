import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientRoom } from '../../protocol/client-room.ts';
import { may, PERMISSIONS, type Permission } from '../../protocol/permissions.ts';
import type { TestSocket } from '../chats/test-socket.ts';
import type { ClientAction } from '../contracts/room.ts';
import { addColleague } from '../http/test-browser.ts';
import { bring, type Cast, enter, keptIn, newCast, newRoom, personOf, roomPath, says, told, uploads, type Who } from '../testing/cast.ts';
import { upgrade, visitorOf } from '../testing/people.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await newCast();
}, 120_000);

/** A way to do something: `ok`, or the code it is refused with. `socket`: it goes over the room's. */
interface Way {
  name: string;
  form?: ClientRoom['form'];
  /** What has to be there before; answered to `run`. */
  before?: (room: string, who: Who) => Promise<unknown>;
  /** A person the way is not made for: operators' addresses know no clients. */
  door: 'operator' | 'any' | 'client';
  run: (who: Who, room: string, before: never) => Promise<string>;
}

const http = async (who: Who, method: string, path: string, body?: object): Promise<string> => {
  const reply = await who.browser.call<{ code?: string }>(method, path, body);
  return reply.body.code ?? (reply.status < 300 ? 'ok' : `status ${reply.status}`);
};

const byOperator = (name: string, run: Way['run'], more: Partial<Way> = {}): Way => ({ name, door: 'operator', run, ...more });
const patch = (body: (who: Who) => object) => (who: Who, room: string) => http(who, 'PATCH', `/api/client-rooms/${room}`, body(who));

/** Over the socket; a command about `of` gets the seq that `before` answered. */
const bySocket = (name: string, command: (of: never) => object, more: Partial<Way> = {}): Way => ({
  name,
  door: 'any',
  before: (room) => says(cast.who.creator, room),
  run: async (who, room, before: never) => {
    const socket = await enter(who, room);
    if (typeof socket === 'string') return socket;
    const answer = await told(socket, command(before));
    socket.close();
    return answer;
  },
  ...more,
});

/** An own message, of somebody who may be in the room no more. */
const ownMessage = async (room: string, who: Who): Promise<number> => {
  const { creator, participant, client } = cast.who;
  if (!who.own) return says(creator, room);
  const isIn = [creator, participant, client].includes(who);
  if (!isIn) await bring(cast, room, who, true);
  const seq = await says(who, room);
  if (!isIn) await bring(cast, room, who, false);
  return seq;
};

const sentFile = async (room: string): Promise<string> => {
  const file = await uploads(cast.who.creator, room);
  if (typeof file === 'string') throw new Error(file);
  await says(cast.who.creator, room, 'With a file', { files: [file.id] });
  return file.id;
};

/** A time of a meeting that is another each time. */
const SOON = () => ({ title: 'Kick-off', starts: Date.now() + 3_600_000, minutes: 30 });

const anotherThan = (who: Who): Who => (who === cast.who.participant ? cast.who.creator : cast.who.participant);

/** A meeting that somebody scheduled, who is in the room as much as they were; its id. */
async function scheduled(room: string, who: Who): Promise<string> {
  const { creator, participant, client } = cast.who;
  const by = who.own ? who : creator;
  const isIn = [creator, participant, client].includes(by);
  if (!isIn) await bring(cast, room, by, true);
  const socket = await enter(by, room);
  if (typeof socket === 'string') throw new Error(socket);
  expect(await told(socket, { t: 'meeting', do: 'schedule', ...SOON() })).toBe('ok');
  socket.close();
  if (!isIn) await bring(cast, room, by, false);
  const { meeting } = JSON.parse(JSON.parse(await keptIn(room))[0].find((row: { kind: string }) => row.kind === 'meeting_scheduled').body);
  return meeting;
}

/** What is tried of each action. */
const WAYS: Record<Permission, Way[]> = {
  create: [
    byOperator('POST /api/client-rooms', (who) =>
      // Of another account there is nobody to begin a room with.
      http(who, 'POST', '/api/client-rooms', { cid: crypto.randomUUID(), form: 'clients', name: 'New', people: [cast.who.client.id] }),
    ),
  ],
  see: [
    {
      name: 'the socket',
      door: 'any',
      run: async (who, room) => {
        const socket = await enter(who, room);
        if (typeof socket === 'string') return socket;
        socket.close();
        return 'ok';
      },
    },
    {
      name: 'GET /f/:room/:file',
      door: 'any',
      before: sentFile,
      run: async (who, room, file: never) => {
        const response = await who.browser.fetch(`/f/${room}/${file}`);
        return response.ok ? 'ok' : ((await response.json()) as { code: string }).code;
      },
    },
  ],
  people: [byOperator('GET …/people', (who, room) => http(who, 'GET', `/api/client-rooms/${room}/people`))],
  seen: [byOperator('GET …/seen', (who, room) => http(who, 'GET', `/api/client-rooms/${room}/entries/1/seen`))],
  write: [
    bySocket('send', () => ({ t: 'send', text: 'Hello' })),
    bySocket('send, in reply', (of) => ({ t: 'send', text: 'Hello', reply: of })),
    {
      name: 'POST …/files',
      door: 'any',
      run: async (who, room) => {
        const file = await uploads(who, room);
        return typeof file === 'string' ? file : 'ok';
      },
    },
  ],
  announce: [
    bySocket('send', () => ({ t: 'send', text: 'Hello' }), { form: 'announcement' }),
    {
      name: 'POST …/files',
      door: 'any',
      form: 'announcement',
      run: async (who, room) => {
        const file = await uploads(who, room);
        return typeof file === 'string' ? file : 'ok';
      },
    },
  ],
  react: [bySocket('react', (of) => ({ t: 'react', of, emoji: '👍', on: true }))],
  change: [
    bySocket('edit', (of) => ({ t: 'edit', of, text: 'Otherwise' }), { before: ownMessage }),
    bySocket('delete', (of) => ({ t: 'delete', of }), { before: ownMessage }),
  ],
  delete: [
    bySocket('delete', (of) => ({ t: 'delete', of }), {
      // Of somebody else than the one who tries.
      before: (room, who) => says(who === cast.who.participant ? cast.who.creator : cast.who.participant, room),
    }),
  ],
  pin: [bySocket('pin', (of) => ({ t: 'pin', of, on: true }))],
  mark: [
    bySocket('mark', (of) => ({ t: 'mark', of, on: true })),
    bySocket('send, as status', () => ({ t: 'send', text: 'Begun', status: true })),
  ],
  rename: [
    byOperator(
      'PATCH name',
      patch(() => ({ name: 'Another name' })),
    ),
  ],
  archive: [
    byOperator(
      'PATCH archived',
      patch(() => ({ archived: true })),
    ),
  ],
  add: [
    byOperator('POST …/people', (who, room) =>
      http(who, 'POST', `/api/client-rooms/${room}/people`, { people: [cast.who.otherClient.id] }),
    ),
  ],
  remove: [
    byOperator('DELETE …/people/:person', (who, room) =>
      // Putting oneself out is leaving.
      http(
        who,
        'DELETE',
        `/api/client-rooms/${room}/people/${who === cast.who.participant ? cast.who.client.id : cast.who.participant.id}`,
      ),
    ),
  ],
  leave: [byOperator('DELETE …/people/:self', (who, room) => http(who, 'DELETE', `/api/client-rooms/${room}/people/${who.id}`))],
  assign: [
    byOperator(
      'PATCH assignee',
      patch(() => ({ assignee: cast.who.participant.id })),
    ),
  ],
  schedule: [
    bySocket('meeting, schedule', () => ({ t: 'meeting', do: 'schedule', ...SOON() })),
    bySocket('meeting, move an own one', (of) => ({ t: 'meeting', do: 'move', meeting: of, ...SOON(), title: undefined, minutes: 45 }), {
      before: (room, who) => scheduled(room, who),
    }),
  ],
  reschedule: [
    bySocket('meeting, move', (of) => ({ t: 'meeting', do: 'move', meeting: of, ...SOON(), title: undefined, minutes: 45 }), {
      before: (room, who) => scheduled(room, anotherThan(who)),
    }),
    bySocket('meeting, cancel', (of) => ({ t: 'meeting', do: 'cancel', meeting: of }), {
      before: (room, who) => scheduled(room, anotherThan(who)),
    }),
  ],
  meet: [
    {
      name: 'its calendar file',
      door: 'any',
      before: (room) => scheduled(room, cast.who.creator),
      run: async (who, room, meeting: never) => {
        const response = await who.browser.fetch(`${roomPath(who, room)}/meetings/${meeting}.ics`);
        return response.ok ? 'ok' : ((await response.json()) as { code: string }).code;
      },
    },
  ],
  export: [
    byOperator('GET …/export', async (who, room) => {
      const response = await who.browser.fetch(`/api/client-rooms/${room}/export`);
      if (!response.ok) return ((await response.json()) as { code: string }).code;
      await response.arrayBuffer();
      return 'ok';
    }),
    {
      name: 'what the room permits',
      door: 'any',
      run: async (who, room) => {
        if (who.door === 'none') return 'unauthorised';
        const answer = await env.ROOM.getByName(room).permits(personOf(who), 'export');
        return answer.ok ? 'ok' : answer.code;
      },
    },
  ],
  erase: [byOperator('DELETE', (who, room) => http(who, 'DELETE', `/api/client-rooms/${room}`))],
  mute: [
    byOperator('PUT /api/mail-mutes', (who, room) => http(who, 'PUT', '/api/mail-mutes', { room, muted: true })),
    {
      name: 'PUT …/me/mutes',
      door: 'client',
      run: (who, room) => http(who, 'PUT', `/api/portal/${who.account}/me/mutes`, { room, muted: true }),
    },
    {
      name: 'what the room permits',
      door: 'any',
      run: async (who, room) => {
        if (who.door === 'none') return 'unauthorised';
        const answer = await env.ROOM.getByName(room).permits(personOf(who), 'mute');
        return answer.ok ? 'ok' : answer.code;
      },
    },
  ],
};

/** Of what only operators have addresses for, the room itself is asked too: it does not rely on them. */
const ACTIONS = {
  rename: () => ({ kind: 'rename', name: 'Another name' }),
  archive: () => ({ kind: 'archive', on: true }),
  add: () => ({ kind: 'add', people: [{ id: cast.who.otherClient.id, name: 'Other' }] }),
  remove: (who) => ({ kind: 'remove', person: who === cast.who.participant ? cast.who.client.id : cast.who.participant.id }),
  leave: () => ({ kind: 'leave' }),
  assign: () => ({ kind: 'assign', to: cast.who.participant.id }),
  erase: () => ({ kind: 'erase' }),
} satisfies Partial<Record<Permission, (who: Who) => ClientAction>>;
for (const [action, of] of Object.entries(ACTIONS) as [keyof typeof ACTIONS, (who: Who) => ClientAction][]) {
  WAYS[action].push({
    name: 'the room itself',
    door: 'any',
    run: async (who, room) => {
      if (who.door === 'none') return 'unauthorised';
      const answer = await env.ROOM.getByName(room).changeClients(personOf(who), of(who));
      return answer.ok ? 'ok' : answer.code;
    },
  });
}

/** These do not change the room. */
const READS: ReadonlySet<Permission> = new Set<Permission>(['create', 'see', 'people', 'seen', 'export', 'mute', 'meet']);

/** What the table says becomes of it. */
function expected(action: Permission, { role, door }: Who, way: Way): string {
  if (door === 'none' || (way.door !== 'any' && door !== way.door)) return 'unauthorised';
  // Managers delete any message and move any meeting, their own as well; of the others everyone their own.
  const also =
    (way.name === 'delete' && action === 'change' && may([role], 'delete')) ||
    (way.name === 'meeting, move an own one' && may([role], 'reschedule'));
  if (may([role], action) || also) return 'ok';
  return action === 'create' || !may([role], 'see') ? 'not_found' : 'forbidden';
}

describe.each(Object.keys(PERMISSIONS) as Permission[])('%s', (action) => {
  test.each(WAYS[action])('$name', { timeout: 120_000 }, async (way) => {
    const found: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const who of Object.values(cast.who)) {
      const room = await newRoom(cast, way.form);
      const before = (await way.before?.(room, who)) as never;
      const kept = await keptIn(room);
      wanted[who.label] = expected(action, who, way);
      found[who.label] = await way.run(who, room, before);
      if (found[who.label] !== 'ok') expect(await keptIn(room), `${who.label} changed the room`).toBe(kept);
      else if (!READS.has(action)) expect(await keptIn(room), `${who.label} changed nothing`).not.toBe(kept);
    }
    expect(found).toEqual(wanted);
  });
});

test('A visitor’s token and a visitor’s socket open no room with clients', async () => {
  const room = await newRoom(cast);
  const world = { account: cast.account, site: cast.site, visitor: 'somebody', room };
  const socket = await upgrade(env.ROOM.getByName(room), visitorOf(world));
  const heard: string[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(String(data)));
  socket.accept();
  await vi.waitFor(() => expect(heard.join()).toContain('"not_found"'));
});

/** The socket of somebody in the room. */
async function inside(who: Who, room: string): Promise<TestSocket> {
  const socket = await enter(who, room);
  if (typeof socket === 'string') throw new Error(`${who.label}: ${socket}`);
  return socket;
}

describe('With a socket open', () => {
  test('a participant who is put out hears it, and writes and reads no more', async () => {
    const room = await newRoom(cast);
    const file = await sentFile(room);
    for (const who of [cast.who.participant, cast.who.client]) {
      const socket = await inside(who, room);
      const [upload] = [await uploads(who, room, 'late')];
      expect(upload).toHaveProperty('id');
      await bring(cast, room, who, false);
      await vi.waitFor(() => expect(socket.closed).toBe(4403));
      const kept = await keptIn(room);
      expect(await enter(who, room)).toBe('not_found');
      expect(await uploads(who, room)).toBe('not_found');
      for (const id of [file, (upload as { id: string }).id]) expect((await who.browser.fetch(`/f/${room}/${id}`)).status).toBe(404);
      expect(await keptIn(room)).toBe(kept);
    }
  });

  test('a creator who leaves is the creator no more, until they are back', async () => {
    const room = await newRoom(cast);
    const { creator, owner } = cast.who;
    const socket = await inside(creator, room);
    expect(await http(creator, 'DELETE', `/api/client-rooms/${room}/people/${creator.id}`)).toBe('ok');
    await vi.waitFor(() => expect(socket.closed).toBe(4403));
    const kept = await keptIn(room);
    expect(await http(creator, 'PATCH', `/api/client-rooms/${room}`, { name: 'Mine' })).toBe('not_found');
    expect(await enter(creator, room)).toBe('not_found');
    expect(await keptIn(room)).toBe(kept);
    expect(await http(owner, 'POST', `/api/client-rooms/${room}/people`, { people: [creator.id] })).toBe('ok');
    expect(await http(creator, 'PATCH', `/api/client-rooms/${room}`, { name: 'Mine' })).toBe('ok');
  });

  test('an admin who is none any more is put out of rooms they looked into, and stays in those they are in as what they are now', async () => {
    const { browser, id } = await addColleague(cast.who.owner.browser, 'admin');
    const one: Who = { ...cast.who.admin, label: 'admin for a while', id: `o_${id}`, browser };
    const [looked, joined] = [await newRoom(cast), await newRoom(cast)];
    await bring(cast, joined, one, true);
    const sockets = [await inside(one, looked), await inside(one, joined)];
    expect(await http(cast.who.owner, 'PUT', `/api/members/${id}`, { role: 'operator' })).toBe('ok');
    for (const socket of sockets) await vi.waitFor(() => expect(socket.closed).toBe(1012));
    expect(await enter(one, looked)).toBe('not_found');
    const socket = await inside(one, joined);
    expect(await told(socket, { t: 'delete', of: await says(cast.who.participant, joined) })).toBe('forbidden');
    expect(await told(socket, { t: 'send', text: 'Still here' })).toBe('ok');
    expect(await http(one, 'PATCH', `/api/client-rooms/${joined}`, { name: 'Mine' })).toBe('forbidden');
  });

  test('an admin who looked in is cut when their session ends, and when they are no member any more', async () => {
    for (const end of ['session', 'membership']) {
      const { browser, id } = await addColleague(cast.who.owner.browser, 'admin');
      const one: Who = { ...cast.who.admin, id: `o_${id}`, browser };
      const room = await newRoom(cast);
      const socket = await inside(one, room);
      if (end === 'session') await browser.call('POST', '/api/sign-out');
      else await cast.who.owner.browser.call('DELETE', `/api/members/${id}`);
      await vi.waitFor(() => expect(socket.closed, end).toBe(end === 'session' ? 4401 : 4403));
    }
  });
});
