import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LIMITS } from '../../../protocol/limits.ts';
import { broadcasts, HELLO, hostPage, SENDING, signalOf, viewerPage } from '../../testing/broadcast.ts';
import { newWorld, operatorOf, type World } from '../../testing/people.ts';

const site = (world: World) => env.SITE.getByName(world.site);
const ada = (world: World) => operatorOf(world, 'ada');
const later = async (world: World, seconds: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  await runDurableObjectAlarm(site(world));
};

/** Rows of broadcasts that are on. */
const kept = (world: World) => runInDurableObject(site(world), (_, { storage }) => storage.sql.exec('SELECT id FROM broadcast').toArray());

afterEach(() => vi.useRealTimers());

describe('G2: a broadcast to visitors', () => {
  test('is told to all who are there, to who comes later, and to nobody when it ended', async () => {
    const world = await newWorld();
    const early = await viewerPage(world);
    const { line, live } = await broadcasts(world, ada(world));
    await vi.waitFor(() => expect(early.shown()).toMatchObject({ id: live.id, by: { name: 'ada' }, carrier: 'peer', take: 1 }));
    const late = await viewerPage(world);
    await late.heard('broadcast');
    expect(late.shown()!.id).toBe(live.id);
    line.send({ t: 'end' });
    const { reason } = await line.heard('ended');
    expect(reason).toBe('ended');
    await vi.waitFor(() => expect([early.shown(), late.shown()]).toEqual([null, null]));
    const after = await viewerPage(world);
    after.goes('https://shop.example/other');
    expect(after.all('broadcast')).toEqual([]);
  });

  test('is for a page as long as the visitor is on it, whatever its query', async () => {
    const world = await newWorld();
    const { live } = await broadcasts(world, ada(world), { to: 'page', url: 'https://shop.example/sale?x=1' });
    const page = await viewerPage(world, { url: 'https://shop.example/sale?utm=mail#top' });
    await page.heard('broadcast');
    expect(page.shown()!.id).toBe(live.id);
    page.goes('https://shop.example/about');
    await vi.waitFor(() => expect(page.shown()).toBeNull());
    page.goes('https://shop.example/sale');
    await vi.waitFor(() => expect(page.shown()?.id).toBe(live.id));
  });

  test('is for those who were picked alone', async () => {
    const world = await newWorld();
    const [one, other] = [await viewerPage(world), await viewerPage(world)];
    const { live } = await broadcasts(world, ada(world), { to: 'picked', visitors: [one.visitor] });
    await one.heard('broadcast');
    expect(one.shown()!.id).toBe(live.id);
    other.watches(live.id);
    await vi.waitFor(() => expect(other.shown()).toBeNull());
  });

  test('goes on after an eviction, with its viewers', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    const page = await viewerPage(world);
    page.watches(cast);
    await line.heard('viewers', ({ count }) => count === 1);
    await evictDurableObject(site(world));
    const second = await viewerPage(world);
    await second.heard('broadcast');
    second.watches(cast);
    await line.heard('viewers', ({ count }) => count === 2);
  });
});

