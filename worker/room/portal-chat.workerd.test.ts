import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import type { ClientSummary } from '../../protocol/frames.ts';
import { appOf, clientLine, clientOf, type DeskLine, newWorld, operatorOf } from '../testing/people.ts';

/** The desk hears of a room at most once a second. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

const lineOf = ({ frames }: DeskLine): ClientSummary | undefined =>
  frames
    .flatMap((frame) => (frame.t === 'welcome' || frame.t === 'rooms' ? frame.rooms : []))
    .findLast((line): line is ClientSummary => line.kind === 'client');

test('E11: what a client writes is told with who is assigned to it, alerts them alone, and follows a new assignment', async () => {
  const world = await newWorld();
  const name = `client.${crypto.randomUUID().replaceAll('-', '')}`;
  const room = env.ROOM.getByName(name);
  const [ada, grace, vic] = [operatorOf(world, 'ada'), operatorOf(world, 'grace'), clientOf(world, 'vic')];
  const people = [ada, grace, vic].map((person) => ({ id: person.id, name: person.name }));
  await room.openClients(ada, name, { form: 'clients', name: 'The move', people, assignee: ada.id });
  const apps = { ada: await appOf(ada), grace: await appOf(grace) };
  const v = clientLine(name, vic);
  v.client.start();
  await v.client.send('When do you come?');
  for (const app of [apps.ada, apps.grace]) {
    await soon(() =>
      expect(lineOf(app)).toMatchObject({ unread: 1, last: { by: vic.id }, client: { assignee: ada.id, name: 'The move' } }),
    );
  }
  await soon(() => expect(apps.ada.alerts().some(({ kind }) => kind === 'message')).toBe(true));
  expect(apps.grace.alerts().some(({ kind }) => kind === 'message')).toBe(false);
  await room.changeClients(ada, { kind: 'assign', to: grace.id });
  await v.client.send('Hello?');
  await soon(() => expect(apps.grace.alerts().some(({ kind }) => kind === 'message')).toBe(true));
  await soon(() => expect(lineOf(apps.grace)).toMatchObject({ unread: 2, client: { assignee: grace.id } }));
  // Read, it goes out.
  const g = clientLine(name, grace);
  g.client.start();
  await soon(() => expect(g.client.view.caughtUp).toBe(true));
  g.client.markRead(4);
  await soon(() => expect(lineOf(apps.grace)?.unread).toBe(0));
});
