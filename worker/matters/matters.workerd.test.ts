import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Entry, operatorId, type PersonId } from '../../protocol/entries.ts';
import type { RoomServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { DocumentPage, Matter, MatterList, MatterStatus, PortalMatter, StatusPage } from '../../protocol/matter.ts';
import { MATTER_PERMISSIONS, type MatterPermission, type RoomRole } from '../../protocol/permissions.ts';
import { TestSocket } from '../chats/test-socket.ts';
import type { Person } from '../contracts/people.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { addClient } from '../portal/test-portal.ts';
import { clientLine } from '../testing/people.ts';
import { settleMatter, threadRoom } from './rooms.ts';
import { readMatter } from './store.ts';

interface Someone {
  browser: Browser;
  id: PersonId;
}

/** A room tells its desk at most once a second. */
const told = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 15_000, interval: 100 });
const cid = () => `cid-${crypto.randomUUID()}`;
let account: string;
let owner: Someone;
let ada: Someone;
let grace: Someone;
let outside: Someone;
let claire: Someone;
let carl: Someone;
let foreign: Someone;

const colleague = async (): Promise<Someone> => {
  const { browser, id } = await addColleague(owner.browser);
  return { browser, id: operatorId(id) };
};
const client = async (name: string): Promise<Someone> => {
  const { browser, id } = await addClient(owner.browser, account, { name });
  return { browser, id: `c_${id}` };
};

beforeAll(async () => {
  const signed = await signUp({ name: 'Olga' });
  account = signed.account;
  owner = { browser: signed.browser, id: operatorId((await signed.browser.me()).user.id) };
  [ada, grace, outside] = [await colleague(), await colleague(), await colleague()];
  [claire, carl] = [await client('Claire'), await client('Carl')];
  const other = await signUp({ name: 'Eve' });
  foreign = { browser: other.browser, id: operatorId((await other.browser.me()).user.id) };
}, 60_000);

const begin = async (by: Someone, people: Someone[], name = 'The move'): Promise<Matter> => {
  const reply = await by.browser.call<Matter>('POST', '/api/matters', { cid: cid(), name, people: people.map(({ id }) => id) });
  expect(reply.status).toBe(200);
  return reply.body;
};
const call = async <T>(by: Someone, method: string, path: string, body?: unknown): Promise<T> => {
  const reply = await by.browser.call<T>(method, `/api/matters${path}`, body);
  expect(reply.status, `${method} ${path}`).toBe(200);
  return reply.body;
};
const portal = async <T>(by: Someone, path = ''): Promise<T> =>
  (await by.browser.call<T>('GET', `/api/portal/${account}/matters${path}`)).body;
const refused = (by: Someone, method: string, path: string, body?: unknown) => by.browser.refused(method, `/api/matters${path}`, body);

/** Who is in a room, as the room itself knows. */
async function inside(room: string): Promise<PersonId[]> {
  const owns = { kind: 'operator', id: owner.id, account, role: 'owner', name: 'Olga' } as Person;
  const found = await env.ROOM.getByName(room).people(owns, '', '');
  expect(found.ok).toBe(true);
  return found.ok ? found.people.map(({ id }) => id).sort() : [];
}
const threadOf = ({ rooms }: Matter, who: Someone): string => rooms.find(({ thread }) => thread === who.id)!.room;
const ids = (...people: Someone[]) => people.map(({ id }) => id).sort();

/** Somebody of the company writes in a room; answers the message's seq. */
async function write(by: Someone, room: string, message: { text: string; status?: true; files?: string[] }): Promise<number> {
  const socket = await enter(by, room);
  socket.send({ t: 'send', cid: cid(), ...message });
  return (await socket.heard<Extract<RoomServerFrame, { t: 'ack' }>>('ack')).seq;
}
async function enter(by: Someone, room: string): Promise<TestSocket> {
  const socket = await TestSocket.open(by.browser, `/api/rooms/${room}/socket`);
  socket.send({ t: 'hello', v: 1 });
  await socket.heard('welcome');
  return socket;
}
const clientPerson = (who: Someone): Person => ({
  kind: 'client',
  id: who.id,
  account,
  client: who.id.slice(2),
  session: 'session',
  name: who === claire ? 'Claire' : 'Carl',
});

