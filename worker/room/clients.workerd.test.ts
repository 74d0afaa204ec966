import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { ClientSummary } from '../../protocol/frames.ts';
import type { ClientBegin } from '../contracts/room.ts';
import { appOf, clientLine, clientOf, type DeskLine, newWorld, operatorOf, upgrade } from '../testing/people.ts';

/** A room tells its desk at most once a second. */
const WAIT = { timeout: 5_000 };

const named = ({ id, name }: { id: ReturnType<typeof clientOf>['id']; name: string }) => ({ id, name });

/** A room that Ada began with Grace and two clients. */
async function begun(form: ClientBegin['form'] = 'clients', clients = ['claire', 'carl']) {
  const world = await newWorld();
  const name = `client.${crypto.randomUUID().replaceAll('-', '')}`;
  const room = env.ROOM.getByName(name);
  const ada = operatorOf(world, 'ada');
  const grace = operatorOf(world, 'grace');
  const people = [ada, grace, ...clients.map((client) => clientOf(world, client))].map(named);
  expect(await room.openClients(ada, name, { form, name: 'The move', people, assignee: ada.id })).toEqual({ ok: true });
  return { world, name, room, ada, grace, claire: clientOf(world, 'claire'), carl: clientOf(world, 'carl') };
}

/** The newest line of the room that an app was told. */
function lineOf({ frames }: DeskLine, room: string): ClientSummary | undefined {
  const lines = frames.flatMap((frame) => (frame.t === 'welcome' || frame.t === 'rooms' ? frame.rooms : []));
  return lines.findLast((line): line is ClientSummary => line.kind === 'client' && line.id === room);
}

const texts = (line: ReturnType<typeof clientLine>): string[] =>
  line.client.view.entries.flatMap((entry) => (entry.kind === 'message' ? entry.text : []));

async function inRoom(name: string, person: Parameters<typeof clientLine>[1]) {
  const line = clientLine(name, person);
  line.client.start();
  await vi.waitFor(() => expect(line.client.view.caughtUp).toBe(true), WAIT);
  return line;
}

describe('A room with clients', () => {
  test('carries what each writes to all others, in one order, across an eviction', async () => {
    const { name, room, ada, claire } = await begun();
    const a = await inRoom(name, ada);
    const c = await inRoom(name, claire);
    await a.client.send('Welcome');
    await c.client.send('Thank you');
    await evictDurableObject(room);
    await a.client.send('How can we help?');
    for (const line of [a, c]) await vi.waitFor(() => expect(texts(line)).toEqual(['Welcome', 'Thank you', 'How can we help?']), WAIT);
  });

  test('is in the lists of those who are in it, with what each has not read, at once', async () => {
    const { world, name, ada, grace, claire } = await begun();
    const apps = { grace: await appOf(grace), claire: await appOf(claire), nobody: await appOf(clientOf(world, 'nobody')) };
    const a = await inRoom(name, ada);
    await a.client.send('One');
    await a.client.send('Two');
    await vi.waitFor(() => {
      expect(lineOf(apps.grace, name)?.unread).toBe(2);
      expect(lineOf(apps.claire, name)).toMatchObject({
        unread: 2,
        in: true,
        client: { name: 'The move', creator: 'system', assignee: 'system' },
      });
    });
    const c = await inRoom(name, claire);
    c.client.markRead(3);
    await vi.waitFor(() => expect(lineOf(apps.claire, name)?.unread).toBe(0), WAIT);
    expect(lineOf(apps.grace, name)?.unread).toBe(2);
    const [, two] = a.client.view.entries.filter(({ kind }) => kind === 'message');
    await a.client.command({ t: 'delete', of: two!.seq });
    await vi.waitFor(() => expect(lineOf(apps.grace, name)?.unread).toBe(1), WAIT);
    expect(apps.nobody.frames.map(({ t }) => t)).toEqual(['welcome']);
    expect(lineOf(apps.nobody, name)).toBeUndefined();
  });

  test('tells clients nobody but those who have written', async () => {
    const { name, world, ada, claire } = await begun('clients', ['claire', 'carl', 'hidden-client']);
    const heard: string[] = [];

    for (const object of [env.ROOM.getByName(name), env.DESK.getByName(world.account)]) {
      const socket = await upgrade(object, claire);
      socket.addEventListener('message', ({ data }) => heard.push(String(data)));
      socket.accept();
      socket.send(JSON.stringify({ t: 'hello', v: 1 }));
    }
    await vi.waitFor(() => expect(heard.filter((text) => text.includes('"welcome"'))).toHaveLength(2), WAIT);
    const a = await inRoom(name, ada);
    await inRoom(name, clientOf(world, 'hidden-client'));
    a.client.typing(true);
    await a.client.send('From Ada');
    await env.ROOM.getByName(name).changeClients(ada, { kind: 'assign', to: operatorOf(world, 'grace').id });
    await env.ROOM.getByName(name).changeClients(ada, { kind: 'remove', person: clientOf(world, 'carl').id });
    await a.client.send('The last');
    await vi.waitFor(() => expect(heard.some((text) => text.includes('The last'))).toBe(true), WAIT);
    const all = heard.join('\n');
    expect(all).toContain('"name":"ada"');
    expect(all).not.toMatch(/grace|carl|hidden-client/);
  });

  test('lets go of who is removed: sockets, lists, writing, files', async () => {
    const { name, room, ada, claire } = await begun();
    const app = await appOf(claire);
    const c = await inRoom(name, claire);
    expect(await room.changeClients(ada, { kind: 'remove', person: claire.id })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(c.client.view.stoppedBy).toBe('forbidden'), WAIT);
    await vi.waitFor(() => expect(app.frames.some((frame) => frame.t === 'rooms' && frame.gone?.includes(name))).toBe(true), WAIT);
    expect(await room.addFile(claire, { id: 'f', name: 'a.txt', type: 'text/plain', size: 1 })).toMatchObject({ ok: false });
    // Whoever comes back sees all that was said meanwhile, and has missed none of it.
    const a = await inRoom(name, ada);
    await a.client.send('Meanwhile');
    await room.changeClients(ada, { kind: 'add', people: [named(claire)] });
    const again = await inRoom(name, claire);
    expect(texts(again)).toEqual(['Meanwhile']);
    await vi.waitFor(() => expect(lineOf(app, name)?.unread).toBe(0), WAIT);
  });
});
