import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Person, VisitorClaims } from '../../contracts/people.ts';
import { siteOf } from '../../http/objects.ts';
import { broadcasts, hostPage, viewerPage } from '../../testing/broadcast.ts';
import { Kit } from '../../testing/kit.ts';
import { newWorld, operatorOf, visitorOf, type World } from '../../testing/people.ts';
import type { VideoJob } from '../../video/jobs.ts';
import { placeIn } from '../../video/place.ts';

const WAIT = { timeout: 5_000 };
let kit: Kit;
beforeEach(() => {
  kit = new Kit();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => vi.restoreAllMocks());

const ada = (world: World) => operatorOf(world, 'ada');
const viewerOf = (world: World, visitor: string): Person => visitorOf({ ...world, visitor });
const place = (world: World, person: Person, cast: string) =>
  placeIn(env, `site:${world.site}`, siteOf(env, world.site), person, cast, kit);
const refused = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'let in',
    (error: { code?: string }) => error.code ?? String(error),
  );
const claimsOf = ({ account, site }: World, sub: string): VisitorClaims => ({ sub, site, account, at: 0 }) as unknown as VisitorClaims;

/** A broadcast as it is where RealtimeKit is configured, and its operator's page after that. */
async function gathered(world: World) {
  const { line, cast } = await broadcasts(world, ada(world));
  const site = env.SITE.getByName(world.site);
  await runInDurableObject(site, (_, { storage }) => {
    storage.sql.exec("UPDATE broadcast SET json = json_set(json, '$.live.carrier', 'meeting')");
  });
  await evictDurableObject(site);
  line.close();
  const host = await hostPage(world, ada(world), cast);
  return { host, cast };
}

async function jobs(world: World): Promise<VideoJob[]> {
  const { results } = await env.DB.prepare("SELECT body FROM dead_letter WHERE account = ? AND queue = 'foyer-video' ORDER BY id")
    .bind(world.account)
    .all<{ body: string }>();
  return results.map(({ body }) => JSON.parse(body) as VideoJob);
}

describe('G2 G4: a broadcast through RealtimeKit', () => {
  test('has its operator as host, and unseen viewers, each with a token of their own', async () => {
    const world = await newWorld();
    const { cast } = await gathered(world);
    const page = await viewerPage(world);
    page.watches(cast);
    await page.heard('broadcast');
    const host = kit.opens(await place(world, ada(world), cast));
    const viewer = kit.opens(await place(world, viewerOf(world, page.visitor), cast));
    expect(host).toMatchObject({ person: 'o_ada', preset: 'host' });
    expect(viewer).toMatchObject({ person: `v_${page.visitor}`, preset: 'viewer', meeting: host.meeting });
    expect(kit.titles.size).toBe(1);
  });

  test('lets in nobody else', async () => {
    const world = await newWorld();
    const { cast } = await gathered(world);
    const page = await viewerPage(world);
    await page.heard('broadcast');
    // Not watching, a colleague, another broadcast.
    expect(await refused(place(world, viewerOf(world, page.visitor), cast))).toBe('no_broadcast');
    expect(await refused(place(world, operatorOf(world, 'grace'), cast))).toBe('no_broadcast');
    expect(await refused(place(world, ada(world), crypto.randomUUID()))).toBe('no_broadcast');
    expect(await siteOf(env, world.site).placeTurn(claimsOf(world, page.visitor), cast)).toEqual({ ok: false, code: 'no_broadcast' });
    expect(kit.titles.size).toBe(0);
  });

  test('takes viewers in one after the other', async () => {
    const world = await newWorld();
    const { host, cast } = await gathered(world);
    const pages = [await viewerPage(world), await viewerPage(world), await viewerPage(world)];
    for (const page of pages) page.watches(cast);
    await host.heard('viewers', ({ count }) => count === 3);
    // All at the same moment.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const answers = [];
    for (const page of pages) answers.push(await siteOf(env, world.site).placeTurn(claimsOf(world, page.visitor), cast));
    vi.useRealTimers();
    const turns = answers.map((answer) => (answer.ok ? answer.wait : answer.code));
    expect(turns.filter((wait) => wait === null)).toHaveLength(1);
    expect(turns.filter((wait) => typeof wait === 'number' && wait > 0)).toHaveLength(2);
  });

  test('has who comes on stage as a guest, who sends nothing any more when they go', async () => {
    const world = await newWorld();
    const { host, cast } = await gathered(world);
    const page = await viewerPage(world);
    page.watches(cast);
    await host.heard('viewers', ({ count }) => count === 1);
    const before = kit.opens(await place(world, viewerOf(world, page.visitor), cast));
    host.send({ t: 'stage', visitor: page.visitor, on: true });
    await page.heard('stage', ({ state }) => state === 'invited');
    page.send({ t: 'stage', cast, do: 'accept' });
    await page.heard('stage', ({ state }) => state === 'on');
    const guest = kit.opens(await place(world, viewerOf(world, page.visitor), cast));
    expect(guest).toMatchObject({ preset: 'guest', meeting: before.meeting });
    page.send({ t: 'stage', cast, do: 'leave' });
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'remove', participant: guest.participant }]), WAIT);
    expect(kit.opens(await place(world, viewerOf(world, page.visitor), cast))).toEqual(before);
  });

  test('puts out who is blocked, and ends with the broadcast', async () => {
    const world = await newWorld();
    const { host, cast } = await gathered(world);
    const page = await viewerPage(world);
    page.watches(cast);
    await host.heard('viewers', ({ count }) => count === 1);
    const { participant, meeting } = kit.opens(await place(world, viewerOf(world, page.visitor), cast));
    const block = { room: `${world.site}.${page.visitor}`, visitor: page.visitor, at: Date.now(), by: 'ada' };
    await siteOf(env, world.site).setBlock(block.room, block);
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'remove', participant }]), WAIT);
    host.send({ t: 'end' });
    await host.heard('ended');
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'end', meeting }, { kind: 'remove' }]), WAIT);
    expect(await refused(place(world, ada(world), cast))).toBe('no_broadcast');
  });
});
