import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../protocol/api.ts';
import type { Entry, FileRef, PersonId } from '../../protocol/entries.ts';
import type { Alert, DeskServerFrame, RoomServerFrame, TeamSummary } from '../../protocol/frames.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { TestSocket, visit } from './test-socket.ts';

interface Someone {
  browser: Browser;
  id: string;
  person: PersonId;
}

let ada: Someone;
let grace: Someone;
let lin: Someone;
let stranger: Someone;
let site: string;

const someone = async (browser: Browser): Promise<Someone> => {
  const { id } = (await browser.me()).user;
  return { browser, id, person: `o_${id}` };
};

beforeAll(async () => {
  const owner = await signUp();
  site = owner.site;
  ada = await someone(owner.browser);
  grace = await someone((await addColleague(owner.browser)).browser);
  // An admin of the account is nobody in a room they are not in.
  lin = await someone((await addColleague(owner.browser, 'admin')).browser);
  stranger = await someone((await signUp()).browser);
});

const cid = () => `cid-${crypto.randomUUID()}`;
const direct = async (by: Someone, to: Someone) =>
  (await by.browser.call<{ room: string }>('POST', '/api/team-rooms', { kind: 'direct', user: to.id })).body.room;
const group = async (by: Someone, others: Someone[], name = 'Sales') => {
  const body = { kind: 'group', cid: cid(), name, members: others.map(({ id }) => id) };
  return (await by.browser.call<{ room: string }>('POST', '/api/team-rooms', body)).body.room;
};

type Welcome = Extract<RoomServerFrame, { t: 'welcome' }>;
async function enter(who: Someone, room: string): Promise<TestSocket & { entries(): Entry[] }> {
  const socket = await TestSocket.open(who.browser, `/api/rooms/${room}/socket`);
  socket.send({ t: 'hello', v: 1 });
  await socket.heard<Welcome>('welcome');
  return Object.assign(socket, {
    entries: () => (socket.frames as RoomServerFrame[]).flatMap((frame) => (frame.t === 'log' ? frame.entries : [])),
  });
}

async function deskOf(who: Someone) {
  const socket = await TestSocket.open(who.browser, '/api/desk');
  socket.send({ t: 'hello', v: 1 });
  await socket.heard('welcome');
  const frames = () => socket.frames as DeskServerFrame[];
  return {
    socket,
    alerts: (room: string): Alert['kind'][] =>
      frames().flatMap((frame) => (frame.t === 'alert' && frame.alert.room === room ? frame.alert.kind : [])),
    /** The room as the lists show it now; null when it is not there, or gone. */
    room: (id: string): TeamSummary | null => {
      let found: TeamSummary | null = null;
      for (const frame of frames()) {
        if (frame.t !== 'rooms' && frame.t !== 'welcome') continue;
        for (const one of frame.rooms) if (one.id === id && one.kind === 'team') found = one;
        if (frame.gone?.includes(id)) found = null;
      }
      return found;
    },
  };
}

const upload = (who: Someone, room: string) =>
  who.browser.fetch(`/api/rooms/${room}/files?name=plan.txt`, { method: 'POST', headers: { origin: OWN_ORIGIN }, body: 'the plan' });

