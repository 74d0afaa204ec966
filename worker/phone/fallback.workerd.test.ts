import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { operatorId } from '../../protocol/entries.ts';
import { visitorRoom } from '../contracts/people.ts';
import type { Desk } from '../desk/desk.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { deskLine, type Line, newWorld, operatorOf, roomLine, visitorOf, type World } from '../testing/people.ts';
import { handlePhoneBatch } from './consumer.ts';
import type { PhoneJob } from './jobs.ts';
import { setTexts, tellTexting } from './mobiles.ts';
import { removeNumber } from './number-store.ts';
import { outboxPhone } from './outbox.ts';
import { reportsTo } from './reports.ts';
import { takeEvent } from './take.ts';
import { queued, testEnv } from './test-phone.ts';

let world: World;
let own: string;
let count = 0;
/** How far the consumer’s clock is ahead, ms. */
let ahead = 0;
const mobiles: Record<string, string> = {};
let lines: Line[] = [];
/** What the desk handed to the queue. */
let jobs: PhoneJob[];

const desk = () => env.DESK.getByName(world.account);
const phones = () => ({ env: testEnv(), port: outboxPhone(testEnv()), report: reportsTo(testEnv()) });

/** An account with a number, and operators who answer by SMS. */
beforeEach(async () => {
  world = await newWorld();
  jobs = [];
  queued.length = 0;
  own = `+1202555${String(1000 + ++count)}`;
  const insert = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
  await env.DB.batch([
    insert(`INSERT INTO account (id, name, created_at) VALUES (?, 'Shop', 0)`, world.account),
    insert(
      `INSERT INTO phone_number (id, account, e164, provider, capabilities, created_at) VALUES (?1, ?2, ?3, ?1, '["sms"]', 0)`,
      `n-${world.account}`,
      world.account,
      own,
    ),
    ...['ada', 'grace'].flatMap((name, at) => {
      mobiles[name] = `+1303555${String(1000 + count * 2 + at)}`;
      return [
        insert(
          `INSERT OR IGNORE INTO user (id, name, email, email_verified, created_at, updated_at) VALUES (?1, ?2, ?1 || '@test.example', 1, 0, 0)`,
          name,
          name === 'ada' ? 'Ada' : 'Grace',
        ),
        insert(`INSERT INTO membership (account, user, role, joined_at, used_at) VALUES (?, ?, 'operator', 0, 0)`, world.account, name),
        insert('INSERT INTO mobile (account, user, e164, verified_at) VALUES (?, ?, ?, 0)', world.account, name, mobiles[name]),
      ];
    }),
  ]);
  await capture();
  await setTexts(testEnv(), { account: world.account, user: 'ada' }, true);
});
afterEach(() => {
  for (const { client } of lines) client.stop();
  lines = [];
});

/** The desk’s queue is ours. */
const capture = () =>
  runInDurableObject(desk(), (instance: Desk) => {
    const sendBatch = async (batch: { body: PhoneJob }[]) => void jobs.push(...batch.map(({ body }) => body));
    Object.assign(instance, { env: { ...env, PHONE: { sendBatch } } });
  });

/** A visitor writes, each from a room of their own. */
function visitor(name: string): Line & { room: string; says(text: string): Promise<void>; heard(): string[] } {
  const mine = { ...world, visitor: crypto.randomUUID() };
  const room = visitorRoom(mine.site, mine.visitor);
  const line = roomLine(room, { ...visitorOf(mine), name });
  lines.push(line);
  line.client.start();
  const says = async (text: string) => {
    line.client.send(text);
    await vi.waitFor(() => expect(line.client.view.pending).toEqual([]), { timeout: 5_000 });
  };
  const heard = () =>
    line.client.view.entries.flatMap((entry) =>
      entry.kind === 'message' && entry.by.startsWith('o_') ? [`${entry.by.slice(2)}: ${entry.text}`] : [],
    );
  return { ...line, room, says, heard };
}

const waits = (room: string) =>
  vi.waitFor(
    () =>
      runInDurableObject(desk(), (_: Desk, { storage }) => {
        const rows = storage.sql.exec('SELECT 1 FROM texted WHERE room = ? AND due IS NOT NULL', room).toArray();
        expect(rows.length).toBeGreaterThan(0);
      }),
    { timeout: 5_000 },
  );
const knows = (room: string, of: (chat: { owner: string | null; status: string }) => boolean) =>
  vi.waitFor(
    () =>
      runInDurableObject(desk(), (_: Desk, { storage }) => {
        const row = storage.sql.exec<{ json: string }>('SELECT json FROM room WHERE id = ?', room).one();
        expect(of(JSON.parse(row.json).chat)).toBe(true);
      }),
    { timeout: 5_000 },
  );