describe('A matter', () => {
  test('is begun by any operator, once, with a room for each of its clients', async () => {
    const asked = { cid: cid(), name: 'The move', people: ids(grace, claire, carl) };
    const made = await call<Matter>(ada, 'POST', '', asked);
    expect(await call<Matter>(ada, 'POST', '', asked)).toEqual(made);
    expect(made).toMatchObject({ name: 'The move', assignee: ada.id, creator: ada.id, in: true, status: null });
    expect(made.people.map(({ id }) => id).sort()).toEqual(ids(ada, grace, claire, carl));
    expect(await inside(threadOf(made, claire))).toEqual(ids(ada, grace, claire));
    expect(await inside(threadOf(made, carl))).toEqual(ids(ada, grace, carl));
  });

  test('is seen and changed by those in it, owners and admins; for everybody else it is not there', async () => {
    const { id } = await begin(ada, [grace, claire], 'Only ours');
    for (const by of [owner, ada, grace]) {
      expect((await call<Matter>(by, 'GET', `/${id}`)).name).toBe('Only ours');
      expect((await call<MatterList>(by, 'GET', '?text=ONLY')).matters.map((one) => one.id)).toContain(id);
    }
    expect((await call<MatterList>(owner, 'GET', '?text=only%20ours&mine')).matters).toEqual([]);
    const tries: [method: string, path: string, body?: unknown][] = [
      ['GET', ''],
      ['PATCH', '', { name: 'Taken' }],
      ['PATCH', '', { closed: true }],
      ['PATCH', '', { assignee: outside.id }],
      ['POST', '/people', { people: [claire.id] }],
      ['DELETE', `/people/${claire.id}`],
      ['POST', `/threads/${claire.id}`],
      ['POST', '/groups', { cid: cid(), name: 'All', people: [claire.id] }],
      ['GET', '/statuses'],
      ['GET', '/documents'],
    ];
    for (const by of [outside, foreign]) {
      for (const [method, path, body] of tries) expect(await refused(by, method, `/${id}${path}`, body), path).toBe('not_found');
      expect((await call<MatterList>(by, 'GET', '?text=only')).matters).toEqual([]);
    }
    for (const [method, path, body] of tries)
      expect(await refused({ ...ada, browser: new Browser() }, method, `/${id}${path}`, body)).toBe('unauthorised');
    for (const by of [claire, carl]) expect(await refused(by, 'GET', `/${id}`)).toBe('unauthorised');
    expect((await call<Matter>(grace, 'GET', `/${id}`)).people).toHaveLength(3);
  });

  test('takes nobody of another account, no strangers, no endless names', async () => {
    const { id } = await begin(ada, []);
    for (const one of [foreign.id, 'o_nobody', 'c_nobody']) {
      expect(await refused(ada, 'POST', '', { cid: cid(), name: 'X', people: [one] })).toBe('not_found');
      expect(await refused(ada, 'POST', `/${id}/people`, { people: [one] })).toBe('not_found');
      expect(await refused(ada, 'PATCH', `/${id}`, { assignee: one })).toBe('not_found');
    }
    expect(await refused(ada, 'PATCH', `/${id}`, { name: 'x'.repeat(10_000) })).toBe('bad_request');
    expect(await refused(ada, 'POST', '', { cid: cid(), name: '', people: [] })).toBe('bad_request');
    expect(await refused(ada, 'POST', '', { cid: cid(), name: 'X', people: Array(LIMITS.matterPeople + 1).fill(claire.id) })).toBe(
      'bad_request',
    );
    expect((await call<Matter>(ada, 'PATCH', `/${id}`, { name: 'شقة 🌿 مريم' })).name).toBe('شقة 🌿 مريم');
  });

  test('brings people into its rooms and takes them out, hands its rooms over, and names them', async () => {
    const made = await begin(ada, [claire]);
    const thread = threadOf(made, claire);
    const withGrace = await call<Matter>(ada, 'POST', `/${made.id}/people`, { people: [grace.id, carl.id] });
    expect(await inside(thread)).toEqual(ids(ada, grace, claire));
    expect(await inside(threadOf(withGrace, carl))).toEqual(ids(ada, grace, carl));
    await call(grace, 'PATCH', `/${made.id}`, { assignee: grace.id, name: 'Moved' });
    const socket = await enter(grace, thread);
    expect((socket.frames[0] as { client?: object }).client).toMatchObject({
      assignee: grace.id,
      name: 'Moved · Claire',
      matter: made.id,
      thread: claire.id,
    });
    // Whoever goes loses what they had open; another is assigned.
    await call(ada, 'DELETE', `/${made.id}/people/${grace.id}`);
    await vi.waitFor(() => expect(socket.closed).toBe(4403));
    expect(await inside(thread)).toEqual(ids(ada, claire));
    expect((await call<Matter>(ada, 'GET', `/${made.id}`)).assignee).toBe(ada.id);
    await call(ada, 'DELETE', `/${made.id}/people/${carl.id}`);
    expect(await inside(threadOf(withGrace, carl))).toEqual(ids(ada));
    expect(await refused(ada, 'POST', `/${made.id}/threads/${carl.id}`)).toBe('not_found');
    expect(await refused(ada, 'DELETE', `/${made.id}/people/${ada.id}`)).toBe('last_colleague');
  });

  test('is closed and opened again', async () => {
    const { id } = await begin(ada, [], 'Soon done');
    expect((await call<Matter>(ada, 'PATCH', `/${id}`, { closed: true })).closedAt).toBeGreaterThan(0);
    const lists = async () => [
      (await call<MatterList>(ada, 'GET', '?text=soon%20done&state=open')).matters.length,
      (await call<MatterList>(ada, 'GET', '?text=soon%20done&state=closed')).matters.length,
    ];
    expect(await lists()).toEqual([0, 1]);
    await call(ada, 'PATCH', `/${id}`, { closed: false });
    expect(await lists()).toEqual([1, 0]);
  });

  test('has rooms with chosen clients and all its colleagues', async () => {
    const made = await begin(ada, [claire, carl]);
    const asked = { cid: cid(), name: 'Both of you', people: ids(claire) };
    const { room } = await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, asked);
    expect((await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, asked)).room).toBe(room);
    const inner = await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, { cid: cid(), name: 'Among us', people: [] });
    await call(ada, 'POST', `/${made.id}/people`, { people: [grace.id] });
    expect(await inside(room)).toEqual(ids(ada, grace, claire));
    expect(await inside(inner.room)).toEqual(ids(ada, grace));
    await told(async () => {
      const { rooms } = await call<Matter>(grace, 'GET', `/${made.id}`);
      expect(rooms.find((one) => one.room === room)).toMatchObject({ name: 'Both of you', internal: false });
      expect(rooms.find((one) => one.room === inner.room)).toMatchObject({ internal: true });
    });
    await call(ada, 'DELETE', `/${made.id}/people/${claire.id}`);
    expect(await inside(room)).toEqual(ids(ada, grace));
    const stranger = { cid: cid(), name: 'X', people: [claire.id] };
    expect(await refused(ada, 'POST', `/${made.id}/groups`, stranger)).toBe('not_found');
  });

  test('gets a new room with a client when theirs was deleted', async () => {
    const made = await begin(ada, [claire]);
    const first = threadOf(made, claire);
    expect((await owner.browser.call('DELETE', `/api/client-rooms/${first}`)).status).toBe(200);
    const { room } = await call<{ room: string }>(ada, 'POST', `/${made.id}/threads/${claire.id}`);
    expect(room).not.toBe(first);
    expect(await inside(room)).toEqual(ids(ada, claire));
  });
});

