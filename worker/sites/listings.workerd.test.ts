import { env } from 'cloudflare:workers';
import { sign } from 'hono/jwt';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Advertiser, ListingsSaved, SiteInfo } from '../../protocol/api.ts';
import type { ListingTicket } from '../../protocol/frames.ts';
import { partsOf } from '../contracts/people.ts';
import { addColleague, type Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { verifyTicket } from '../site/listings.ts';
import { roomLine, siteLine, visitorOf, type World } from '../testing/people.ts';

type Person = Awaited<ReturnType<typeof addColleague>>;
let owner: Browser;
let world: Omit<World, 'visitor' | 'room'>;
let secret: string;
let [north, south, staff]: Person[] = [];

const save = (body: unknown, query = '') => owner.call<ListingsSaved>('PUT', `/api/sites/${world.site}/listings${query}`, body);
const advertisers = async () => (await owner.call<Advertiser[]>('GET', `/api/sites/${world.site}/advertisers`)).body;

beforeAll(async () => {
  const { browser, account, site } = await signUp();
  owner = browser;
  world = { account, site };
  secret = (await owner.call<SiteInfo>('GET', `/api/sites/${site}`)).body.identitySecret!;
  [north, south, staff] = [await addColleague(owner), await addColleague(owner), await addColleague(owner)];
  const { body } = await save({
    listings: [
      { key: 'n-1', name: 'North one', url: 'https://portal.example/n-1*', operators: [north!.email], advertiser: 'North' },
      { key: 's-1', name: 'South one', operators: [south!.email], advertiser: 'South' },
      { key: 'open', name: 'Everybody’s' },
    ],
  });
  expect(body).toEqual({ saved: 3, faults: [] });
  for (const { id } of [north!, south!]) expect((await owner.call('PUT', `/api/members/${id}`, { listingsOnly: true })).status).toBe(200);
});

/** A visitor on a page; answers their ticket. */
async function arrives(url: string, listing = ''): Promise<{ person: World; ticket: ListingTicket | null }> {
  const person = { ...world, visitor: crypto.randomUUID(), room: '' };
  const { frames } = await siteLine(person, url, listing);
  await vi.waitFor(() => expect(frames.some(({ t }) => t === 'welcome')).toBe(true));
  const ticket = () => frames.findLast((frame) => frame.t === 'listing')?.listing ?? null;
  if (listing || url.includes('n-1')) await vi.waitFor(() => expect(ticket()).not.toBe(null));
  return { person, ticket: ticket() };
}

/** Writes from a listing's page; answers the room. */
async function writesFrom(url: string, key = ''): Promise<string> {
  const { person, ticket } = await arrives(url, key);
  const listing = ticket ? await verifyTicket(env.SECRET, ticket.ticket, world.site, person.visitor) : null;
  const room = [world.site, person.visitor, ...(listing?.advertiser ? [listing.advertiser] : [])].join('.');
  const { client } = roomLine(room, { ...visitorOf(person), ...(listing ? { listing } : {}) });
  client.start();
  await client.send('Is it free?');
  await vi.waitFor(() => expect(client.view.pending).toEqual([]));
  client.stop();
  return room;
}

const statusOf = async ({ browser }: Person, room: string) =>
  (await browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'tag', tags: [] })).status;
const deskOf = () => env.DESK.getByName(world.account);

describe('A listing of an advertiser', () => {
  test('D2: is found by its key or its address; its chat is for its operators and admins alone, whatever others try', async () => {
    const byUrl = await writesFrom('https://portal.example/n-1?from=list');
    const byKey = await writesFrom('https://portal.example/', 's-1');
    const [first, second] = await advertisers();
    expect([partsOf(byUrl).advertiser, partsOf(byKey).advertiser]).toEqual([first!.id, second!.id]);
    for (const [room, insider, outsiders] of [
      [byUrl, north!, [south!, staff!]],
      [byKey, south!, [north!, staff!]],
    ] as const) {
      expect(await statusOf(insider, room)).toBe(200);
      for (const outsider of outsiders) {
        expect(await statusOf(outsider, room)).toBe(404);
        expect((await outsider.browser.fetch(`/f/${room}/none`)).status).toBe(404);
        const upload = await outsider.browser.fetch(`/api/rooms/${room}/files?name=a.txt`, {
          method: 'POST',
          headers: { origin: OWN_ORIGIN },
          body: 'x',
        });
        expect(upload.status).toBe(404);
      }
      expect((await owner.call('POST', `/api/rooms/${room}/actions`, { kind: 'tag', tags: [] })).status).toBe(200);
    }
    await vi.waitFor(async () => {
      const rows = (await deskOf().roster()).map(({ id, listingsOnly, advertisers }) => [id.slice(2), listingsOnly, advertisers.length]);
      expect(rows).toContainEqual([north!.id, true, 1]);
    });
  });

  test('D3: an advertiser’s operator sees none of the site’s own chats, and counts only theirs', async () => {
    const room = await writesFrom('https://portal.example/about');
    expect(partsOf(room).advertiser).toBe(undefined);
    expect(await statusOf(staff!, room)).toBe(200);
    expect(await statusOf(north!, room)).toBe(404);
    await vi.waitFor(async () => expect((await deskOf().now(0, `o_${staff!.id}`)).waiting).toBe(1), 10_000);
    expect((await deskOf().now(0, `o_${north!.id}`)).waiting).toBe(1);
  });

  test('takes chats handed over only by who may see them', async () => {
    const room = await writesFrom('https://portal.example/n-1');
    await north!.browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'take' });
    const hand = (to: Person) => north!.browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'transfer', to: { operator: to.id } });
    expect((await hand(south!)).status).toBe(404);
    expect((await hand(staff!)).status).toBe(404);
  });

  test('moved to another advertiser, leaves its chats where they are; the next go to the new one', async () => {
    const before = await writesFrom('https://portal.example/', 's-1');
    await save({ listings: [{ key: 's-1', name: 'South one', advertiser: 'North' }] });
    expect(await statusOf(south!, before)).toBe(200);
    const after = await writesFrom('https://portal.example/', 's-1');
    expect(await statusOf(north!, after)).toBe(200);
    expect(await statusOf(south!, after)).toBe(404);
    await save({ listings: [{ key: 's-1', name: 'South one', advertiser: 'South' }] });
  });

  test('loses an operator: their open chats go back to the queue, and they are out at once', async () => {
    const room = await writesFrom('https://portal.example/n-1');
    await north!.browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'take' });
    await vi.waitFor(async () => expect(await deskOf().roomsOf(`o_${north!.id}`)).toContain(room), 10_000);
    const [first] = await advertisers();
    expect((await owner.call('PUT', `/api/sites/${world.site}/advertisers/${first!.id}`, { name: 'North', operators: [] })).status).toBe(
      200,
    );
    expect(await statusOf(north!, room)).toBe(404);
    await vi.waitFor(async () => expect((await deskOf().now(0, `o_${(await owner.me()).user.id}`)).waiting).toBeGreaterThan(0), 10_000);
    await owner.call('PUT', `/api/sites/${world.site}/advertisers/${first!.id}`, { name: 'North', operators: [north!.id] });
  });
});