/** The seconds pass that an SMS waits, and the queue is emptied. */
async function passes(): Promise<void> {
  await runInDurableObject(desk(), (instance: Desk, { storage }) => {
    storage.sql.exec('UPDATE texted SET due = 0 WHERE due IS NOT NULL');
    storage.sql.exec("INSERT INTO timer (key, due) VALUES ('texts', 0) ON CONFLICT (key) DO UPDATE SET due = 0");
    return instance.alarm();
  });
  await work();
}
/** The consumer works until nothing is left; the number's pace does not hold it. */
async function work(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    ahead += 10_000;
    const now = () => Date.now() + ahead;
    const bodies = [...jobs.splice(0), ...queued.splice(0).map(({ job }) => job)];
    if (bodies.length === 0) return;
    const messages = bodies.map((body) => ({ id: body.id, body, attempts: 1, ack: () => undefined, retry: () => expect.fail('retried') }));
    await handlePhoneBatch({ queue: 'foyer-phone', messages } as unknown as MessageBatch<PhoneJob>, testEnv(), { ...phones(), now });
  }
}

/** What a phone got, oldest first, without what it has been asked for before. */
const seen = new Set<string>();
async function phone(name = 'ada'): Promise<string[]> {
  const { results } = await env.DB.prepare('SELECT id, text FROM outbox_sms WHERE "to" = ? ORDER BY at, id')
    .bind(mobiles[name])
    .all<{ id: string; text: string }>();
  return results.filter(({ id }) => !seen.has(id) && seen.add(id)).map(({ text }) => text);
}
async function answers(text: string, name = 'ada', id = `SM${crypto.randomUUID()}`): Promise<void> {
  const event = {
    kind: 'message' as const,
    id,
    at: Date.now(),
    account: world.account,
    number: own as '+1',
    other: mobiles[name]!,
    text,
    media: [],
    segments: 1,
  };
  await takeEvent(event, phones());
  await work();
}

describe('C12: An enquiry when nobody has an app open', () => {
  test('goes to the phone, and the answer to the visitor, as the operator’s who has the chat then', async () => {
    const vic = visitor('Vic');
    await vic.says('Do you ship to Porto?');
    await waits(vic.room);
    await passes();
    const [first, ...more] = await phone();
    expect(first).toMatch(/^Vic on Shop: Do you ship to Porto\?\nAnswer this SMS/);
    expect(more).toEqual([]);
    await answers('Yes, we do.');
    await vi.waitFor(() => expect(vic.heard()).toEqual(['ada: Yes, we do.']));
    expect(vic.client.view.chat).toMatchObject({ status: 'open', owner: operatorId('ada') });
    expect(vic.client.view.people[operatorId('ada')]?.name).toBe('Ada');
    expect(await phone()).toEqual([]);
    await knows(vic.room, ({ owner }) => owner === operatorId('ada'));
    await vic.says('And to Faro?');
    await waits(vic.room);
    await passes();
    // The rules are told once.
    expect(await phone()).toEqual(['Vic: And to Faro?']);
  });

  test('several words are one SMS, and one that is told twice goes once', async () => {
    const vic = visitor('Vic');
    await vic.says('Hello');
    await vic.says('Is it free?');
    await waits(vic.room);
    await knows(vic.room, ({ status }) => status === 'waiting');
    await vi.waitFor(
      () =>
        runInDurableObject(desk(), (_: Desk, { storage }) =>
          expect(storage.sql.exec('SELECT tail FROM room').one().tail).toContain('free'),
        ),
      { timeout: 5_000 },
    );
    await runInDurableObject(desk(), async (instance: Desk, { storage }) => {
      storage.sql.exec('UPDATE texted SET due = 0');
      storage.sql.exec("INSERT INTO timer (key, due) VALUES ('texts', 0) ON CONFLICT (key) DO UPDATE SET due = 0");
      await instance.alarm();
    });
    jobs.push(...structuredClone(jobs));
    await evictDurableObject(desk());
    await work();
    const texts = await phone();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('Vic on Shop: Hello\nIs it free?');
  });

  test('is nothing to a phone once a colleague has it, also in the queue', async () => {
    const vic = visitor('Vic');
    await vic.says('Hello');
    await waits(vic.room);
    await runInDurableObject(desk(), async (instance: Desk, { storage }) => {
      storage.sql.exec("UPDATE texted SET due = 0; UPDATE timer SET due = 0 WHERE key = 'texts'");
      await instance.alarm();
    });
    expect(jobs).toHaveLength(1);
    await roomOf(env, vic.room).act(operatorOf(world, 'grace'), { kind: 'take' });
    await knows(vic.room, ({ owner }) => owner === operatorId('grace'));
    await work();
    expect(await phone()).toEqual([]);
    expect((await env.DB.prepare('SELECT 1 FROM phone_message WHERE account = ?').bind(world.account).all()).results).toEqual([]);
  });

  test('is nothing to a phone whose owner opens the app before, and what they see there is not texted', async () => {
    const vic = visitor('Vic');
    await vic.says('Hello');
    await waits(vic.room);
    const app = await deskLine(world, 'ada');
    await passes();
    expect(await phone()).toEqual([]);
    await roomOf(env, vic.room).act(operatorOf(world, 'ada'), { kind: 'take' });
    await knows(vic.room, ({ owner }) => owner === operatorId('ada'));
    await vic.says('Still there?');
    await vi.waitFor(() => expect(app.alerts().some(({ kind }) => kind === 'message')).toBe(true), { timeout: 5_000 });
    app.close();
    await vi.waitFor(async () => expect((await desk().roster()).find(({ id }) => id === operatorId('ada'))?.online).toBe(false), {
      timeout: 5_000,
    });
    await vic.says('Hello?');
    await waits(vic.room);
    await passes();
    expect((await phone())[0]).toMatch(/^Vic: Hello\?/);
  });

  test('waits for no phone while somebody is at the desk, before that one had their time', async () => {
    await deskLine(world, 'grace');
    const vic = visitor('Vic');
    await vic.says('Hello');
    await knows(vic.room, ({ status }) => status === 'waiting');
    await vi.waitFor(
      () => runInDurableObject(desk(), (_: Desk, { storage }) => expect(storage.sql.exec('SELECT 1 FROM offer').toArray()).toHaveLength(1)),
      { timeout: 5_000 },
    );
    await passes();
    expect(await phone()).toEqual([]);
    await desk().offer([{ room: vic.room, episode: 1, to: [operatorId('grace'), operatorId('ada')], late: true }]);
    await passes();
    expect((await phone())[0]).toContain('Vic');
  });

  test('has somebody to answer it: visitors are asked to write, not to leave a form', async () => {
    await vi.waitFor(
      async () => {
        const site = await env.SITE.getByName(world.site).look('https://shop.example', undefined, undefined);
        expect(site).toMatchObject({ ok: true, availability: { online: true } });
      },
      { timeout: 5_000 },
    );
    await answers('#away');
    expect(await phone()).toEqual(['You get no new enquiries by SMS until you open the app or send #back.']);
    await vi.waitFor(
      async () => {
        const site = await env.SITE.getByName(world.site).look('https://shop.example', undefined, undefined);
        expect(site).toMatchObject({ ok: true, availability: { online: false } });
      },
      { timeout: 5_000 },
    );
  });
});

