import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { NewCommand } from '../../protocol/client/room-client.ts';
import { MEETING, type Meeting } from '../../protocol/meeting.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import type { MailJob } from '../mail/jobs.ts';
import { appOf, clientLine, clientOf, newWorld, operatorOf, teamLine } from '../testing/people.ts';
import { newMeetingId, roomOfMeeting } from './meeting-id.ts';
import type { Room } from './room.ts';

/** A room tells its desk at most once a second. */
const WAIT = { timeout: 5_000 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const hex = () => crypto.randomUUID().replaceAll('-', '');
const open: { client: { stop(): void } }[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

/** Somebody in the room who gives commands about meetings. */
function enter(name: string, person: Person) {
  const line = name.startsWith('team.') ? teamLine(name, person) : clientLine(name, person);
  line.client.start();
  open.push(line);
  const give = async (command: NewCommand) => {
    await vi.waitFor(() => expect(line.client.view.caughtUp).toBe(true), WAIT);
    const result = await line.client.command(command);
    return result.ok ? 'ok' : result.code;
  };
  return {
    view: () => line.client.view,
    meetings: (): readonly Meeting[] => line.client.view.meetings,
    schedule: (starts: number, title = 'Kick-off') => give({ t: 'meeting', do: 'schedule', title, starts, minutes: 30 }),
    move: (meeting: string, starts: number) => give({ t: 'meeting', do: 'move', meeting, starts, minutes: 30 }),
    cancel: (meeting: string) => give({ t: 'meeting', do: 'cancel', meeting }),
  };
}

/** A room of Ada's with Grace and, where there may be clients, Claire. */
async function begun(form: 'clients' | 'announcement' | 'group' | 'direct' = 'clients') {
  const world = await newWorld();
  const [ada, grace, claire] = [operatorOf(world, 'ada'), operatorOf(world, 'grace'), clientOf(world, 'claire')];
  const shown = ({ id, name }: { id: typeof ada.id; name: string }) => ({ id, name });
  const isTeam = form === 'group' || form === 'direct';
  const name = `${isTeam ? 'team' : 'client'}.${hex()}`;
  const room = env.ROOM.getByName(name);
  const answer =
    form === 'direct'
      ? await room.openTeam(ada, name, { form, people: [shown(ada), shown(grace)] })
      : form === 'group'
        ? await room.openTeam(ada, name, { form, name: 'Us', people: [shown(ada), shown(grace)] })
        : await room.openClients(ada, name, { form, name: 'The move', people: [ada, grace, claire].map(shown), assignee: ada.id });
  expect(answer).toEqual({ ok: true });
  return { world, name, room, ada, grace, claire };
}
type Begun = Awaited<ReturnType<typeof begun>>;

/** What the room gives to the queue of mail from here on. */
async function reminders({ room }: Begun): Promise<MailJob[]> {
  const jobs: MailJob[] = [];
  await runInDurableObject(room, (instance: Room) => {
    const MAIL = { sendBatch: async (batch: { body: MailJob }[]) => void jobs.push(...batch.map(({ body }) => body)) };
    Object.assign(instance, { env: { ...env, MAIL: MAIL as unknown as Env['MAIL'] } });
  });
  return jobs;
}

/** When the room looks after its meetings next; null when it does not. */
const due = ({ room }: Begun) =>
  runInDurableObject(
    room,
    (_, { storage }) => storage.sql.exec<{ due: number }>("SELECT due FROM timer WHERE key = 'meeting'").toArray()[0]?.due ?? null,
  );

/** The room's alarm rings, whatever the time. */
async function ring({ room }: Begun): Promise<void> {
  await runInDurableObject(room, (_, { storage }) => void storage.sql.exec("UPDATE timer SET due = 1 WHERE key = 'meeting'"));
  await runDurableObjectAlarm(room);
}

const kinds = ({ view }: ReturnType<typeof enter>) => view().entries.flatMap(({ kind }) => (kind.startsWith('meeting_') ? [kind] : []));

describe('F5: A meeting', () => {
  test.each(['clients', 'group', 'direct'] as const)(
    'in a room of form %s is there for everybody in it, also for who comes later, across an eviction',
    async (form) => {
      const { name, room, ada, grace } = await begun(form);
      const a = enter(name, ada);
      const starts = Date.now() + 2 * HOUR;
      expect(await a.schedule(starts)).toBe('ok');
      await vi.waitFor(
        () => expect(a.meetings()).toMatchObject([{ title: 'Kick-off', starts, minutes: 30, by: ada.id, version: 0 }]),
        WAIT,
      );
      await evictDurableObject(room);
      const g = enter(name, grace);
      await vi.waitFor(() => expect(g.meetings()).toEqual(a.meetings()), WAIT);
      const { id } = a.meetings()[0]!;
      expect(roomOfMeeting(env.SECRET, id)).toBe(name);
      expect(await g.move(id, starts + HOUR)).toBe('forbidden');
      expect(await a.move(id, starts + HOUR)).toBe('ok');
      await vi.waitFor(() => expect(g.meetings()).toMatchObject([{ starts: starts + HOUR, version: 1 }]), WAIT);
      expect(await a.cancel(id)).toBe('ok');
      await vi.waitFor(() => expect(g.meetings()).toMatchObject([{ cancelled: true, version: 2 }]), WAIT);
    },
  );

  test('of a client is theirs to move and cancel, and whose rooms they are; clients do not learn of colleagues who have not written', async () => {
    const { name, ada, grace, claire } = await begun();
    const [a, g, c] = [enter(name, ada), enter(name, grace), enter(name, claire)];
    expect(await g.schedule(Date.now() + HOUR, 'By Grace')).toBe('ok');
    expect(await c.schedule(Date.now() + 2 * HOUR, 'By Claire')).toBe('ok');
    await vi.waitFor(() => expect(c.meetings().map(({ by }) => by)).toEqual(['system', claire.id]), WAIT);
    await vi.waitFor(() => expect(a.meetings()).toHaveLength(2), WAIT);
    const later = enter(name, claire);
    await vi.waitFor(() => expect(later.meetings().map(({ by }) => by)).toEqual(['system', claire.id]), WAIT);
    const [graces, claires] = a.meetings().map(({ id }) => id);
    expect(await c.cancel(graces!)).toBe('forbidden');
    expect(await g.cancel(claires!)).toBe('forbidden');
    expect(await c.move(claires!, Date.now() + 3 * HOUR)).toBe('ok');
    expect(await a.cancel(claires!)).toBe('ok');
  });

  test('is not for clients to schedule where they may not write, nor in an archived room', async () => {
    const { name, ada, claire } = await begun('announcement');
    expect(await enter(name, claire).schedule(Date.now() + HOUR)).toBe('forbidden');
    expect(await enter(name, ada).schedule(Date.now() + HOUR)).toBe('ok');
    const other = await begun();
    await other.room.changeClients(other.ada, { kind: 'archive', on: true });
    expect(await enter(other.name, other.ada).schedule(Date.now() + HOUR)).toBe('archived');
  });
});

describe('F5: A reminder', () => {
  test.each(['clients', 'group'] as const)(
    'of a meeting that begins within minutes goes to all in a room of form %s, once',
    async (form) => {
      const one = await begun(form);
      const jobs = await reminders(one);
      const apps = [await appOf(one.ada), await appOf(one.grace)];
      const a = enter(one.name, one.ada);
      const starts = Date.now() + 9 * MINUTE;
      await a.schedule(starts);
      await vi.waitFor(() => expect(kinds(a)).toEqual(['meeting_scheduled', 'meeting_near']), WAIT);
      const people = [one.ada, one.grace, ...(form === 'clients' ? [one.claire] : [])].map(({ id }) => id).sort();
      await vi.waitFor(() => expect(jobs.map((job) => 'person' in job && job.person).sort()).toEqual(people), WAIT);
      const { id: meeting } = a.meetings()[0]!;
      expect(jobs[0]).toMatchObject({ kind: 'meeting', account: one.world.account, room: one.name, meeting, starts });
      expect(new Set(jobs.map(({ id }) => id)).size).toBe(people.length);
      const alert = { kind: 'meeting', room: one.name, what: 'meeting_near', title: 'Kick-off', starts };
      for (const app of apps) await vi.waitFor(() => expect(app.alerts()).toContainEqual(expect.objectContaining(alert)), WAIT);
      expect(await due(one)).toBeNull();
      await runDurableObjectAlarm(one.room);
      expect(kinds(a)).toHaveLength(2);
    },
  );

  test('comes ten minutes before, follows a meeting that is moved, and is for nobody when it is cancelled; an eviction changes nothing', async () => {
    const one = await begun();
    const a = enter(one.name, one.ada);
    const starts = Date.now() + 3 * HOUR;
    await a.schedule(starts);
    expect(await due(one)).toBe(starts - MEETING.remind);
    await ring(one);
    expect(await due(one)).toBe(starts - MEETING.remind);
    const { id } = a.meetings()[0]!;
    await a.move(id, starts + HOUR);
    expect(await due(one)).toBe(starts + HOUR - MEETING.remind);
    await evictDurableObject(one.room);
    expect(await due(one)).toBe(starts + HOUR - MEETING.remind);
    expect(await a.move(id, Date.now() + 5 * MINUTE)).toBe('ok');
    await vi.waitFor(() => expect(kinds(a).filter((kind) => kind === 'meeting_near')).toHaveLength(1), WAIT);
    expect(await a.move(id, starts)).toBe('ok');
    expect(await due(one)).toBe(starts - MEETING.remind);
    expect(await a.cancel(id)).toBe('ok');
    expect(await due(one)).toBeNull();
  });

  test('comes from a room that was evicted meanwhile', async () => {
    const one = await begun();
    const a = enter(one.name, one.ada);
    await a.schedule(Date.now() + 11 * MINUTE);
    const { id } = a.meetings()[0]!;
    await evictDurableObject(one.room);
    // Two minutes pass: of all that the room keeps, what it knows of this meeting is that much older.
    await runInDurableObject(one.room, (instance: Room, { storage }) => {
      const { conversation } = instance as unknown as { conversation: { update(part: object): void; state: { meetings: Meeting[] } } };
      conversation.update({
        meetings: conversation.state.meetings.map((meeting) => ({ ...meeting, starts: meeting.starts - 2 * MINUTE })),
      });
      storage.sql.exec("UPDATE timer SET due = due - ? WHERE key = 'meeting'", 2 * MINUTE);
    });
    await evictDurableObject(one.room);
    const jobs = await reminders(one);
    await runDurableObjectAlarm(one.room);
    await vi.waitFor(() => expect(jobs).toContainEqual(expect.objectContaining({ kind: 'meeting', meeting: id })), WAIT);
  });

  test.each([
    ['archived', { kind: 'archive', on: true }],
    ['deleted', { kind: 'erase' }],
  ] as const)('is for nobody in a room that is %s', async (_, end) => {
    const one = await begun();
    const jobs = await reminders(one);
    const a = enter(one.name, one.ada);
    await a.schedule(Date.now() + 2 * HOUR);
    await one.room.changeClients(one.ada, end);
    expect(await due(one)).toBeNull();
    await runDurableObjectAlarm(one.room);
    expect(jobs).toEqual([]);
    if (end.kind === 'erase') return;
    await one.room.changeClients(one.ada, { kind: 'archive', on: false });
    expect(await due(one)).not.toBeNull();
  });
});

test('F5: the link of a meeting is one that its room made: whatever is changed in it, it leads nowhere', () => {
  const room = `client.${hex()}`;
  const id = newMeetingId(env.SECRET, room);
  expect(newMeetingId(env.SECRET, room)).not.toBe(id);
  expect(roomOfMeeting(env.SECRET, id)).toBe(room);
  expect(roomOfMeeting('another secret, as long as ours is now', id)).toBeNull();
  for (let at = 0; at < id.length; at++) {
    const other = `${id.slice(0, at)}${id[at] === 'A' ? 'B' : 'A'}${id.slice(at + 1)}`;
    expect(roomOfMeeting(env.SECRET, other), other).toBeNull();
  }
  for (const none of ['', 'A', `${id}A`, `${id}=`, 'x'.repeat(4_000)]) expect(roomOfMeeting(env.SECRET, none)).toBeNull();
});