describe('Listings', () => {
  test('D2: come from a file; each wrong row is told, the others are saved, or none when asked', async () => {
    const csv = 'key,name,advertiser,operators\nf-1,File one,North,\nf 2,Bad key,,\nf-3,,,\nf-4,Unknown,,nobody@example.com\n';
    const send = (query: string) =>
      owner.fetch(`/api/sites/${world.site}/listings${query}`, {
        method: 'PUT',
        headers: { origin: OWN_ORIGIN, 'content-type': 'text/csv' },
        body: csv,
      });
    expect(await (await send('?whole')).json()).toMatchObject({ saved: 0, faults: [{ row: 2 }, { row: 3 }, { row: 4 }] });
    expect(await (await send('')).json()).toMatchObject({
      saved: 1,
      faults: [
        { row: 2, field: 'key' },
        { row: 3, field: 'name' },
        { row: 4, field: 'operators' },
      ],
    });
    const found = await owner.call<{ listings: { key: string }[] }>('GET', `/api/sites/${world.site}/listings?q=file%20one`);
    expect(found.body.listings).toEqual([{ key: 'f-1', name: 'File one', url: '', advertiser: 'North' }]);
    expect(await owner.refused('PUT', `/api/sites/${world.site}/listings`, { rows: [] })).toBe('bad_request');
  });

  test('are only for owners and admins to change, of their own account', async () => {
    const stranger = (await signUp()).browser;
    for (const path of ['listings', 'advertisers']) {
      expect((await stranger.call('GET', `/api/sites/${world.site}/${path}`)).status).toBe(404);
    }
    expect((await staff!.browser.call('PUT', `/api/sites/${world.site}/listings`, { listings: [] })).status).toBe(403);
    expect((await stranger.call('PUT', `/api/sites/${world.site}/listings`, { listings: [{ key: 'x', name: 'X' }] })).status).toBe(404);
  });

  test('are made on first sight of page data that the site signed, and by no other', async () => {
    const forged = await sign({ listing: 'made-up', name: 'Made up' }, 'another secret', 'HS256');
    const { frames } = await siteLine({ ...world, visitor: crypto.randomUUID(), room: '' }, 'https://portal.example/x', forged);
    await vi.waitFor(() => expect(frames.some(({ t }) => t === 'welcome')).toBe(true));
    const signed = await sign({ listing: 'signed-1', name: 'Signed one' }, secret, 'HS256');
    const { ticket } = await arrives('https://portal.example/y', signed);
    expect(ticket).toMatchObject({ key: 'signed-1', name: 'Signed one' });
    await vi.waitFor(async () => {
      const all = await owner.call<{ listings: { key: string }[] }>('GET', `/api/sites/${world.site}/listings?q=signed`);
      expect(all.body.listings.map(({ key }) => key)).toEqual(['signed-1']);
    });
    const madeUp = await owner.call<{ listings: unknown[] }>('GET', `/api/sites/${world.site}/listings?q=made-up`);
    expect(madeUp.body.listings).toEqual([]);
  });

  test('a ticket is good for its own visitor and site alone', async () => {
    const { person, ticket } = await arrives('https://portal.example/n-1');
    expect(await verifyTicket(env.SECRET, ticket!.ticket, world.site, person.visitor)).toMatchObject({ key: 'n-1' });
    expect(await verifyTicket(env.SECRET, ticket!.ticket, world.site, 'another')).toBe(null);
    expect(await verifyTicket(env.SECRET, ticket!.ticket, 'another', person.visitor)).toBe(null);
    expect(await verifyTicket('another secret', ticket!.ticket, world.site, person.visitor)).toBe(null);
  });
});