describe('G2: signals of a broadcast from browser to browser', () => {
  test('go from a viewer to the operator, and back to the one they are for', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    const [one, other] = [await viewerPage(world), await viewerPage(world)];
    for (const [page, leg] of [
      [one, 'leg-of-one'],
      [other, 'leg-of-other'],
    ] as const) {
      page.watches(cast);
      page.send(signalOf(cast, leg, HELLO));
    }
    await vi.waitFor(() => expect(line.all('signal').map(({ leg }) => leg)).toEqual(['leg-of-one', 'leg-of-other']));
    line.send(signalOf(cast, 'leg-of-host', HELLO, 'leg-of-one'));
    await one.heard('signal');
    line.send(signalOf(cast, 'leg-of-host', HELLO, 'nobody-here'));
    expect(other.all('signal')).toEqual([]);
  });

  test('are refused from who does not watch, under the name of another end, of another broadcast, and too fast', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    const [one, other] = [await viewerPage(world), await viewerPage(world)];
    other.send(signalOf(cast, 'leg-of-other', HELLO));
    await other.heard('error', ({ code }) => code === 'forbidden');
    one.watches(cast);
    one.send(signalOf(cast, 'leg-of-one', HELLO));
    await line.heard('signal');
    other.watches(cast);
    other.send(signalOf(cast, 'leg-of-one', HELLO));
    await vi.waitFor(() => expect(other.all('error').map(({ code }) => code)).toEqual(['forbidden', 'forbidden']));
    // What is addressed to another viewer reaches the operator alone.
    other.send(signalOf(cast, 'leg-of-other', HELLO, 'leg-of-one'));
    await vi.waitFor(() => expect(line.all('signal')).toHaveLength(2));
    expect(one.all('signal')).toEqual([]);
    one.send(signalOf(crypto.randomUUID(), 'leg-of-one', HELLO));
    await one.heard('error', ({ code }) => code === 'no_broadcast');
    for (let n = 0; n < 2 * LIMITS.signalBurst; n++) one.send(signalOf(cast, 'leg-of-one', { ...HELLO, k: 'media' }));
    await one.heard('error', ({ code }) => code === 'too_many');
  });

  test('stop at twelve viewers; who waits comes in when a place is free', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    const pages = [];
    for (let n = 0; n < LIMITS.castViewers + 2; n++) {
      const page = await viewerPage(world);
      page.watches(cast);
      pages.push(page);
    }
    const [thirteenth, fourteenth] = pages.slice(-2) as [(typeof pages)[0], (typeof pages)[0]];
    await thirteenth.heard('broadcast', ({ full }) => full === true);
    await fourteenth.heard('broadcast', ({ full }) => full === true);
    await line.heard('viewers', ({ count, waiting }) => count === LIMITS.castViewers && waiting === 2);
    thirteenth.send(signalOf(cast, 'leg-of-last', HELLO));
    await thirteenth.heard('error', ({ code }) => code === 'forbidden');
    pages[0]!.close();
    await thirteenth.heard('broadcast', ({ full }) => full === undefined);
    expect(fourteenth.all('broadcast').at(-1)).toMatchObject({ full: true });
    pages[1]!.watches(cast, false);
    await fourteenth.heard('broadcast', ({ full }) => full === undefined);
  });
});