describe('C9: a one-to-one room', () => {
  test('is the same for both, told to both, and waits for who is not there', async () => {
    const room = await direct(ada, grace);
    expect(await direct(grace, ada)).toBe(room);
    const mine = await enter(ada, room);
    mine.send({ t: 'send', cid: cid(), text: 'For when you are back' });
    await mine.heard('ack');
    await evictDurableObject(env.ROOM.getByName(room));
    mine.send({ t: 'send', cid: cid(), text: 'and one more' });
    await vi.waitFor(() => expect(mine.frames.filter(({ t }) => t === 'ack')).toHaveLength(2));
    const account = (await ada.browser.me()).account.id;
    await vi.waitFor(async () => {
      const desk = await deskOf(grace);
      expect(desk.room(room)).toMatchObject({ unread: 2, title: 'Ada', last: { text: 'and one more' } });
      desk.socket.send({ t: 'presence', state: 'away' });
    }, 10_000);
    await evictDurableObject(env.DESK.getByName(account));
    const theirs = await enter(grace, room);
    await vi.waitFor(() => expect(theirs.entries().map(({ kind }) => kind)).toEqual(['created', 'message', 'message']));
    const desk = await deskOf(grace);
    theirs.send({ t: 'read', seq: 3 });
    await vi.waitFor(() => expect(desk.room(room)?.unread).toBe(0), 10_000);
    expect((await deskOf(lin)).room(room)).toBeNull();
  });

  test('with oneself, a stranger or nobody is refused', async () => {
    for (const [user, code] of [
      [ada.id, 'bad_request'],
      [stranger.id, 'not_found'],
      ['nobody', 'not_found'],
    ])
      expect(await ada.browser.refused('POST', '/api/team-rooms', { kind: 'direct', user })).toBe(code);
  });

  test('stays readable for one when the other leaves the account', async () => {
    const leaver = await someone((await addColleague(ada.browser)).browser);
    const room = await direct(ada, leaver);
    const mine = await enter(ada, room);
    const theirs = await enter(leaver, room);
    mine.send({ t: 'send', cid: cid(), text: 'Farewell' });
    await mine.heard('ack');
    const desk = await deskOf(ada);
    await vi.waitFor(() => expect(desk.room(room)).not.toBeNull(), 10_000);
    expect((await ada.browser.call('DELETE', `/api/members/${leaver.id}`)).status).toBe(200);
    await vi.waitFor(() => expect(theirs.closed).toBe(4403));
    await vi.waitFor(() => expect(mine.entries().at(-1)).toMatchObject({ kind: 'removed', by: 'system', people: [leaver.person] }));
    mine.send({ t: 'send', cid: cid(), text: 'Are you there?' });
    await vi.waitFor(() => expect(mine.frames).toContainEqual(expect.objectContaining({ t: 'error', code: 'not_open' })));
    expect((await enter(ada, room)).closed).toBe(0);
  });
});