describe('What failed half-way', () => {
  test('is made good by the next change or opening', async () => {
    const made = await begin(ada, [claire]);
    // D1 was written, and then nothing more happened.
    await env.DB.prepare('INSERT INTO matter_person (matter, account, person, added_at) VALUES (?, ?, ?, 1), (?, ?, ?, 2)')
      .bind(made.id, account, grace.id, made.id, account, carl.id)
      .run();
    expect(await inside(threadOf(made, claire))).toEqual(ids(ada, claire));
    const opened = await call<Matter>(ada, 'GET', `/${made.id}`);
    expect(await inside(threadOf(opened, claire))).toEqual(ids(ada, grace, claire));
    expect(await inside(threadOf(opened, carl))).toEqual(ids(ada, grace, carl));
  });

  test('in one room leaves the others in line, and is repeated without a trace', async () => {
    const made = await begin(ada, [claire, carl]);
    await env.DB.prepare('INSERT INTO matter_person (matter, account, person, added_at) VALUES (?, ?, ?, 1)')
      .bind(made.id, account, grace.id)
      .run();
    const lost = await threadRoom(account, made.id, carl.id, 0);
    const broken = {
      ...env,
      ROOM: {
        getByName: (name: string) => {
          if (name === lost) throw new Error('the object is gone');
          return env.ROOM.getByName(name);
        },
      },
    };
    await expect(settleMatter(broken as unknown as typeof env, account, made.id)).rejects.toThrow();
    await settleMatter(env, account, made.id);
    expect(await inside(lost)).toEqual(ids(ada, grace, carl));
    const socket = await enter(ada, lost);
    await settleMatter(env, account, made.id);
    await settleMatter(env, account, made.id);
    const entries = () => (socket.frames as RoomServerFrame[]).flatMap((frame): Entry[] => (frame.t === 'log' ? frame.entries : []));
    await vi.waitFor(() => expect(entries().map(({ kind }) => kind)).toEqual(['created', 'added']));
  });
});