describe('G2: the operator of a broadcast', () => {
  test('comes back after loading the page anew; another page of theirs takes over', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    const page = await viewerPage(world);
    line.close();
    await vi.waitFor(() => expect(page.shown()?.away).toBe(true));
    const again = await hostPage(world, ada(world), cast);
    expect((await again.heard('welcome')).live).toMatchObject({ id: cast, take: 2, audience: { to: 'site' } });
    await vi.waitFor(() => expect(page.shown()).toMatchObject({ id: cast, take: 2 }));
    expect(page.shown()!.away).toBeUndefined();
    const other = await hostPage(world, ada(world), cast);
    await again.heard('elsewhere');
    again.send({ t: 'end' });
    await again.heard('error', ({ code }) => code === 'no_broadcast');
    again.close();
    other.send({ t: 'sending', sending: { audio: false, video: true } });
    await vi.waitFor(() => expect(page.shown()).toMatchObject({ take: 3, sending: { audio: false } }));
    expect(page.shown()!.away).toBeUndefined();
  });

  test('loses only the line: the connections of the page are still there, and nobody begins anew', async () => {
    const world = await newWorld();
    const line = await hostPage(world, ada(world), undefined, 'the-same-load');
    line.send({ t: 'start', cid: 'cid-of-start', audience: { to: 'site' }, sending: SENDING });
    const { live } = await line.heard('live');
    const page = await viewerPage(world);
    line.close();
    await vi.waitFor(() => expect(page.shown()?.away).toBe(true));
    await hostPage(world, ada(world), live.id, 'the-same-load');
    await vi.waitFor(() => expect(page.shown()?.away).toBeUndefined());
    expect(page.shown()).toMatchObject({ id: live.id, take: 1 });
  });

  test('who is gone for a minute has ended it, also after an eviction', async () => {
    const world = await newWorld();
    const { line } = await broadcasts(world, ada(world));
    const page = await viewerPage(world);
    line.close();
    await vi.waitFor(() => expect(page.shown()?.away).toBe(true));
    await later(world, 55);
    expect(page.shown()?.away).toBe(true);
    await evictDurableObject(site(world));
    await vi.waitFor(async () => {
      await later(world, 6);
      expect(page.shown()).toBeNull();
    }, 5_000);
    expect(await kept(world)).toEqual([]);
  });

  test('whose laptop was shut is found to be gone', async () => {
    const world = await newWorld();
    await broadcasts(world, ada(world));
    expect(await kept(world)).toHaveLength(1);
    // Found by the first look, ended by a later one. An alarm that runs already is another's.
    await vi.waitFor(async () => {
      await later(world, 100);
      expect(await kept(world)).toEqual([]);
    }, 5_000);
  });

  test('has one on a site; a colleague has their own, and a page shows the one that began first', async () => {
    const world = await newWorld();
    const { line, cast } = await broadcasts(world, ada(world));
    line.send({ t: 'start', cid: 'another-cid', audience: { to: 'site' }, sending: { audio: true, video: true } });
    await line.heard('error', ({ code, cid }) => code === 'in_broadcast' && cid === 'another-cid');
    const colleague = await broadcasts(world, operatorOf(world, 'grace'));
    const page = await viewerPage(world);
    await page.heard('broadcast');
    expect(page.shown()!.id).toBe(cast);
    line.send({ t: 'end' });
    await vi.waitFor(() => expect(page.shown()?.id).toBe(colleague.cast));
    page.watches(colleague.cast);
    await colleague.line.heard('viewers', ({ count }) => count === 1);
  });

  test('who is signed out or removed broadcasts no more', async () => {
    const world = await newWorld();
    const page = await viewerPage(world);
    for (const of of [{ session: 'session-ada' }, { operator: ada(world).id, stays: false }]) {
      const { line } = await broadcasts(world, ada(world));
      await page.heard('broadcast', ({ live }) => live !== null);
      await site(world).cutWatchers(of);
      expect((await line.heard('ended')).reason).toBe('removed');
      await vi.waitFor(() => expect(line.closed).toBeGreaterThan(0));
      await vi.waitFor(() => expect(page.shown()).toBeNull());
    }
  });

  test('who answers listings alone broadcasts to those alone', async () => {
    const world = await newWorld();
    await site(world).putListings(
      [
        { key: 'own', name: 'Own', url: 'https://shop.example/own*', advertiser: 'a1' },
        { key: 'foreign', name: 'Foreign', url: 'https://shop.example/foreign*', advertiser: 'a2' },
      ],
      [],
    );
    const person = { ...ada(world), access: { admin: false, listingsOnly: true, advertisers: ['a1'] } };
    const line = await hostPage(world, person);
    const start = (audience: object) =>
      line.send({ t: 'start', cid: `cid-${JSON.stringify(audience).length}-of-start`, audience, sending: HELLO });
    const codes = () => line.all('error').map(({ code }) => code);
    start({ to: 'site' });
    start({ to: 'listing', listing: 'foreign' });
    start({ to: 'listing', listing: 'none' });
    await vi.waitFor(() => expect(codes()).toEqual(['forbidden', 'forbidden', 'not_found']));
    const page = await viewerPage(world, { url: 'https://shop.example/own/1' });
    start({ to: 'listing', listing: 'own' });
    await page.heard('broadcast');
    // Demoted: the page comes back, and may not go on.
    const { live } = await line.heard('live');
    await site(world).cutWatchers({ operator: person.id, stays: true });
    await vi.waitFor(() => expect(page.shown()?.away).toBe(true));
    await hostPage(world, { ...person, access: { ...person.access, advertisers: [] } }, live.id);
    await vi.waitFor(() => expect(page.shown()).toBeNull());
  });
});
