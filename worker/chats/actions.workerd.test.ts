import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Category } from '../../protocol/api.ts';
import type { Entry } from '../../protocol/entries.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { TestSocket, visit } from './test-socket.ts';

let owner: Browser;
let site: string;
let stranger: Browser;
let foreign: { member: string; group: string; category: string };

beforeAll(async () => {
  ({ browser: owner, site } = await signUp({ name: 'Ada' }));
  stranger = (await signUp()).browser;
  const made = async (path: string, body: unknown) => (await stranger.call<{ id: string }>('POST', path, body)).body.id;
  foreign = {
    member: (await stranger.me()).user.id,
    group: await made('/api/groups', { name: 'Theirs', members: [] }),
    category: await made('/api/categories', { name: 'Theirs', emails: [] }),
  };
});

const act = (browser: Browser, room: string, action: object) =>
  browser.call<{ seq?: number; code?: string; detail?: string }>('POST', `/api/rooms/${room}/actions`, action);

describe('An action on a chat', () => {
  test('C3: of two who take it in the same instant one wins, the other is told who', async () => {
    const { room } = await visit(site);
    const { browser: colleague } = await addColleague(owner);
    const replies = await Promise.all([act(owner, room, { kind: 'take' }), act(colleague, room, { kind: 'take' })]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = replies.find(({ status }) => status === 409)!;
    expect(lost.body.code).toBe('already_taken');
    expect(['Ada', 'Grace']).toContain(lost.body.detail);
  });

  test('C6: knows targets of the own account only', async () => {
    const { room } = await visit(site);
    await act(owner, room, { kind: 'take' });
    for (const action of [
      { kind: 'transfer', to: { operator: foreign.member } },
      { kind: 'transfer', to: { group: foreign.group } },
      { kind: 'invite', operator: foreign.member },
      { kind: 'close', category: foreign.category },
      { kind: 'transfer', to: { operator: 'nobody' } },
    ])
      expect((await act(owner, room, action)).body.code).toBe('not_found');
  });

  test('C7: closes into a category by its name, and hands over to a colleague by theirs', async () => {
    const { room, chat } = await visit(site);
    const { id } = await addColleague(owner);
    await act(owner, room, { kind: 'take' });
    const desk = await TestSocket.open(owner, `/api/rooms/${room}/socket`);
    desk.send({ t: 'hello', v: 1 });
    await desk.heard('welcome');
    const entries = () => desk.frames.flatMap((frame) => (frame.t === 'log' ? frame.entries : [])) as Entry[];
    expect((await act(owner, room, { kind: 'transfer', to: { operator: `o_${id}` }, note: 'yours' })).status).toBe(200);
    await vi.waitFor(() =>
      expect(entries()).toContainEqual(expect.objectContaining({ kind: 'offered', to: { operator: `o_${id}`, name: 'Grace' } })),
    );
    await act(owner, room, { kind: 'withdraw' });
    const [category] = (await owner.call<Category[]>('GET', '/api/categories')).body;
    expect((await act(owner, room, { kind: 'close', category: category!.id })).status).toBe(200);
    await vi.waitFor(() => expect(JSON.stringify(chat.frames)).toContain('"closed"'));
    expect(entries().at(-1)).toMatchObject({ kind: 'closed', category: { id: category!.id, name: 'Sales' } });
  });

  test('of a shape that is not documented is refused', async () => {
    for (const action of [{ kind: 'explode' }, { kind: 'tag' }, {}, { kind: 'transfer', to: {} }])
      expect((await act(owner, `${site}.x`, action)).body.code).toBe('bad_request');
    expect((await act(owner, `${site}.nobody-here`, { kind: 'take' })).status).toBeGreaterThanOrEqual(400);
    expect((await act(owner, 'no-site', { kind: 'take' })).body.code).toBe('not_found');
  });
});

describe('An invitation to visitors', () => {
  test('C4: reaches those who are there, and says who is not', async () => {
    const { visitor, tab } = await visit(site);
    const { body } = await owner.call<{ results: Record<string, string> }>('POST', `/api/sites/${site}/invite`, {
      visitors: [visitor, 'somebody-gone'],
      text: 'May I help?',
      cid: `cid-${crypto.randomUUID()}`,
    });
    expect(body.results['somebody-gone']).toBe('not_online');
    expect(body.results[visitor]).toBeDefined();
    expect(tab.closed).toBe(0);
  });
});

describe('A person told from outside', () => {
  test('is ignored: the token decides who speaks, the session who reads', async () => {
    const { room, token } = await visit(site);
    const me = await owner.me();
    const forged = encodeURIComponent(
      JSON.stringify({
        kind: 'operator',
        id: `o_${me.user.id}`,
        account: me.account.id,
        user: me.user.id,
        session: 'x',
        role: 'owner',
        name: 'Ada',
      }),
    );
    const chat = await TestSocket.open(new Browser(), '/w/v1/room', { token, headers: { 'x-foyer-person': forged } });
    chat.send({ t: 'hello', v: 1 });
    expect((await chat.heard('welcome')) as object).toMatchObject({ me: `v_${room.split('.')[1]}` });
    const outsider = await TestSocket.open(new Browser(), `/api/rooms/${room}/socket`, { headers: { 'x-foyer-person': forged } });
    await vi.waitFor(() => expect(outsider.closed).toBe(4401));
    const refused = await stranger.fetch(`/api/rooms/${room}/actions`, {
      method: 'POST',
      headers: { origin: OWN_ORIGIN, 'content-type': 'application/json', 'x-foyer-person': forged },
      body: JSON.stringify({ kind: 'take' }),
    });
    expect(refused.status).toBe(404);
  });
});
