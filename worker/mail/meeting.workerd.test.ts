import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NewCommand } from '../../protocol/client/room-client.ts';
import type { PersonId } from '../../protocol/entries.ts';
import { appOf, clientLine } from '../testing/people.ts';
import { handleMailBatch } from './consumer.ts';
import { CLARA, OLGA, seed } from './inbound/test-world.ts';
import type { MailJob } from './jobs.ts';
import { setMute } from './mutes.ts';
import { olga, TestProvider, TestRoom } from './test-room.ts';

const OMAR: PersonId = 'o_u2';
const MINUTE = 60_000;
const ALL = ['clara@client.example', 'olga@shop.example', 'omar@shop.example'];

let room: TestRoom;
let provider: TestProvider;
let line: ReturnType<typeof clientLine>;

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  await env.DB.prepare('DELETE FROM mail_mute').run();
  await env.DB.prepare('DELETE FROM portal').run();
  await seed();
  room = await new TestRoom().begin([OMAR, CLARA]);
  provider = new TestProvider();
  line = clientLine(room.name, olga);
  line.client.start();
  await vi.waitFor(() => expect(line.client.view.caughtUp).toBe(true));
});
afterEach(() => line.client.stop());

async function give(command: NewCommand): Promise<void> {
  expect(await line.client.command(command)).toMatchObject({ ok: true });
}

/** A meeting that Olga scheduled to begin in five minutes, and the jobs of its reminder. */
async function scheduled(title = 'Kick-off') {
  const starts = Date.now() + 5 * MINUTE;
  await give({ t: 'meeting', do: 'schedule', title, starts, minutes: 30 });
  await vi.waitFor(() => expect(line.client.view.meetings).toHaveLength(1));
  const { id: meeting } = line.client.view.meetings[0]!;
  const jobs = [OLGA, OMAR, CLARA].map(
    (person): MailJob => ({
      id: `meeting:${meeting}:${starts}:${person}`,
      kind: 'meeting',
      account: 'a1',
      room: room.name,
      person,
      meeting,
      starts,
    }),
  );
  return { meeting, starts, jobs };
}

async function deliver(jobs: MailJob[]): Promise<MailJob[]> {
  const again: MailJob[] = [];
  const messages = jobs.map((body, at) => ({
    id: `m${at}`,
    timestamp: new Date(),
    attempts: 1,
    body,
    ack: () => undefined,
    retry: () => void again.push(body),
  }));
  const batch = { queue: 'foyer-mail', messages, ackAll: () => undefined, retryAll: () => undefined };
  await handleMailBatch(batch as unknown as MessageBatch<MailJob>, env, provider);
  return again;
}

const mailFor = (address: string) => provider.mails.find(({ to }) => to === address)!;

describe('F5: The mail of a meeting that is near', () => {
  it('tells each in their language and time where to go, and brings it into their calendar', async () => {
    await env.DB.prepare("UPDATE client SET time_zone = 'Asia/Tokyo', language = 'es' WHERE id = 'clara'").run();
    const { meeting, starts, jobs } = await scheduled('Kick-off <b>now</b>');
    await deliver(jobs);
    expect(provider.addresses).toEqual(ALL);
    const { subject, text, html, headers } = mailFor('clara@client.example');
    expect(subject).toContain('Kick-off <b>now</b>');
    const hour = new Intl.DateTimeFormat('es', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' }).format(starts);
    expect(text).toContain(hour);
    expect(text).toContain(`${env.PUBLIC_URL}/m/${meeting}`);
    expect(text).toContain(`${env.PUBLIC_URL}/m/calendar/`);
    expect(text).toContain('Entrar en la reunión');
    expect(html).not.toContain('<b>now</b>');
    expect(headers).toHaveProperty('List-Unsubscribe');
  });

  it('is sent once, however often its job comes and whatever the provider answers', async () => {
    const { jobs } = await scheduled();
    provider.faults = ['refuse', 'lose'];
    const again = await deliver(jobs);
    expect(again).toHaveLength(2);
    await deliver([...again, ...jobs]);
    await deliver(jobs);
    expect(provider.addresses).toEqual(ALL);
    expect(new Set(provider.asked).size).toBe(3);
  });

  it.each<[string, (meeting: string) => Promise<unknown>]>([
    ['was moved', (meeting) => give({ t: 'meeting', do: 'move', meeting, starts: Date.now() + 60 * MINUTE, minutes: 30 })],
    ['was cancelled', (meeting) => give({ t: 'meeting', do: 'cancel', meeting })],
    ['is in a room that was archived', () => room.stub.changeClients(olga, { kind: 'archive', on: true })],
    ['is in a room that was deleted', () => room.stub.changeClients(olga, { kind: 'erase' })],
  ])('is not sent when the meeting %s meanwhile', async (_, change) => {
    const { meeting, jobs } = await scheduled();
    await change(meeting);
    expect(await deliver(jobs)).toEqual([]);
    expect(provider.mails).toEqual([]);
  });

  it('is not for who was put out, wants no mails of the room, or sits before the app', async () => {
    const member = { name: 'Olga', email: 'olga@shop.example', role: 'owner' as const, groups: [], advertisers: [], listingsOnly: false };
    await env.DESK.getByName('a1').configure('a1', [{ ...member, id: OLGA }], []);
    const app = await appOf(olga);
    const { jobs } = await scheduled();
    await setMute(env, 'a1', CLARA, room.name, true);
    await room.stub.changeClients(olga, { kind: 'remove', person: OMAR });
    await deliver(jobs);
    expect(provider.addresses).toEqual([]);
    app.away();
    await vi.waitFor(async () => expect((await env.DESK.getByName('a1').roster()).some(({ online }) => online)).toBe(false));
    await deliver(jobs);
    expect(provider.addresses).toEqual(['olga@shop.example']);
    app.close();
  });
});