describe('Somebody who is in the account no more', () => {
  test('is out of its matters; one without colleagues becomes the owner’s', async () => {
    const leaver = await colleague();
    const alone = await begin(leaver, [claire]);
    const shared = await begin(leaver, [grace, claire]);
    expect((await owner.browser.call('DELETE', `/api/members/${leaver.id.slice(2)}`)).status).toBe(200);
    expect((await readMatter(env, account, alone.id))!).toMatchObject({ assignee: owner.id, team: [{ id: owner.id }] });
    expect((await readMatter(env, account, shared.id))!).toMatchObject({ assignee: grace.id, team: [{ id: grace.id }] });
    expect(await inside(threadOf(alone, claire))).toEqual(ids(owner, claire));
    expect(await inside(threadOf(shared, claire))).toEqual(ids(grace, claire));
  });

  test('is, as a client, in none of them when they come back', async () => {
    const vic = await client('Vic');
    const made = await begin(ada, [vic]);
    expect((await owner.browser.call('DELETE', `/api/clients/${vic.id.slice(2)}`)).status).toBe(200);
    expect(await inside(threadOf(made, vic))).toEqual(ids(ada));
    expect((await call<Matter>(ada, 'GET', `/${made.id}`)).people.map(({ id }) => id)).toEqual([ada.id]);
  });
});

describe('The status of a matter', () => {
  const texts = async (by: Someone, id: string) => (await call<StatusPage>(by, 'GET', `/${id}/statuses`)).statuses.map(({ text }) => text);

  test('is the newest message made it; earlier ones stay, edits and deletions follow', async () => {
    const made = await begin(ada, [grace, claire, carl]);
    const thread = threadOf(made, claire);
    await write(ada, thread, { text: 'Nothing about it' });
    const first = await write(ada, thread, { text: 'Contract sent', status: true });
    await told(async () => expect(await texts(grace, made.id)).toEqual(['Contract sent']));
    const second = await write(grace, threadOf(made, carl), { text: 'Signed' });
    const socket = await enter(ada, threadOf(made, carl));
    socket.send({ t: 'mark', cid: cid(), of: second, on: true });
    await told(async () => expect(await texts(grace, made.id)).toEqual(['Signed', 'Contract sent']));
    const mine = await enter(ada, thread);
    mine.send({ t: 'edit', cid: cid(), of: first, text: 'Contract sent on Monday' });
    await told(async () => expect(await texts(grace, made.id)).toEqual(['Signed', 'Contract sent on Monday']));
    expect((await call<MatterList>(ada, 'GET', '')).matters.find(({ id }) => id === made.id)?.status).toMatchObject({
      text: 'Signed',
      by: grace.id,
      name: 'Grace',
    });
    socket.send({ t: 'mark', cid: cid(), of: second, on: false });
    await told(async () => expect(await texts(grace, made.id)).toEqual(['Contract sent on Monday']));
    socket.send({ t: 'mark', cid: cid(), of: second, on: true });
    mine.send({ t: 'delete', cid: cid(), of: first });
    await told(async () => expect(await texts(grace, made.id)).toEqual(['Signed']));
  });

  test('is known to all its clients, without the names of other clients and of rooms among colleagues', async () => {
    const made = await begin(ada, [claire, carl]);
    const inner = await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, { cid: cid(), name: 'Among us', people: [] });
    await write(ada, inner.room, { text: 'They pay late', status: true });
    await told(async () => expect(await texts(ada, made.id)).toEqual(['They pay late']));
    const line = clientLine(threadOf(made, carl), clientPerson(carl));
    line.client.start();
    await vi.waitFor(() => expect(line.client.view.caughtUp).toBe(true));
    await line.client.send('We agree');
    const said = line.client.view.entries.find((entry) => entry.kind === 'message')!;
    const socket = await enter(ada, threadOf(made, carl));
    socket.send({ t: 'mark', cid: cid(), of: said.seq, on: true });
    const seenBy = (who: Someone) => portal<{ statuses: MatterStatus[] }>(who, `/${made.id}/statuses`);
    await told(async () => expect((await seenBy(carl)).statuses).toMatchObject([{ text: 'We agree', by: carl.id, name: 'Carl' }]));
    const { statuses } = await seenBy(claire);
    expect(statuses).toEqual([{ at: expect.any(Number), text: 'We agree' }]);
    expect((await portal<PortalMatter>(claire, `/${made.id}`)).status).toEqual(statuses[0]);
    expect(await texts(ada, made.id)).toEqual(['We agree', 'They pay late']);
  });
});