describe('C12: Several at once', () => {
  let vic: ReturnType<typeof visitor>;
  let mia: ReturnType<typeof visitor>;
  beforeEach(async () => {
    vic = visitor('Vic');
    await vic.says('Is it free?');
    await waits(vic.room);
    await passes();
    mia = visitor('Mia');
    await mia.says('How much?');
    await waits(mia.room);
    await passes();
    await phone();
  });

  test('each has a number, and gets what is meant for it', async () => {
    await evictDurableObject(desk());
    await capture();
    await answers('2 40 a night');
    expect(await phone()).toEqual(['Is "40 a night" for 2? Then send 2. For another, send their number. 1 Vic, 2 Mia']);
    await answers('2');
    await answers('1 Yes, it is free');
    await vi.waitFor(() => expect([vic.heard(), mia.heard()]).toEqual([['ada: Yes, it is free'], ['ada: 40 a night']]));
    expect(await phone()).toEqual([]);
  });

  test('what names nobody is asked about, and sent nowhere before', async () => {
    await answers('2 rooms are free');
    await answers('1');
    await vi.waitFor(() => expect(vic.heard()).toEqual(['ada: 2 rooms are free']));
    expect(mia.heard()).toEqual([]);
    await answers('Yes');
    expect((await phone()).at(-1)).toBe('For whom? 1 Vic, 2 Mia. Send the number alone, and it goes there.');
    expect(mia.heard()).toEqual([]);
  });

  test('#list tells them, #close ends one, and the other needs no number then', async () => {
    await answers('1 Yes');
    await answers('2 Five');
    await knows(vic.room, ({ owner }) => owner !== null);
    await answers('#close 1');
    await vi.waitFor(() => expect(vic.client.view.chat.status).toBe('closed'));
    expect(await phone()).toEqual(['1 Vic: closed.']);
    await answers('Anything else?');
    await vi.waitFor(() => expect(mia.heard()).toEqual(['ada: Five', 'ada: Anything else?']));
    await answers('#list');
    expect((await phone())[0]).toMatch(/^Your chats: \n2 Mia/);
  });

  test('an answer that comes again is one answer, though the chats are others by then', async () => {
    await answers('2 Five', 'ada', 'SMagain');
    await env.DB.prepare("DELETE FROM phone_event WHERE id = 'SMagain'").run();
    await answers('#close 1');
    await answers('2 Five', 'ada', 'SMagain');
    await vi.waitFor(() => expect(mia.heard()).toEqual(['ada: Five']));
    expect(mia.client.view.entries.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
  });
});

describe('C12: Who comes too late', () => {
  test('of two by SMS one has the chat, and the other is told who', async () => {
    await setTexts(testEnv(), { account: world.account, user: 'grace' }, true);
    const vic = visitor('Vic');
    await vic.says('Hello');
    await waits(vic.room);
    await vi.waitFor(
      () =>
        runInDurableObject(desk(), (_: Desk, { storage }) =>
          expect(storage.sql.exec('SELECT 1 FROM texted WHERE due IS NOT NULL').toArray()).toHaveLength(2),
        ),
      { timeout: 5_000 },
    );
    await passes();
    expect([(await phone('ada')).length, (await phone('grace')).length]).toEqual([1, 1]);
    await Promise.all([answers('Hi, it is Ada', 'ada'), answers('Hi, it is Grace', 'grace')]);
    await work();
    await vi.waitFor(() => expect(vic.heard()).toHaveLength(1));
    const winner = vic.heard()[0]!.startsWith('ada') ? 'ada' : 'grace';
    const loser = winner === 'ada' ? 'grace' : 'ada';
    const name = winner === 'ada' ? 'Ada' : 'Grace';
    expect(await phone(winner)).toEqual([]);
    expect(await phone(loser)).toEqual([`1 Vic: ${name} has this chat. Your answer was not sent.`]);
    await answers('And now?', loser);
    expect(await phone(loser)).toEqual(['No visitor waits for an answer of yours. Nothing was sent.']);
  });

  test('a visitor who left finds the answer, and its writer knows', async () => {
    const vic = visitor('Vic');
    await vic.says('Hello');
    await waits(vic.room);
    await passes();
    await phone();
    vic.client.stop();
    await vi.waitFor(
      () =>
        runInDurableObject(roomOf(env, vic.room) as never, (_: unknown, state: DurableObjectState) =>
          expect(state.getWebSockets()).toEqual([]),
        ),
      { timeout: 5_000 },
    );
    await answers('Here I am');
    expect(await phone()).toEqual(['1 Vic has left the page. Your answer waits there for them.']);
    const back = roomLine(vic.room, { ...visitorOf({ ...world, visitor: vic.room.split('.')[1]! }), name: 'Vic' });
    lines.push(back);
    back.client.start();
    await vi.waitFor(() =>
      expect(back.client.view.entries.some((entry) => entry.kind === 'message' && entry.text === 'Here I am')).toBe(true),
    );
  });
});

describe('A3: A number that is not used', () => {
  const texts = () =>
    env.DB.prepare("SELECT texts FROM mobile WHERE account = ? AND user = 'ada'").bind(world.account).first<number>('texts');
  const answering = async () => (await desk().roster()).find(({ id }) => id === operatorId('ada'))?.texts;

  test('STOP ends it, in the app too, and START takes that back', async () => {
    expect(await answering()).toBe(true);
    await answers('Stop');
    expect([await texts(), await answering()]).toEqual([0, false]);
    await setTexts(testEnv(), { account: world.account, user: 'ada' }, true);
    expect(await texts()).toBe(0);
    await answers('START');
    expect([await texts(), await answering()]).toEqual([1, true]);
  });

  test('other people’s SMS, and those of an operator who does not answer so, are for the rooms', async () => {
    const told: string[] = [];
    const report = reportsTo(testEnv(), async (one) => void told.push(one.kind));
    const sms = { kind: 'message' as const, at: 0, account: world.account, number: own as '+1', text: 'Hi', media: [], segments: 1 };
    await takeEvent({ ...sms, id: `SM${crypto.randomUUID()}`, other: '+13035559999' }, { ...phones(), report });
    await takeEvent({ ...sms, id: `SM${crypto.randomUUID()}`, other: mobiles.grace! }, { ...phones(), report });
    await takeEvent({ ...sms, id: `SM${crypto.randomUUID()}`, other: mobiles.ada! }, { ...phones(), report });
    expect(told).toEqual(['message', 'message']);
  });

  test('an account without a number texts nobody', async () => {
    const vic = visitor('Vic');
    await vic.says('Hello');
    await waits(vic.room);
    await removeNumber(env, world.account, `n-${world.account}`);
    await passes();
    expect(await phone()).toEqual([]);
    expect(await answering()).toBe(false);
    await tellTexting(testEnv(), { account: world.account, user: 'ada' });
    expect(await deskOf(env, world.account).textContent(operatorId('ada'), vic.room, 'x')).toBeNull();
  });
});
