import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { operatorId } from '../../protocol/entries.ts';
import type { Availability, SiteServerFrame } from '../../protocol/frames.ts';
import type { DeskMember } from '../contracts/desk.ts';
import { migrate } from '../durable/schema.ts';
import { deskLine, newWorld, siteLine, type World } from '../testing/people.ts';
import { SCHEMA } from './schema.ts';

const soon = <T>(check: () => T) => vi.waitFor(check, 12_000);
const site = ({ site: id }: World) => env.SITE.getByName(id);

const member = (name: string, more: Partial<DeskMember>): DeskMember => ({
  id: operatorId(name),
  name,
  email: `${name}@test.example`,
  role: 'operator',
  groups: [],
  listingsOnly: false,
  advertisers: [],
  ...more,
});

/** A portal with listings of two advertisers: Ann answers one, Bob the other, Grace the portal's own pages, Olga everything. */
async function newPortal(): Promise<World> {
  const world = await newWorld();
  const people = [
    member('ann', { listingsOnly: true, advertisers: ['north'] }),
    member('bob', { listingsOnly: true, advertisers: ['south'] }),
    member('grace', {}),
    member('olga', { role: 'owner' }),
  ];
  await env.DESK.getByName(world.account).configure(world.account, people, [{ id: world.site, name: 'Portal' }]);
  const listings = ['north', 'south'].map((key) => ({ key, name: key, url: '', advertiser: key }));
  await site(world).putListings(listings, []);
  return world;
}

const told = (frames: SiteServerFrame[]): Availability | undefined =>
  frames.flatMap((frame) => ('availability' in frame ? [frame.availability] : [])).at(-1);
const count = (frames: SiteServerFrame[]): number => frames.filter(({ t }) => t === 'availability').length;

describe('I4: whether somebody answers', () => {
  test('is told of those who answer that page, and of each conversation', async () => {
    const world = await newPortal();
    const own = await siteLine({ ...world, visitor: crypto.randomUUID() });
    const south = await siteLine({ ...world, visitor: crypto.randomUUID() }, 'https://portal.example/s', 'south');
    const north = await siteLine(world, 'https://portal.example/n', 'north');
    await soon(() => expect(told(north.frames)).toMatchObject({ online: false, talks: { '': false, north: false } }));

    const ann = await deskLine(world, 'ann');
    await soon(() => expect(told(north.frames)).toMatchObject({ online: true, talks: { '': false, north: true } }));
    await evictDurableObject(site(world));
    const grace = await deskLine(world, 'grace');
    await soon(() => expect(told(own.frames)).toMatchObject({ online: true, talks: { '': true } }));
    await soon(() => expect(told(north.frames)).toMatchObject({ online: true, talks: { '': true, north: true } }));
    // Neither of them answers for the other advertiser; who has rights over everything does.
    expect(told(south.frames)?.online).toBe(false);
    const olga = await deskLine(world, 'olga');
    await soon(() => expect(told(south.frames)?.online).toBe(true));
    olga.away();
    await soon(() => expect(told(south.frames)?.online).toBe(false));
    for (const line of [ann, grace]) line.away();
    await soon(() => expect([told(own.frames), told(north.frames)].map((one) => one?.online)).toEqual([false, false]));
  });

  test('is told to those alone for whom it is news', async () => {
    const world = await newPortal();
    const south = await siteLine({ ...world, visitor: crypto.randomUUID() }, 'https://portal.example/s', 'south');
    const north = await siteLine(world, 'https://portal.example/n', 'north');
    await soon(() => expect(told(south.frames)?.talks).toHaveProperty('south'));
    const before = count(south.frames);
    await deskLine(world, 'ann');
    await soon(() => expect(told(north.frames)?.online).toBe(true));
    expect(count(south.frames)).toBe(before);
  });

  test('is told in every tab of a visitor who wrote to an advertiser, and of a page left behind', async () => {
    const world = await newPortal();
    await deskLine(world, 'ann');
    const elsewhere = await siteLine(world);
    await site(world).waiting(`${world.room}.north`, 1, Date.now(), { key: 'north', name: 'north', advertiser: 'north' });
    await soon(() => expect(told(elsewhere.frames)).toMatchObject({ online: false, talks: { '': false, north: true } }));
  });

  test('is known as before after an update of the tables', async () => {
    const name = `site-${crypto.randomUUID()}`;
    await runInDurableObject(env.SITE.getByName(name), (_, { storage }) => {
      migrate(storage, SCHEMA.slice(0, 4));
      storage.sql.exec('INSERT INTO operators (id, online) VALUES (1, 1)');
      migrate(storage, SCHEMA);
      expect(storage.sql.exec('SELECT json FROM answering').toArray()).toEqual([{ json: '{"admins":true,"site":true,"advertisers":[]}' }]);
    });
  });
});