describe('C9: a group', () => {
  test('made again under the same id is the same; its admins change it, and each change is told to all', async () => {
    const body = { kind: 'group', cid: cid(), name: 'Sales', members: [grace.id] };
    const replies = await Promise.all([1, 2].map(() => ada.browser.call<{ room: string }>('POST', '/api/team-rooms', body)));
    const room = replies[0]!.body.room;
    expect(replies[1]!.body.room).toBe(room);
    const desk = await deskOf(grace);
    const theirs = await enter(grace, room);
    const path = `/api/team-rooms/${room}`;
    expect(await grace.browser.refused('PUT', path, { name: 'Mine' })).toBe('forbidden');
    expect(await grace.browser.refused('POST', `${path}/members`, { members: [lin.id] })).toBe('forbidden');
    expect((await ada.browser.call('PUT', path, { name: 'Support' })).status).toBe(200);
    expect((await ada.browser.call('POST', `${path}/members`, { members: [lin.id] })).status).toBe(200);
    expect((await ada.browser.call('PUT', `${path}/members/${grace.id}`, { admin: true })).status).toBe(200);
    await vi.waitFor(
      () => expect(desk.room(room)).toMatchObject({ title: 'Support', team: { admins: [ada.person, grace.person] } }),
      10_000,
    );
    expect(JSON.stringify(theirs.frames)).toContain(`"people":[{"id":"${lin.person}","name":"Grace"`);
    expect((await grace.browser.call('DELETE', `${path}/members/${ada.id}`)).status).toBe(200);
    expect(await ada.browser.refused('PUT', path, { name: 'Mine again' })).toBe('not_found');
    expect(theirs.entries().map(({ kind }) => kind)).toEqual(['created', 'renamed', 'added', 'promoted', 'removed']);
  });

  test('takes leave of who is removed: socket, list, files; and who is added sees everything', async () => {
    const room = await group(ada, [grace]);
    const mine = await enter(ada, room);
    const theirs = await enter(grace, room);
    const { file } = (await (await upload(ada, room)).json()) as { file: FileRef };
    mine.send({ t: 'send', cid: cid(), text: 'The plan', files: [file.id] });
    await vi.waitFor(() => expect(theirs.entries().at(-1)).toMatchObject({ text: 'The plan' }));
    expect((await grace.browser.fetch(`/f/${room}/${file.id}`)).status).toBe(200);
    const desk = await deskOf(grace);
    await vi.waitFor(() => expect(desk.room(room)).not.toBeNull(), 10_000);
    await ada.browser.call('DELETE', `/api/team-rooms/${room}/members/${grace.id}`);
    await vi.waitFor(() => expect(theirs.closed).toBe(4403));
    await vi.waitFor(() => expect(desk.room(room)).toBeNull(), 10_000);
    expect((await grace.browser.fetch(`/f/${room}/${file.id}`)).status).toBe(404);
    await ada.browser.call('POST', `/api/team-rooms/${room}/members`, { members: [lin.id] });
    const late = await enter(lin, room);
    await vi.waitFor(() => expect(late.entries().map(({ kind }) => kind)).toEqual(['created', 'message', 'removed', 'added']));
    expect((await lin.browser.fetch(`/f/${room}/${file.id}`)).status).toBe(200);
  });

  test('alerts its members but not the writer, and who is named of that', async () => {
    const room = await group(ada, [grace, lin]);
    const [mine, theirs, others] = [await deskOf(ada), await deskOf(grace), await deskOf(lin)];
    const [alertsBefore] = [theirs.alerts(room).length];
    const line = await enter(ada, room);
    line.send({ t: 'send', cid: cid(), text: '@Grace look', mentions: [grace.person, stranger.person] });
    await vi.waitFor(() => expect(theirs.alerts(room).slice(alertsBefore)).toContain('mention'), 10_000);
    await vi.waitFor(() => expect(others.alerts(room)).toContain('message'), 10_000);
    expect(mine.alerts(room)).toEqual([]);
    expect(theirs.alerts(room)).not.toContain('message');
    expect(line.entries().at(-1)).toMatchObject({ mentions: [grace.person] });
  });
});

describe('A member', () => {
  test('is cut from the room when the session ends, and nobody else', async () => {
    const leaver = await someone((await addColleague(ada.browser)).browser);
    const room = await direct(ada, leaver);
    const theirs = await enter(leaver, room);
    const mine = await enter(ada, room);
    const desk = await deskOf(leaver);
    await vi.waitFor(() => expect(desk.room(room)).not.toBeNull(), 10_000);
    await leaver.browser.call('POST', '/api/sign-out');
    await vi.waitFor(() => expect(theirs.closed).toBe(4401));
    expect(mine.closed).toBe(0);
  });

  test('who answers only own listings stays in the rooms they are in, and opens none with colleagues they may not know', async () => {
    const agent = await someone((await addColleague(ada.browser)).browser);
    const room = await direct(grace, agent);
    const theirs = await enter(agent, room);
    const desk = await deskOf(agent);
    await vi.waitFor(() => expect(desk.room(room)).not.toBeNull(), 10_000);
    expect((await ada.browser.call('PUT', `/api/members/${agent.id}`, { listingsOnly: true })).status).toBe(200);
    theirs.send({ t: 'send', cid: cid(), text: 'Still here' });
    await theirs.heard('ack');
    expect(theirs.closed).toBe(0);
    expect((await deskOf(agent)).room(room)).not.toBeNull();
    const other = await someone((await addColleague(ada.browser)).browser);
    expect(await agent.browser.refused('POST', '/api/team-rooms', { kind: 'direct', user: other.id })).toBe('not_found');
    expect(await agent.browser.refused('POST', '/api/team-rooms', { kind: 'group', cid: cid(), name: 'Us', members: [other.id] })).toBe(
      'not_found',
    );
    expect(await direct(agent, ada)).toMatch(/^team\./);
  });
});

