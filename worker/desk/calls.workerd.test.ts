import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type AlertPreferences, DEFAULT_ALERTS } from '../../protocol/alert-rules.ts';
import { type Chat, foldChat, NEW_CHAT } from '../../protocol/chat.ts';
import { type Entry, type EntryDraft, operatorId, type PersonId, visitorPersonId } from '../../protocol/entries.ts';
import { VERSION } from '../../protocol/frames.ts';
import { TestSocket } from '../chats/test-socket.ts';
import type { RoomReport } from '../contracts/reports.ts';
import type { PushJob } from '../push/jobs.ts';
import { newWorld, operatorOf, upgrade, type World } from '../testing/people.ts';
import type { Desk } from './desk.ts';

const ADA = operatorId('ada');
const GRACE = operatorId('grace');

let world: World;
/** What the desk handed to the queue. */
let jobs: PushJob[];
let log: Entry[];
let chat: Chat;
let unread: Record<string, number>;

const desk = () => env.DESK.getByName(world.account);
const visitor = () => visitorPersonId(world.visitor);

beforeEach(async () => {
  world = await newWorld();
  jobs = [];
  log = [];
  chat = NEW_CHAT;
  unread = {};
  for (const person of [ADA, GRACE]) await desk().listen(person, DEFAULT_ALERTS);
});

/** The room tells the desk of entries; operators who were never in it count what nobody answered. */
async function happens(...drafts: [PersonId, EntryDraft][]): Promise<void> {
  const news = drafts.map(([by, draft], at) => ({ ...draft, seq: log.length + at + 1, at: log.length, by }) as Entry);
  log.push(...news);
  chat = news.reduce(foldChat, chat);
  for (const { kind, by } of news) {
    if (kind === 'taken' || kind === 'joined') unread[by] ??= 0;
    if (kind === 'message') for (const person of Object.keys(unread)) unread[person]! += 1;
  }
  await report(news);
}

const report = (news: Entry[]) => {
  const newest = log.findLast(({ kind }) => kind === 'message');
  const last = newest?.kind === 'message' ? { at: 1, by: newest.by, kind: newest.kind, text: newest.text } : null;
  const { account, site, room } = world;
  const pending = log.filter(({ kind }) => kind === 'message').length;
  const seq = log.length;
  const all: RoomReport = {
    kind: 'visitor',
    room,
    account,
    site,
    seq,
    chat,
    visitor: { id: world.visitor, name: 'Vic' },
    last,
    unread,
    pending,
    offeredTo: [],
    after: seq - news.length,
    news,
  };
  return desk().report(structuredClone(all));
};
const reads = async (person: PersonId) => {
  unread[person] = 0;
  await report([]);
};
const opened: EntryDraft = { kind: 'opened', episode: 1, via: 'visitor' };
const message = (text: string): EntryDraft => ({ kind: 'message', text });
/** A visitor begins to wait, and the site offers the chat to both. */
async function arrives(): Promise<void> {
  await happens([visitor(), opened], [visitor(), message('Do you ship to Porto?')]);
  await desk().offer([{ room: world.room, episode: 1, to: [ADA, GRACE] }]);
}

/** The seconds pass that a call waits: the alarm comes and finds it due. */
async function passes(): Promise<void> {
  await runInDurableObject(desk(), (instance: Desk, { storage }) => {
    const sendBatch = async (batch: { body: PushJob }[]) => void jobs.push(...batch.map(({ body }) => body));
    Object.assign(instance, { env: { ...env, PUSH: { sendBatch } } });
    storage.sql.exec('UPDATE call SET due = 0 WHERE due IS NOT NULL');
    storage.sql.exec("UPDATE timer SET due = 0 WHERE key = 'calls'");
    return instance.alarm();
  });
}
const called = () => jobs.map(({ person, id }) => `${person.slice(2)} ${id.split(':')[0]}`).sort();
const asks = ({ person, room, id }: PushJob) => desk().pushContent(person, room, id);
const rows = () => runInDurableObject(desk(), (_: Desk, { storage }) => storage.sql.exec('SELECT * FROM call').toArray().length);

/** An app of ada's, with its window in front or behind. */
async function app(front: boolean, name = 'ada'): Promise<TestSocket> {
  const socket = TestSocket.over(await upgrade(desk(), operatorOf(world, name)));
  socket.send({ t: 'hello', v: VERSION, front });
  await socket.heard('welcome');
  return socket;
}
/** Frames were taken: an answer to a later one is there. */
async function taken(socket: TestSocket): Promise<void> {
  const before = socket.frames.filter(({ t }) => t === 'older').length;
  socket.send({ t: 'older', before: 0 });
  await vi.waitFor(() => expect(socket.frames.filter(({ t }) => t === 'older').length).toBeGreaterThan(before));
}