describe('A desk that lost what it knew', () => {
  test('has the rooms and statuses of matters again when rooms tell their logs, and told twice it has them once', async () => {
    const home = (await foreign.browser.me()).account.id;
    const vic: Someone = { browser: foreign.browser, id: `c_${(await addClient(foreign.browser, home)).id}` };
    const made = await begin(foreign, [vic]);
    const thread = threadOf(made, vic);
    await write(foreign, thread, { text: 'First', status: true });
    const later = await write(foreign, thread, { text: 'Second' });
    const socket = await enter(foreign, thread);
    for (const on of [true, false, true]) socket.send({ t: 'mark', cid: cid(), of: later, on });
    const statuses = async () => (await call<StatusPage>(foreign, 'GET', `/${made.id}/statuses`)).statuses;
    await told(async () => expect((await statuses()).map(({ text }) => text)).toEqual(['Second', 'First']));
    const before = await statuses();
    const desk = env.DESK.getByName(home);
    // Half of it is told a second time, half is new to the desk.
    await runInDurableObject(desk, (_object, state) => {
      state.storage.sql.exec('DELETE FROM status WHERE seq = ?', later);
      state.storage.sql.exec('DELETE FROM matter_room');
    });
    expect(await statuses()).toEqual([]);
    await desk.reindex();
    await told(async () => expect(await statuses()).toEqual(before));
  });
});

describe('Every cell of the table', () => {
  test.each(Object.keys(MATTER_PERMISSIONS) as MatterPermission[])('%s is for those it names', async (action) => {
    const admin = { browser: (await addColleague(owner.browser, 'admin')).browser };
    const people: Record<Exclude<RoomRole, 'client'>, { browser: Browser }> = {
      owner,
      admin,
      operator: outside,
      creator: ada,
      participant: grace,
      stranger: foreign,
    };
    for (const [role, { browser }] of Object.entries(people)) {
      const { id } = await begin(ada, [grace, claire]);
      const tries: Record<MatterPermission, [method: string, path: string, body?: unknown]> = {
        create: ['POST', '', { cid: cid(), name: 'Another', people: role === 'stranger' ? [claire.id] : [] }],
        see: ['GET', `/${id}/statuses`],
        people: ['GET', `/${id}`],
        rename: ['PATCH', `/${id}`, { name: 'Renamed' }],
        close: ['PATCH', `/${id}`, { closed: true }],
        add: ['POST', `/${id}/people`, { people: [carl.id] }],
        remove: ['DELETE', `/${id}/people/${claire.id}`],
        assign: ['PATCH', `/${id}`, { assignee: grace.id }],
        thread: ['POST', `/${id}/threads/${claire.id}`],
        group: ['POST', `/${id}/groups`, { cid: cid(), name: 'All', people: [claire.id] }],
      };
      const [method, path, body] = tries[action];
      const before = await readMatter(env, account, id);
      const { status } = await browser.call(method, `/api/matters${path}`, body);
      const mayDo = (MATTER_PERMISSIONS[action] as readonly string[]).includes(role);
      expect(status, role).toBe(mayDo ? 200 : 404);
      if (!mayDo) expect(await readMatter(env, account, id)).toEqual(before);
    }
    // Clients come by their own way, which has nothing but looking.
    expect(MATTER_PERMISSIONS[action].includes('client' as never)).toBe(action === 'see');
  });
});

