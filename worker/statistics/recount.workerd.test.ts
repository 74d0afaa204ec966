import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Entry, isOperator } from '../../protocol/entries.ts';
import { factsOf } from '../testing/counted.ts';
import { type Line, newWorld, operatorOf, roomLine, upgrade, visitorOf, type World } from '../testing/people.ts';
import { recount, rollups, type Told } from '../testing/recount.ts';
import { slotOf } from './calendar.ts';

const open: Line[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

type Step = 'visitor' | 'ada' | 'grace' | 'take' | 'invite' | 'close' | 'end' | 'rate' | 'unanswered' | 'offline' | 'evict';
const step = fc.constantFrom<Step>(
  ...(['visitor', 'visitor', 'ada', 'ada', 'grace', 'take', 'invite', 'close', 'end', 'rate', 'unanswered', 'offline', 'evict'] as const),
);

async function play(world: World, steps: readonly Step[]): Promise<void> {
  const room = env.ROOM.getByName(world.room);
  const lines = { visitor: visitorOf(world), ada: operatorOf(world, 'ada'), grace: operatorOf(world, 'grace') };
  const clients = new Map<string, Line['client']>();
  const client = (who: keyof typeof lines) => {
    const known = clients.get(who);
    if (known) return known;
    const line = roomLine(world.room, lines[who]);
    line.client.start();
    open.push(line);
    clients.set(who, line.client);
    return line.client;
  };
  let n = 0;
  for (const one of steps) {
    if (one === 'visitor' || one === 'ada' || one === 'grace') await client(one).send(`m${++n}`);
    else if (one === 'take') await room.act(lines.ada, { kind: 'take' });
    else if (one === 'invite') await room.invite(lines.grace, { ...world, place: {} }, `invite-${++n}-cid`, 'May I help?');
    else if (one === 'close') await room.act(lines.ada, { kind: 'close', category: { id: 'sales', name: 'Sales' } });
    else if (one === 'end') await client('visitor').command({ t: 'end' });
    else if (one === 'rate') await client('visitor').command({ t: 'rate', score: 1 + (n++ % 5) });
    else if (one === 'unanswered') {
      const { episode } = client('visitor').view.chat;
      await room.unanswered(episode);
    } else if (one === 'offline') await client('visitor').command({ t: 'form', form: 'offline', values: { message: 'Call me' } });
    else {
      await evictDurableObject(room).catch((error: Error) => {
        if (!/not currently running/.test(error.message)) throw error;
      });
    }
  }
}

/** The log of a room, chat by chat. */
async function chatsOf(world: World): Promise<Entry[][]> {
  const rows = await runInDurableObject(env.ROOM.getByName(world.room), (_, { storage: { sql } }) =>
    sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0
      ? sql.exec<{ seq: number; at: number; by: string; kind: string; body: string }>('SELECT * FROM log ORDER BY seq').toArray()
      : [],
  );
  const chats: Entry[][] = [];
  for (const { body, ...row } of rows) {
    if (row.kind === 'opened') chats.push([]);
    chats.at(-1)!.push({ ...row, ...JSON.parse(body) } as Entry);
  }
  return chats;
}

/** What the promise says of a chat, read from its entries: not the way statistics do it. */
function read(site: string, chat: Entry[]): Told {
  const first = chat[0] as Extract<Entry, { kind: 'opened' }>;
  const form = (entry: Entry) => entry.kind === 'form' && entry.form === 'offline';
  const question = chat.find((entry) => (entry.kind === 'message' && !isOperator(entry.by)) || form(entry));
  const answer = question && chat.find(({ seq, kind, by }) => seq > question.seq && kind === 'message' && isOperator(by));
  const end = chat.find(({ kind }) => kind === 'closed');
  const over = chat.find((entry) => entry.kind === 'closed' || entry.kind === 'unanswered' || form(entry));
  const offline = first.via === 'form';
  const missed = !offline && !!question && !!over && (!answer || answer.seq > over.seq);
  const inTime = !!answer && !missed && !offline;
  const people = chat.filter(({ kind, by }) => isOperator(by) && ['message', 'taken', 'joined'].includes(kind));
  const category = chat.findLast((entry) => entry.kind === 'closed' && entry.category);
  const rating = chat.find((entry) => entry.kind === 'rated');
  const user = (entry: Entry | undefined) => entry?.by.slice(2) ?? null;
  return {
    site,
    openedAt: first.at,
    operators: [...new Set(people.map((entry) => user(entry)!))],
    category: category?.kind === 'closed' ? category.category!.id : '',
    listing: '',
    advertiser: '',
    meaningful: !!answer,
    missed,
    offline,
    response: inTime ? answer.at - question!.at : null,
    answeredBy: user(answer),
    duration: inTime && end ? end.at - first.at : null,
    rating: rating?.kind === 'rated' ? rating.score : null,
    owner: user(chat.findLast(({ kind }) => kind === 'taken')),
  };
}

describe('Figures', () => {
  test('of any chats, with rooms that sleep at any moment, are what a recount of the logs finds', async () => {
    const chats = fc.sample(fc.array(step, { minLength: 4, maxLength: 24 }), 10);
    const worlds: World[] = [];
    await Promise.all(
      chats.map(async (steps) => {
        const world = await newWorld();
        worlds.push(world);
        await play(world, ['visitor', ...steps]);
      }),
    );
    const logs = await Promise.all(worlds.map(async (world) => ({ world, chats: await chatsOf(world) })));
    const expected = recount(logs.flatMap(({ world, chats }) => chats.map((chat) => read(world.site, chat))));
    await vi.waitFor(
      async () => {
        for (const { room } of worlds) await runDurableObjectAlarm(env.ROOM.getByName(room));
        expect(await rollups(worlds.map(({ site }) => site))).toEqual(expected);
      },
      { timeout: 40_000, interval: 500 },
    );
    // Chats that ended know all their messages.
    for (const { world, chats } of logs) {
      const facts = await factsOf(world);
      for (const [at, chat] of chats.entries()) {
        if (facts[at]!.closedAt === null) continue;
        const visitors = chat.filter((e) => !isOperator(e.by) && (e.kind === 'message' || (e.kind === 'form' && e.form === 'offline')));
        expect(facts[at]!.visitorMessages).toBe(visitors.length);
      }
    }
  }, 90_000);
});

describe('A visitor', () => {
  async function visit({ site }: World, person: ReturnType<typeof visitorOf>): Promise<WebSocket> {
    const socket = await upgrade(env.SITE.getByName(site), person);
    const welcomed = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    socket.accept();
    const page = { url: 'https://shop.example/', title: 'Shop' };
    socket.send(JSON.stringify({ t: 'hello', v: 1, page, referrer: '', language: 'en', visits: 1, chatted: false }));
    await welcomed;
    return socket;
  }

  test('is counted once a day, however often pages reload and the site sleeps; who knows no new one tells nothing', async () => {
    const world = await newWorld();
    const site = env.SITE.getByName(world.site);
    const people = ['one', 'two', 'three'].map((visitor) => ({ ...visitorOf(world), visitor, id: `v_${visitor}` as const }));
    const before = slotOf(Date.now());
    for (let reload = 0; reload < 3; reload++) {
      for (const person of people) {
        const sockets = [await visit(world, person), await visit(world, person)];
        for (const socket of sockets) socket.close();
      }
      await evictDurableObject(site);
    }
    const rows = await runInDurableObject(site, (_, { storage: { sql } }) => sql.exec('SELECT visitor FROM visit').toArray());
    expect(rows).toHaveLength(3);
    const due = () =>
      runInDurableObject(site, (_, { storage: { sql } }) => sql.exec("SELECT due FROM timer WHERE key = 'visitors'").toArray());
    expect(await due()).toHaveLength(1);
    const tell = async () => {
      await runInDurableObject(site, (_, { storage: { sql } }) => void sql.exec("UPDATE timer SET due = 0 WHERE key = 'visitors'"));
      await runDurableObjectAlarm(site);
    };
    await tell();
    const counted = async () =>
      env.DB.prepare('SELECT sum(visitors) AS visitors FROM visitor_rollup WHERE site = ? AND slot >= ?')
        .bind(world.site, before)
        .first('visitors');
    await vi.waitFor(async () => expect(await counted()).toBe(3), { timeout: 20_000, interval: 200 });
    expect(await due()).toEqual([]);
    (await visit(world, people[0]!)).close();
    expect(await due()).toEqual([]);
    (await visit(world, { ...people[0]!, visitor: 'four', id: 'v_four' })).close();
    await tell();
    await vi.waitFor(async () => expect(await counted()).toBe(4), { timeout: 20_000, interval: 200 });
  }, 60_000);

  test('who is there on another local day counts again; visits long told are forgotten', async () => {
    const world = await newWorld();
    const { countVisitor, told, untold } = await import('../site/visitor-count.ts');
    await runInDurableObject(env.SITE.getByName(world.site), (_, { storage: { sql } }) => {
      const zone = 'Europe/Berlin';
      const evening = Date.parse('2026-10-24T21:59:00Z');
      expect(countVisitor(sql, zone, 'v', evening)).toBe(true);
      expect(countVisitor(sql, zone, 'v', evening + 30_000)).toBe(false);
      // Midnight in Berlin; then the 25 hours of that Sunday, and Monday.
      expect(countVisitor(sql, zone, 'v', evening + 60_000)).toBe(true);
      expect(countVisitor(sql, zone, 'v', Date.parse('2026-10-25T22:59:00Z'))).toBe(false);
      expect(countVisitor(sql, zone, 'v', Date.parse('2026-10-25T23:00:00Z'))).toBe(true);
      expect(untold(sql).map(({ visitors }) => visitors)).toEqual([1, 1, 1]);
      told(sql, zone, Date.parse('2026-10-28T12:00:00Z'));
      expect(untold(sql)).toEqual([]);
      expect(sql.exec('SELECT count(*) AS n FROM visit').one()).toEqual({ n: 1 });
    });
  });
});