describe('C10: A visitor who waits', () => {
  test('calls everyone who has no window in front, once, with name and first words', async () => {
    await arrives();
    await passes();
    expect(called()).toEqual(['ada waiting', 'grace waiting']);
    expect(await asks(jobs[0]!)).toEqual({
      payload: { kind: 'waiting', room: world.room, name: 'Vic', text: 'Do you ship to Porto?' },
    });
    await passes();
    expect(jobs).toHaveLength(2);
  });

  test('still calls after the desk was evicted', async () => {
    await arrives();
    await evictDurableObject(desk());
    await passes();
    expect(called()).toEqual(['ada waiting', 'grace waiting']);
    await evictDurableObject(desk());
    expect(await asks(jobs[0]!)).not.toBeNull();
  });

  test('is told by the timer itself, without anybody’s help', async () => {
    await arrives();
    const due = await runInDurableObject(desk(), (_: Desk, { storage }) => storage.getAlarm());
    expect(due).toBeGreaterThan(Date.now() - 1_000);
    expect(due).toBeLessThanOrEqual(Date.now() + 4_000);
    // Before it is due nothing goes.
    await runDurableObjectAlarm(desk());
    expect(await rows()).toBe(2);
  });

  test('does not call who sees a window of theirs, nor a window behind that one', async () => {
    await app(false);
    await app(true);
    await arrives();
    await passes();
    expect(called()).toEqual(['grace waiting']);
  });

  test('calls who is away from a window that is in front', async () => {
    const socket = await app(true);
    socket.send({ t: 'presence', state: 'away' });
    await taken(socket);
    await arrives();
    await passes();
    expect(called()).toEqual(['ada waiting', 'grace waiting']);
  });

  test('calls nobody without a device, at no row', async () => {
    for (const person of [ADA, GRACE]) await desk().listen(person, null);
    await arrives();
    expect(await rows()).toBe(0);
  });

  test('calls once for many messages, and says the newest', async () => {
    await arrives();
    await happens([visitor(), message('Hello?')]);
    await passes();
    expect(called()).toEqual(['ada waiting', 'grace waiting']);
    expect((await asks(jobs[0]!))?.payload.text).toBe('Hello?');
  });
});

describe('I5: A call that waits is dropped', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['when a colleague picks up', () => happens([GRACE, { kind: 'taken' }])],
    ['when the person opens a window', () => app(true)],
    ['when the person reads the chat anywhere', () => reads(ADA)],
    ['when the chat ends', () => happens([visitor(), { kind: 'closed' }])],
    ['when the person’s last device goes', () => desk().listen(ADA, null)],
    ['when the person mutes the site', () => desk().listen(ADA, { ...DEFAULT_ALERTS, mutedSites: [world.site] })],
    ['when the person is removed', () => desk().configure(world.account, [], [])],
  ])('%s, also after an eviction', async (_name, act) => {
    await desk().listen(GRACE, null);
    await arrives();
    await evictDurableObject(desk());
    await act();
    await passes();
    expect(called()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['was picked up', () => happens([GRACE, { kind: 'taken' }])],
    ['was read', () => reads(ADA)],
    ['is seen in a window', () => app(true)],
    ['has quiet hours', () => desk().listen(ADA, { ...DEFAULT_ALERTS, enabled: false } satisfies AlertPreferences)],
  ])('in the queue, when it %s meanwhile', async (_name, act) => {
    await desk().listen(GRACE, null);
    await arrives();
    await passes();
    expect(called()).toEqual(['ada waiting']);
    await act();
    await evictDurableObject(desk());
    expect(await asks(jobs[0]!)).toBeNull();
  });

  test('when a window that was behind comes to the front', async () => {
    const socket = await app(false);
    await arrives();
    socket.send({ t: 'front', on: true });
    await taken(socket);
    await passes();
    expect(called()).toEqual(['grace waiting']);
  });

  test('but a new message after it was read calls again', async () => {
    await happens([visitor(), opened], [visitor(), message('one')], [ADA, { kind: 'taken' }]);
    await passes();
    await happens([visitor(), message('two')]);
    await reads(ADA);
    await passes();
    expect(called()).toEqual([]);
    await happens([visitor(), message('three')]);
    await passes();
    expect(called()).toEqual(['ada message']);
  });

  test('of a message, when the person has muted the room', async () => {
    await happens([visitor(), opened], [visitor(), message('one')], [ADA, { kind: 'taken' }]);
    await reads(ADA);
    await desk().listen(ADA, { ...DEFAULT_ALERTS, mutedRooms: [world.room] });
    await happens([visitor(), message('two')]);
    await passes();
    expect(called()).toEqual([]);
    await desk().listen(ADA, DEFAULT_ALERTS);
    await happens([visitor(), message('three')]);
    await passes();
    expect(called()).toEqual(['ada message']);
  });
});

describe('A notification that was shown', () => {
  beforeEach(async () => {
    await arrives();
    await passes();
    for (const job of jobs) await desk().pushed(job.person, job.room, job.id, [`phone of ${job.person}`]);
  });

  test('C10: is taken back from the devices that have it when a colleague picks up', async () => {
    jobs = [];
    await evictDurableObject(desk());
    await happens([GRACE, { kind: 'taken' }]);
    await passes();
    expect(called()).toEqual(['ada settled']);
    expect(await asks(jobs[0]!)).toEqual({
      payload: { kind: 'settled', room: world.room, name: 'Vic', text: '' },
      only: [`phone of ${ADA}`],
    });
    await desk().pushed(ADA, world.room, jobs[0]!.id, [`phone of ${ADA}`]);
    expect(await asks(jobs[0]!)).toBeNull();
    expect(await rows()).toBe(1);
  });

  test('stays when the person picks up themselves, and is forgotten with the chat', async () => {
    jobs = [];
    await desk().listen(GRACE, null);
    await happens([ADA, { kind: 'taken' }]);
    await passes();
    expect(called()).toEqual([]);
    await happens([ADA, { kind: 'closed' }]);
    expect(await rows()).toBe(0);
  });
});

test('A push that arrives after the colleague’s pick-up is taken back too', async () => {
  await desk().listen(GRACE, null);
  await arrives();
  await passes();
  const [job] = jobs;
  expect(await asks(job!)).not.toBeNull();
  await happens([GRACE, { kind: 'taken' }]);
  await desk().pushed(ADA, world.room, job!.id, ['phone']);
  jobs = [];
  await passes();
  expect(called()).toEqual(['ada settled']);
});