describe('For clients', () => {
  test('a change of the status is told at once, wherever it was written, but not of what is among colleagues', async () => {
    const made = await begin(ada, [claire, carl]);
    const inner = await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, { cid: cid(), name: 'Among us', people: [] });
    const desk = await TestSocket.open(claire.browser, `/api/portal/${account}/desk`);
    desk.send({ t: 'hello', v: 1 });
    await desk.heard('welcome');
    const turns = () => desk.frames.filter((frame) => frame.t === 'status');
    await write(ada, inner.room, { text: 'They pay late', status: true });
    await told(async () => expect((await call<StatusPage>(ada, 'GET', `/${made.id}/statuses`)).statuses).toHaveLength(1));
    await write(ada, threadOf(made, carl), { text: 'On the road', status: true });
    await told(() => expect(turns()).toEqual([{ t: 'status', matter: made.id }]));
    expect(JSON.stringify(desk.frames)).not.toContain('On the road');
  });

  test('a matter is there with their own room, and nobody else’s name', async () => {
    const dora = await client('Dora');
    const made = await begin(ada, [grace, dora, carl], 'The estate');
    const { room } = await call<{ room: string }>(ada, 'POST', `/${made.id}/groups`, {
      cid: cid(),
      name: 'All of you',
      people: ids(dora, carl),
    });
    const list = await dora.browser.fetch(`/api/portal/${account}/matters`);
    const text = await list.text();
    expect(text).toContain('The estate');
    await told(async () => {
      expect(await portal<PortalMatter>(dora, `/${made.id}`)).toEqual({
        id: made.id,
        name: 'The estate',
        closed: false,
        status: null,
        thread: threadOf(made, dora),
        groups: [{ room, name: 'All of you' }],
      });
    });
    const all = text + JSON.stringify(await portal(dora, `/${made.id}`));
    for (const unknown of ['Grace', 'Carl', 'Olga', ...ids(ada, grace, carl)]) expect(all).not.toContain(unknown);
    const other = await begin(ada, [carl]);
    for (const path of ['', '/statuses', '/documents']) {
      expect(await dora.browser.refused('GET', `/api/portal/${account}/matters/${other.id}${path}`)).toBe('not_found');
      expect(await new Browser().refused('GET', `/api/portal/${account}/matters/${made.id}${path}`)).toBe('unauthorised');
    }
  });
});

describe('The documents of a matter', () => {
  test('are the files of the rooms that one may see, of both sides, until their message is deleted', async () => {
    const made = await begin(ada, [grace, claire, carl]);
    const thread = threadOf(made, claire);
    const uploaded = await ada.browser.fetch(`/api/rooms/${thread}/files?name=plan.txt`, {
      method: 'POST',
      headers: { origin: OWN_ORIGIN },
      body: 'the plan',
    });
    const { file } = (await uploaded.json()) as { file: { id: string } };
    const seq = await write(ada, thread, { text: '', files: [file.id] });
    const find = (by: Someone) => call<DocumentPage>(by, 'GET', `/${made.id}/documents`);
    await told(async () => {
      expect((await find(grace)).documents).toMatchObject([
        { room: thread, seq, by: ada.id, name: 'Grace', where: 'The move · Claire', file: { name: 'plan.txt', size: 8 } },
      ]);
    });
    expect((await portal<DocumentPage>(claire, `/${made.id}/documents`)).documents).toHaveLength(1);
    expect((await portal<DocumentPage>(carl, `/${made.id}/documents`)).documents).toEqual([]);
    const socket = await enter(ada, thread);
    socket.send({ t: 'delete', cid: cid(), of: seq });
    await told(async () => expect((await find(grace)).documents).toEqual([]));
  });
});