describe('Who is not a member', () => {
  test('gets in by no way, be it an owner of the account or a stranger', async () => {
    const room = await group(grace, [lin]);
    const line = await enter(grace, room);
    const { file } = (await (await upload(grace, room)).json()) as { file: FileRef };
    line.send({ t: 'send', cid: cid(), text: 'Between us', files: [file.id] });
    await line.heard('ack');
    const visitor = await visit(site);
    for (const { browser } of [ada, stranger]) {
      const socket = await TestSocket.open(browser, `/api/rooms/${room}/socket`);
      await vi.waitFor(() => expect(socket.closed).toBe(4404));
      expect((await upload({ browser, id: '', person: 'system' }, room)).status).toBe(404);
      expect((await browser.fetch(`/f/${room}/${file.id}`)).status).toBe(404);
      const path = `/api/team-rooms/${room}`;
      const { id } = (await browser.me()).user;
      expect(await browser.refused('PUT', path, { name: 'x' })).toBe('not_found');
      expect(await browser.refused('DELETE', `${path}/members/${id}`)).toBe('not_found');
      expect(await browser.refused('PUT', `${path}/members/${id}`, { admin: true })).toBe('not_found');
      for (const action of [{ kind: 'take' }, { kind: 'close' }, { kind: 'invite', operator: id }])
        expect(await browser.refused('POST', `/api/rooms/${room}/actions`, action)).toBe('not_found');
    }
    expect(await ada.browser.refused('POST', `/api/team-rooms/${room}/members`, { members: [ada.id] })).toMatch(/not_found|bad_request/);
    // Nor does a member's own chat action or a visitor's token.
    expect(await grace.browser.refused('POST', `/api/rooms/${room}/actions`, { kind: 'take' })).toBe('not_found');
    const key = ((await visitor.chat.heard<Welcome>('welcome')) as Welcome).fileKey;
    expect((await new Browser().fetch(`/f/${room}/${file.id}?k=${key}`)).status).toBe(404);
    expect((await new Browser().fetch(`/f/${room}/${file.id}`)).status).toBe(401);
    expect((await deskOf(ada)).room(room)).toBeNull();
    expect(await env.ROOM.getByName(room).transcript(1)).toBeNull();
    expect(await env.ROOM.getByName(room).entry(2)).toBeNull();
    // Not even through the objects themselves.
    const object = env.ROOM.getByName(room);
    const member = {
      kind: 'operator',
      id: grace.person,
      account: (await grace.browser.me()).account.id,
      user: grace.id,
      session: 's',
    } as const;
    const rest = { role: 'owner', name: 'Grace', access: { admin: true, listingsOnly: false, advertisers: [] } } as const;
    const where = { site, visitor: visitor.visitor, place: {} };
    expect(await object.invite({ ...member, ...rest }, where, cid(), 'Hello')).toMatchObject({ ok: false, code: 'not_found' });
    expect(await object.changeTeam({ ...member, ...rest, account: 'another' }, { kind: 'leave' })).toMatchObject({ ok: false });
    const taken = { form: 'group' as const, name: 'Mine', people: [{ id: ada.person, name: 'Ada' }] };
    expect(await object.openTeam({ ...member, ...rest, id: ada.person }, room, taken)).toMatchObject({ ok: false, code: 'not_found' });
    expect(line.closed).toBe(0);
  });

  test('finds nothing behind names that are none', async () => {
    for (const room of ['team.', 'team.x', `team.${'0'.repeat(32)}`, `team.${'0'.repeat(31)}g`]) {
      const socket = await TestSocket.open(ada.browser, `/api/rooms/${room}/socket`);
      await vi.waitFor(() => expect(socket.closed).toBe(4404));
      expect(((await (await ada.browser.fetch(`/f/${room}/x`)).json()) as Problem).code).toBe('not_found');
      expect(await ada.browser.refused('PUT', `/api/team-rooms/${room}`, { name: 'x' })).toBe('not_found');
    }
  });
});
