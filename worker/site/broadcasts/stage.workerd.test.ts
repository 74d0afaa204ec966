import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { LIMITS } from '../../../protocol/limits.ts';
import { broadcasts, hostPage, viewerPage } from '../../testing/broadcast.ts';
import { newWorld, operatorOf, type World } from '../../testing/people.ts';

const site = (world: World) => env.SITE.getByName(world.site);
const ada = (world: World) => operatorOf(world, 'ada');
let cids = 0;
const ask = (cast: string, text: string) => ({ t: 'ask', cast, cid: `cid-question-${cids++}`, text });

/** A broadcast with viewers. */
async function watched(count: number) {
  const world = await newWorld();
  const { line, cast } = await broadcasts(world, ada(world));
  const viewers = [];
  for (let n = 0; n < count; n++) {
    const page = await viewerPage(world);
    page.watches(cast);
    viewers.push(page);
  }
  await line.heard('viewers', (frame) => frame.count === count);
  return { world, line, cast, viewers: viewers as [(typeof viewers)[0], (typeof viewers)[0], (typeof viewers)[0]] };
}

describe('I9: the stage', () => {
  test('is for who is asked and comes; all see it, and that they go', async () => {
    const { line, cast, viewers } = await watched(2);
    const [one, other] = viewers;
    const stage = (page: typeof one, wish: string) => page.send({ t: 'stage', cast, do: wish });
    stage(one, 'accept');
    await one.heard('error', ({ code }) => code === 'forbidden');
    line.send({ t: 'stage', visitor: one.visitor, on: true });
    await one.heard('stage', ({ state }) => state === 'invited');
    stage(one, 'decline');
    await one.heard('stage', ({ state }) => state === 'off');
    line.send({ t: 'stage', visitor: one.visitor, on: true });
    await one.heard('stage', ({ state }) => state === 'invited');
    expect(other.shown()!.guest).toBeUndefined();
    stage(one, 'accept');
    await one.heard('stage', ({ state }) => state === 'on');
    await vi.waitFor(() =>
      expect([one.shown()?.guest, other.shown()?.guest]).toEqual([
        { name: '', take: 0 },
        { name: '', take: 0 },
      ]),
    );
    await line.heard('live', ({ live }) => live.guest !== undefined);
    await line.heard('viewers', ({ people }) => people.some(({ visitor, stage }) => visitor === one.visitor && stage === 'on'));
    stage(one, 'leave');
    await vi.waitFor(() => expect(other.shown()!.guest).toBeUndefined());
    expect(other.all('stage')).toEqual([]);
    line.send({ t: 'stage', visitor: 'somebody-else', on: true });
    await line.heard('error', ({ code }) => code === 'not_online');
  });

  test('has one on it: the next takes their place when they come, and who closes the page is off it, also after an eviction', async () => {
    const { world, line, viewers, cast } = await watched(2);
    const [one, other] = viewers;
    for (const page of [one, other]) {
      line.send({ t: 'stage', visitor: page.visitor, on: true });
      await page.heard('stage', ({ state }) => state === 'invited');
      if (page === other) expect(one.all('stage').at(-1)!.state).toBe('on');
      page.send({ t: 'stage', cast, do: 'accept' });
      await page.heard('stage', ({ state }) => state === 'on');
    }
    await one.heard('stage', ({ state }) => state === 'off');
    await evictDurableObject(site(world));
    other.close();
    await vi.waitFor(() => expect(one.shown()).not.toHaveProperty('guest'));
  });

  test('is left by who is asked down', async () => {
    const { line, viewers, cast } = await watched(1);
    const [one] = viewers;
    line.send({ t: 'stage', visitor: one.visitor, on: true });
    await one.heard('stage');
    one.send({ t: 'stage', cast, do: 'accept' });
    await one.heard('stage', ({ state }) => state === 'on');
    line.send({ t: 'stage', visitor: one.visitor, on: false });
    await one.heard('stage', ({ state }) => state === 'off');
    await vi.waitFor(() => expect(one.shown()).not.toHaveProperty('guest'));
  });
});

describe('I9: the board', () => {
  test('merges what is equal, counts a vote of each, and says what is one’s own to each alone', async () => {
    const { world, line, cast, viewers } = await watched(3);
    const [one, other, third] = viewers;
    const hostile = '<img src=x onerror=alert(1)>';
    one.send(ask(cast, 'How much is it?'));
    await one.heard('asked');
    other.send(ask(cast, 'how much  is IT'));
    third.send(ask(cast, hostile));
    third.send({ t: 'vote', cast, question: '1' });
    third.send({ t: 'vote', cast, question: '1' });
    const board = [
      { id: '1', text: 'How much is it?', votes: 3 },
      { id: '2', text: hostile, votes: 1 },
    ];
    await line.heard('questions', ({ list }) => JSON.stringify(list) === JSON.stringify(board));
    await one.heard('questions', ({ list }) => JSON.stringify(list) === JSON.stringify(board));
    expect(one.all('questions').findLast(({ mine }) => mine)!.mine).toEqual(['1']);
    expect(third.all('questions').findLast(({ mine }) => mine)!.mine).toEqual(['1', '2']);
    line.send({ t: 'answered', question: '1', on: true });
    await one.heard('questions', ({ list }) => list[1]?.answered === true);
    await evictDurableObject(site(world));
    const late = await viewerPage(world, { visitor: third.visitor });
    late.watches(cast);
    expect(await late.heard('questions')).toMatchObject({ mine: ['1', '2'], list: [{ id: '2' }, { id: '1', answered: true, votes: 3 }] });
    const again = await hostPage(world, ada(world), cast);
    expect((await again.heard('questions')).list).toHaveLength(2);
  });

  test('takes nothing from who does not watch, nothing blank or too long, and not too much', async () => {
    const { world, cast, viewers } = await watched(1);
    const [one] = viewers;
    const outside = await viewerPage(world);
    outside.send(ask(cast, 'Hello?'));
    await outside.heard('error', ({ code, cid }) => code === 'no_broadcast' && cid !== undefined);
    one.send(ask(cast, '\u200b'));
    await one.heard('error', ({ code }) => code === 'empty_text');
    one.send(ask(cast, 'x'.repeat(LIMITS.line + 1)));
    await one.heard('error', ({ code }) => code === 'bad_frame');
    for (let n = 0; n < LIMITS.questionBurst; n++) one.send(ask(cast, `Number ${n}`));
    await one.heard('error', ({ code }) => code === 'too_many');
    for (let n = 0; n < LIMITS.voteBurst + 1; n++) one.send({ t: 'vote', cast, question: '1' });
    await vi.waitFor(() => expect(one.all('error').filter(({ code }) => code === 'too_many').length).toBeGreaterThan(1));
  });

  test('B12: loses what only one asked who deletes their data, with their votes', async () => {
    const { world, line, cast, viewers } = await watched(2);
    const [one, other] = viewers;
    one.send(ask(cast, 'About me'));
    one.send(ask(cast, 'About all'));
    await line.heard('questions', ({ list }) => list.length === 2);
    other.send({ t: 'vote', cast, question: '2' });
    await line.heard('questions', ({ list }) => list.some(({ votes }) => votes === 2));
    const claims = { aud: 'visitor', sub: one.visitor, site: world.site, account: world.account, iat: 0, exp: 9e9 } as const;
    await site(world).erase(claims);
    await runDurableObjectAlarm(site(world));
    await line.heard('questions', ({ list }) => JSON.stringify(list) === JSON.stringify([{ id: '2', text: 'About all', votes: 1 }]));
    await line.heard('viewers', ({ count }) => count === 1);
  });
});
