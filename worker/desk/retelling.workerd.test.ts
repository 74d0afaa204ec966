import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SearchPage, SearchProgress } from '../../protocol/search.ts';
import { addColleague, signUp } from '../http/test-browser.ts';
import { factsOf } from '../testing/counted.ts';
import { type Line, operatorOf, roomLine, visitorOf, type World } from '../testing/people.ts';

const open: Line[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

/** A visitor who has written, in an account that D1 knows. */
async function chat(words: string[]) {
  const { browser, site } = await signUp();
  const account = (await browser.me()).account.id;
  const visitor = crypto.randomUUID();
  const world: World = { account, site, visitor, room: `${site}.${visitor}` };
  const line = roomLine(world.room, visitorOf(world));
  line.client.start();
  open.push(line);
  for (const word of words) await line.client.send(word);
  const find = async (text: string): Promise<string[]> => {
    const { body } = await browser.call<SearchPage>('GET', `/api/search?text=${encodeURIComponent(text)}`);
    return body.messages.map((message) => message.text.text);
  };
  return { browser, world, line, find, desk: env.DESK.getByName(account), room: env.ROOM.getByName(world.room) };
}

const soon = { timeout: 20_000, interval: 100 };

describe('E8: what rooms say is found over HTTP', () => {
  test('a moment after it was said, and no more after it was deleted, by a desk that slept in between, too', async () => {
    const { line, find, desk, browser } = await chat(['needle one', 'needle two']);
    await vi.waitFor(async () => expect(await find('needle')).toEqual(['needle two', 'needle one']), soon);
    await evictDurableObject(desk);
    await line.client.command({ t: 'edit', of: 2, text: 'thread one' });
    await line.client.command({ t: 'delete', of: 3 });
    await vi.waitFor(async () => expect(await find('needle')).toEqual([]), soon);
    expect(await find('thr')).toEqual(['thread one']);
    const stranger = (await signUp()).browser;
    expect((await stranger.call<SearchPage>('GET', '/api/search?text=thread')).body.messages).toEqual([]);
    expect(await browser.refused('GET', '/api/search?text=a&before=1;2')).toBe('bad_request');
    expect(await browser.refused('GET', `/api/search?text=${'a'.repeat(301)}`)).toBe('bad_request');
  });

  test('by anyone it is not: without a session, or the right to build the index', async () => {
    const { browser } = await chat(['hello']);
    const { browser: colleague } = await addColleague(browser);
    expect(await colleague.refused('POST', '/api/search/index', {})).toBe('forbidden');
    expect(await colleague.refused('GET', '/api/search/index')).toBe('forbidden');
  });
});

describe('The index', () => {
  test('is built anew from the rooms, in pages, when it is asked for', async () => {
    const { browser, find, room, desk, line } = await chat(['needle one']);
    await vi.waitFor(async () => expect(await find('needle')).toHaveLength(1), soon);
    await runInDurableObject(room, (_, { storage }) => {
      for (let seq = 3; seq <= 450; seq++) {
        const body = JSON.stringify({ text: `needle ${seq}` });
        storage.sql.exec("INSERT INTO log (seq, at, by, kind, hidden, body) VALUES (?, ?, 'o_x', 'message', 0, ?)", seq, Date.now(), body);
      }
    });
    line.client.stop();
    await evictDurableObject(room);
    await browser.call('POST', '/api/search/index', {});
    await vi.waitFor(async () => {
      const { body } = await browser.call<SearchProgress>('GET', '/api/search/index');
      expect(body).toEqual({ rooms: 1, done: 1, running: false });
    }, soon);
    const { messages } = await desk.search(`o_${(await browser.me()).user.id}`, { text: '"needle 450"' });
    expect(messages).toHaveLength(1);
    expect(await find('"needle 7"')).toHaveLength(1);
  });

  test('of a desk that lost everything comes back with a room’s next word: of that room at once, of the others that were counted after it', async () => {
    const first = await chat(['needle one']);
    const { browser, world, find, desk } = first;
    await env.ROOM.getByName(world.room).act(operatorOf(world, 'x'), { kind: 'take' });
    const other: World = { ...world, visitor: 'other', room: `${world.site}.other` };
    const otherLine = roomLine(other.room, visitorOf(other));
    otherLine.client.start();
    open.push(otherLine);
    await otherLine.client.send('needle two');
    await vi.waitFor(async () => expect(await factsOf(other)).toHaveLength(1), soon);
    await vi.waitFor(async () => expect(await find('needle')).toHaveLength(2), soon);
    otherLine.client.stop();
    await runInDurableObject(desk, async (_, { storage }) => {
      await storage.deleteAlarm();
      await storage.deleteAll();
    });
    await evictDurableObject(desk);
    await first.line.client.send('needle three');
    await addColleague(browser);
    await vi.waitFor(async () => expect((await find('needle')).sort()).toEqual(['needle one', 'needle three', 'needle two']), soon);
  });
});
