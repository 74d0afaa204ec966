import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { PersonId } from '../../protocol/entries.ts';
import { signUp } from '../http/test-browser.ts';
import { olga, TestRoom } from '../mail/test-room.ts';

const CLARA: PersonId = 'c_clara';
const OMAR: PersonId = 'o_u2';
const MINUTE = 60_000;

let room: TestRoom;
const people = () => room.jobs.map(({ person }) => person).sort();

beforeEach(async () => {
  room = await new TestRoom().begin([OMAR, CLARA]);
});

describe('A round of mails', () => {
  test('closes half an hour after the first message that somebody has not read, for those who have not', async () => {
    const before = Date.now();
    await room.write(olga.id, 'One');
    await room.write(CLARA, 'Two');
    const due = (await room.due())!;
    expect(due - before).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(due - Date.now()).toBeLessThanOrEqual(30 * MINUTE);
    await room.read(OMAR, 3);
    await room.passed();
    expect(people()).toEqual([CLARA, olga.id]);
    expect(room.jobs[0]).toMatchObject({ kind: 'digest', account: 'a1', room: room.name, from: 0, upto: 3 });
    expect(room.jobs.map(({ id }) => id).sort()).toEqual([`digest:${room.name}:3:${CLARA}`, `digest:${room.name}:3:${olga.id}`]);
  });

  test('tells no message a second time', async () => {
    await room.write(olga.id, 'One');
    await room.passed();
    await room.passed();
    expect(room.jobs).toHaveLength(2);
    await room.write(olga.id, 'Two');
    await room.evict();
    await room.passed();
    expect(room.jobs.slice(2)).toMatchObject([
      { from: 2, upto: 3 },
      { from: 2, upto: 3 },
    ]);
  });

  test('is without mails when everybody has read, and begins anew with what nobody had read', async () => {
    await room.write(olga.id, 'One');
    await room.read(OMAR, 2);
    await room.read(CLARA, 2);
    await room.passed();
    expect(room.jobs).toEqual([]);
    expect(await room.due()).toBeNull();
    // The round is set by the first unread message, not by one that was read at once.
    await room.write(olga.id, 'Two');
    for (const person of [OMAR, CLARA]) await room.read(person, 3);
    await room.write(olga.id, 'Three');
    await room.passed();
    expect(people()).toEqual([CLARA, OMAR]);
  });

  test.each([
    ['is archived', () => room.stub.changeClients(olga, { kind: 'archive', on: true })],
    ['is deleted', () => room.stub.changeClients(olga, { kind: 'erase' })],
  ])('of a room that %s sends nothing', async (_, end) => {
    await room.write(olga.id, 'One');
    await end();
    await room.passed();
    expect(room.jobs).toEqual([]);
  });

  test('is not for who was put out, nor of what was said before somebody came', async () => {
    await room.write(olga.id, 'One');
    await room.stub.changeClients(olga, { kind: 'remove', person: CLARA });
    await room.stub.changeClients(olga, { kind: 'add', people: [{ id: 'c_carl', name: 'Carl' }] });
    await room.passed();
    expect(people()).toEqual([OMAR]);
  });

  test('forgets a message that was deleted', async () => {
    const seq = await room.write(olga.id, 'One');
    await room.change(olga.id, { kind: 'deleted', of: seq });
    await room.passed();
    expect(room.jobs).toEqual([]);
  });

  test('follows the account’s own pause, also one that is changed while it runs', async () => {
    const { account } = olga;
    await env.DESK.getByName(account).configure(account, [], [], 120);
    await room.write(olga.id, 'One');
    await vi.waitFor(async () => expect((await room.due())! - Date.now()).toBeGreaterThan(119 * MINUTE), 5_000);
    await env.DESK.getByName(account).configure(account, [], [], 5);
    await room.write(olga.id, 'Two');
    await vi.waitFor(async () => expect((await room.due())! - Date.now()).toBeLessThanOrEqual(5 * MINUTE), 5_000);
  });
});

test('The account’s own pause reaches its rooms by way of the desk', async () => {
  const { browser, account } = await signUp();
  const settings = { title: '', colour: '', host: '', digestMinutes: 45 };
  const client = { ...NEW_CLIENT_ROOM, name: 'The move' };
  const report = {
    kind: 'client' as const,
    room: room.name,
    account,
    seq: 1,
    client,
    last: null,
    reads: [],
    authors: [],
    marked: [],
    after: 0,
    news: [],
  };
  expect((await env.DESK.getByName(account).report(report)).digestMinutes).toBe(30);
  expect((await browser.call('PUT', '/api/portal-settings', settings)).status).toBe(200);
  expect((await env.DESK.getByName(account).report(report)).digestMinutes).toBe(45);
});

describe('The hand-over of a round', () => {
  const many = Array.from({ length: 250 }, (_, at): PersonId => `c_many-${at}`);
  const expected = [...many, OMAR, CLARA].sort();

  beforeEach(async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    room = await new TestRoom().begin([OMAR, CLARA]);
    await room.stub.changeClients(olga, { kind: 'add', people: many.map((id) => ({ id, name: id })) });
    await room.write(olga.id, 'To all');
  });

  test('goes on where the queue refused, with the same jobs', async () => {
    room.faults = ['refuse', null, 'refuse'];
    await room.pass();
    await room.pass();
    await room.passed();
    expect(people()).toEqual(expected);
    expect(new Set(room.jobs.map(({ upto }) => upto)).size).toBe(1);
  });

  test('goes on after a crash, whether the queue took the last batch or not; nobody is left out, and who is named twice is so by one id', async () => {
    // Crashed before anything was handed over; after the first batch was taken; in the middle of the second.
    room.faults = ['refuse', 'lose', null, 'refuse'];
    for (let crash = 0; crash < 3; crash++) {
      await room.pass();
      await room.evict();
      // What is written meanwhile is for the next round.
      await room.write(olga.id, 'Meanwhile');
    }
    await room.passed();
    const first = room.jobs.filter(({ from }) => from === 0);
    expect([...new Set(first.map(({ person }) => person))].sort()).toEqual(expected);
    expect(new Set(first.map(({ id }) => id)).size).toBe(expected.length);
    expect(first.length).toBeGreaterThan(expected.length);
  });

  test('goes on by itself after the room was gone in the middle of it', async () => {
    room.faults = [null, 'crash'];
    await room.pass();
    await room.passed();
    expect([...new Set(people())]).toEqual(expected);
    expect(new Set(room.jobs.map(({ id }) => id)).size).toBe(expected.length);
    // The batch in which it happened, again.
    expect(room.jobs).toHaveLength(expected.length + 100);
  });

  test('ends when the room is deleted in the middle of it', async () => {
    // However often it tries meanwhile.
    room.faults = [null, ...Array.from({ length: 20 }, () => 'refuse' as const)];
    await room.pass();
    expect(room.jobs).toHaveLength(100);
    room.faults = [];
    await room.stub.changeClients(olga, { kind: 'erase' });
    await room.pass();
    expect(room.jobs).toHaveLength(100);
  });
});
