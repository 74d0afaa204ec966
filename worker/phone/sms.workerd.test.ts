import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { addColleague } from '../http/test-browser.ts';
import { tellNumber } from './number-news.ts';
import { assignNumber, removeNumber } from './number-store.ts';
import { deskOf, enters, leftFor, newShop, opens, type Shop, SOON, someNumber, tell, writes } from './test-sms.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await newShop();
});

describe('F1: a conversation by SMS', () => {
  test('is one for a number and its people, whoever opens it, in whatever order, also at once', async () => {
    const [ann, ben] = [someNumber(), someNumber()];
    const rooms = await Promise.all([
      opens(shop.grace, shop.number, [ann, ben]),
      opens(shop.ada, shop.number, [ben, ann, ann]),
      opens(shop.grace, shop.number, [`(${ann.slice(2, 5)}) ${ann.slice(5, 8)}-${ann.slice(8)}`, ben]),
    ]);
    expect(new Set(rooms).size).toBe(1);
    const line = await enters(shop.grace, rooms[0]!);
    expect(line.sms()).toMatchObject({ form: 'group', held: true, number: { id: shop.number, e164: shop.own, label: 'Main', mms: true } });
    expect(line.sms().people.map(({ e164 }) => e164)).toEqual([ann, ben].sort());
  });

  test.each([
    ['hello', 'not_a_number'],
    ['+999 12345678', 'unknown_country'],
    ['+44 20 7946 0958', 'not_mobile'],
  ])('%s is refused: %s', async (typed, code) => {
    expect(await shop.grace.browser.refused('POST', '/api/sms-rooms', { number: shop.number, people: [typed] })).toBe(code);
  });

  test('is not with oneself, nor of a number that is not one’s own', async () => {
    const open = (who: Shop['grace'], number: string, people: string[]) =>
      who.browser.refused('POST', '/api/sms-rooms', { number, people });
    expect(await open(shop.grace, shop.number, [shop.own])).toBe('own_number');
    expect(await open(shop.lin, shop.number, [someNumber()])).toBe('not_found');
    const other = await newShop();
    expect(await open(other.ada, shop.number, [someNumber()])).toBe('not_found');
    const room = await opens(shop.grace, shop.number, [someNumber()]);
    expect(await other.ada.browser.refused('PUT', `/api/sms-rooms/${room}`, { name: 'Ours' })).toBe('not_found');
    expect(await shop.lin.browser.refused('PUT', `/api/sms-rooms/${room}`, { name: 'Mine' })).toBe('not_found');
  });
});

describe('F4: what is written', () => {
  test('leaves once, and its states come back into the log, each once and in order', async () => {
    const ann = someNumber();
    const line = await enters(shop.grace, await opens(shop.grace, shop.number, [ann]));
    const cid = `cid-${crypto.randomUUID()}`;
    const seq = await line.does({ t: 'send', cid, text: 'Yes, it is free' });
    expect(await line.does({ t: 'send', cid, text: 'Yes, it is free' })).toBe(seq);
    const [sent, ...more] = await leftFor(ann, 1);
    expect([sent?.text, more.length]).toEqual(['Yes, it is free', 0]);
    const status = (state: string) =>
      tell(`status?id=${encodeURIComponent(sent!.message)}`, { MessageSid: sent!.id, MessageStatus: state });
    await vi.waitFor(() => expect(line.states()).toEqual(['sent']), SOON);
    await status('delivered');
    await status('sent');
    await status('delivered');
    await vi.waitFor(() => expect(line.states()).toEqual(['sent', 'delivered']), SOON);
    const again = await enters(shop.grace, await opens(shop.grace, shop.number, [ann]));
    expect(again.of('message')[0]?.delivery).toEqual({ [ann]: { state: 'delivered' } });
  });

  test('goes to each of a group, and an answer comes into the group', async () => {
    const [ann, ben] = [someNumber(), someNumber()];
    const room = await opens(shop.grace, shop.number, [ann, ben]);
    const line = await enters(shop.grace, room);
    await line.says('Meet at nine?');
    await Promise.all([leftFor(ann, 1), leftFor(ben, 1)]);
    await writes(ben, shop.own, 'Fine');
    await vi.waitFor(() => expect(line.texts()).toEqual(['Meet at nine?', 'Fine']), SOON);
    expect(line.of('message')[1]?.by).toBe(`p_${ben}`);
    // Written to alone, Ben answers there.
    const alone = await enters(shop.grace, await opens(shop.grace, shop.number, [ben]));
    await alone.says('Only you');
    await leftFor(ben, 2);
    await writes(ben, shop.own, 'Here');
    await vi.waitFor(() => expect(alone.texts()).toEqual(['Only you', 'Here']), SOON);
    expect(line.texts()).toHaveLength(2);
  });

  test('is not changed afterwards, nor longer than an SMS, and nobody meets or calls by video in it', async () => {
    const line = await enters(shop.grace, await opens(shop.grace, shop.number, [someNumber()]));
    const of = await line.says('Yes');
    expect(await line.does({ t: 'edit', of, text: 'No' })).toBe('sms_final');
    expect(await line.does({ t: 'delete', of })).toBe('sms_final');
    expect(await line.says('x'.repeat(1601))).toBe('sms_long');
    expect(await line.does({ t: 'call', do: 'start', media: 'video' })).toBe('forbidden');
    expect(await line.does({ t: 'meeting', do: 'schedule', title: 'Us', starts: Date.now() + 3_600_000, minutes: 30 })).toBe('forbidden');
  });

  test('that did not arrive can be sent again by a person; what is told of the first try does not count any more', async () => {
    const ann = someNumber();
    const line = await enters(shop.grace, await opens(shop.grace, shop.number, [ann]));
    const of = await line.says('Hello');
    const [first] = await leftFor(ann, 1);
    const told = (one: typeof first, fields: Record<string, string>) =>
      tell(`status?id=${encodeURIComponent(one!.message)}`, { MessageSid: one!.id, ...fields });
    await told(first, { MessageStatus: 'undelivered', ErrorCode: '30005' });
    await vi.waitFor(() => expect(line.states().at(-1)).toBe('undelivered:unreachable'), SOON);
    const again = await line.does({ t: 'again', of });
    const second = (await leftFor(ann, 2)).find(({ id }) => id !== first!.id);
    expect(second?.text).toBe('Hello');
    await told(second, { MessageStatus: 'delivered' });
    await vi.waitFor(() => expect(line.of('sms_state').at(-1)).toMatchObject({ of, to: ann, state: 'delivered', attempt: again }), SOON);
    const count = line.of('sms_state').length;
    await told(first, { MessageStatus: 'delivered' });
    await line.says('Thanks');
    expect(
      line
        .of('sms_state')
        .slice(count)
        .filter(({ of: one }) => one === of),
    ).toEqual([]);
  });

  test('is sent once, wherever the room and its queue are interrupted', async () => {
    const ann = someNumber();
    const room = await opens(shop.grace, shop.number, [ann]);
    const line = await enters(shop.grace, room);
    for (let n = 0; n < 5; n++) {
      await line.says(`Line ${n}`);
      await evictDurableObject(env.ROOM.getByName(room));
    }
    const left = await leftFor(ann, 5);
    expect(left.map(({ text }) => text).sort()).toEqual(['Line 0', 'Line 1', 'Line 2', 'Line 3', 'Line 4']);
    // What it told before, it tells again: nothing leaves twice.
    await env.ROOM.getByName(room).retell();
    await line.says('The end');
    await leftFor(ann, 6);
    const { total } = (await env.DB.prepare('SELECT count(*) AS total FROM outbox_sms WHERE "to" = ?')
      .bind(ann)
      .first<{ total: number }>())!;
    expect(total).toBe(6);
  });
});

describe('F4: words by which somebody opts out', () => {
  test('are told in the log, and then nothing is sent until they opt in', async () => {
    const [ann, ben] = [someNumber(), someNumber()];
    const room = await opens(shop.grace, shop.number, [ann]);
    const group = await enters(shop.grace, await opens(shop.grace, shop.number, [ann, ben]));
    const line = await enters(shop.grace, room);
    await writes(ann, shop.own, 'Please stop the car');
    await writes(ann, shop.own, 'Stop.');
    await vi.waitFor(() => expect(line.of('sms_opted')).toMatchObject([{ person: ann, word: 'stop', by: `p_${ann}` }]), SOON);
    expect(await line.says('Wait')).toBe('opted_out');
    await leftFor(ann, 1);
    // In a group the others still get it.
    await vi.waitFor(() => expect(group.sms().stopped).toEqual([ann]), SOON);
    await group.says('To all');
    expect(group.of('message').at(-1)?.delivery).toEqual({ [ann]: { state: 'failed', error: 'stopped' }, [ben]: { state: 'queued' } });
    await leftFor(ben, 1);
    await writes(ann, shop.own, 'START');
    await vi.waitFor(() => expect(line.sms().stopped).toEqual([]), SOON);
    expect(await line.says('Welcome back')).toBeTypeOf('number');
    // Who begins a conversation with somebody who opted out learns it at once.
    await writes(ben, shop.own, 'STOP');
    await vi.waitFor(() => expect(group.sms().stopped).toContain(ben), SOON);
    const third = await enters(shop.ada, await opens(shop.ada, shop.number, [ben]));
    expect(third.sms().stopped).toEqual([ben]);
  });
});

describe('F3, F8: what comes in', () => {
  test('finds or makes its room, is told once to whom the number is assigned, and counts as unread', async () => {
    const ann = someNumber();
    const [grace, lin, ada] = await Promise.all([deskOf(shop.grace), deskOf(shop.lin), deskOf(shop.ada)]);
    const id = await writes(ann, shop.own, 'Is it still free?');
    await writes(ann, shop.own, 'Is it still free?', { id });
    const mine = () => grace.rooms().find(({ sms }) => sms.people[0]?.e164 === ann);
    await vi.waitFor(
      () => expect(mine()).toMatchObject({ unread: 1, in: true, last: { text: 'Is it still free?', by: `p_${ann}` } }),
      SOON,
    );
    const room = mine()!.id;
    expect(grace.alerts().filter((alert) => alert.room === room)).toEqual([{ kind: 'message', room, seq: 2 }]);
    expect(lin.rooms()).toEqual([]);
    await vi.waitFor(() => expect(ada.rooms().find((one) => one.id === room)).toMatchObject({ in: false, unread: 0 }), SOON);
    expect(ada.alerts()).toEqual([]);
    // Muted, it is read in silence; hidden, it is back with the next message.
    await shop.grace.browser.call('PUT', `/api/sms-rooms/${room}/mine`, { muted: true, hidden: true });
    await vi.waitFor(() => expect(mine()).toBeUndefined(), SOON);
    await writes(ann, shop.own, 'Hello?');
    await vi.waitFor(() => expect(mine()).toMatchObject({ unread: 2, muted: true }), SOON);
    expect(grace.alerts().filter((alert) => alert.room === room)).toHaveLength(1);
  });

  test('two first messages at once make one room', async () => {
    const ann = someNumber();
    await Promise.all([writes(ann, shop.own, 'One'), writes(ann, shop.own, 'Two'), writes(ann, shop.own, 'Three')]);
    const { results } = await env.DB.prepare('SELECT room FROM sms_room WHERE number = ? AND people = ?')
      .bind(shop.number, ann)
      .all<{ room: string }>();
    expect(results).toHaveLength(1);
    const line = await enters(shop.grace, results[0]!.room);
    expect(line.texts().sort()).toEqual(['One', 'Three', 'Two']);
  });

  test('follows the number: who is assigned comes in, who is not any more goes, who leaves is told of nothing until they write', async () => {
    const world = await newShop();
    const ann = someNumber();
    await writes(ann, world.own, 'Hello');
    const room = await opens(world.grace, world.number, [ann]);
    const lin = await deskOf(world.lin);
    await assignNumber(env, world.account, world.number, { kind: 'operator', target: world.lin.id });
    await env.DB.prepare('DELETE FROM number_use WHERE number = ? AND target = ?').bind(world.number, world.grace.id).run();
    const grace = await enters(world.grace, room);
    await tellNumber(env, world.account, world.number);
    await vi.waitFor(() => expect(lin.rooms().map(({ id }) => id)).toEqual([room]), SOON);
    await vi.waitFor(() => expect(grace.socket.closed).toBe(4403), SOON);
    await world.lin.browser.call('POST', `/api/sms-rooms/${room}/leave`);
    await vi.waitFor(() => expect(lin.rooms()).toEqual([]), SOON);
    await writes(ann, world.own, 'Anybody?');
    expect(lin.alerts()).toEqual([]);
    const line = await enters(world.lin, room);
    await line.says('Here I am');
    await vi.waitFor(() => expect(lin.rooms().map(({ id }) => id)).toEqual([room]), SOON);
  });

  test('the conversation goes on with other people, keeps its name, and those people find it', async () => {
    const [ann, ben] = [someNumber(), someNumber()];
    const room = await opens(shop.grace, shop.number, [ann]);
    await shop.grace.browser.call('PUT', `/api/sms-rooms/${room}`, { name: 'The move' });
    const line = await enters(shop.grace, room);
    const change = (people: string[], of = room) =>
      shop.grace.browser.call<{ room: string }>('PUT', `/api/sms-rooms/${of}/people`, { people }).then(({ body }) => body.room);
    expect(await change([ann, ben])).toBe(room);
    await vi.waitFor(() => expect(line.sms()).toMatchObject({ form: 'group', name: 'The move' }), SOON);
    expect(await opens(shop.grace, shop.number, [ben, ann])).toBe(room);
    // Ann alone is another conversation from now on, and where there is one already it is answered.
    const alone = await opens(shop.grace, shop.number, [ann]);
    expect(alone).not.toBe(room);
    expect(await change([ann])).toBe(alone);
    expect(line.sms().people).toHaveLength(2);
  });

  test('deleted for the account it is gone, with numbers and texts, and who writes begins another', async () => {
    const ann = someNumber();
    await writes(ann, shop.own, 'My secret');
    const room = await opens(shop.grace, shop.number, [ann]);
    expect(await shop.grace.browser.refused('DELETE', `/api/sms-rooms/${room}`)).toBe('forbidden');
    const line = await enters(shop.grace, room);
    expect((await shop.ada.browser.call('DELETE', `/api/sms-rooms/${room}`)).status).toBe(200);
    await vi.waitFor(() => expect(line.socket.closed).toBe(4404), SOON);
    await writes(ann, shop.own, 'Hello again');
    const next = await opens(shop.grace, shop.number, [ann]);
    expect(next).not.toBe(room);
    expect((await enters(shop.grace, next)).texts()).toEqual(['Hello again']);
  });

  test('a number given up in mid-thread: nothing is sent, what was said stays', async () => {
    const world = await newShop();
    const room = await opens(world.grace, world.number, [someNumber()]);
    const line = await enters(world.grace, room);
    await line.says('Before');
    await removeNumber(env, world.account, world.number);
    await tellNumber(env, world.account, world.number);
    await vi.waitFor(() => expect(line.sms().held).toBe(false), SOON);
    expect(await line.says('After')).toBe('number_gone');
    expect(line.texts()).toEqual(['Before']);
    expect(await world.grace.browser.refused('POST', '/api/sms-rooms', { number: world.number, people: [someNumber()] })).toBe(
      'number_gone',
    );
  });

  test('is found by who may see it: by its words, its people, and their numbers', async () => {
    const ann = someNumber();
    const contact = { name: 'Annabel Lee', numbers: [ann] };
    expect((await shop.ada.browser.call('POST', '/api/contacts', contact)).status).toBe(201);
    await writes(ann, shop.own, 'The lighthouse is still free');
    const room = await opens(shop.grace, shop.number, [ann]);
    const line = await enters(shop.grace, room);
    expect(line.sms().people).toMatchObject([{ e164: ann, name: 'Annabel Lee' }]);
    type Page = { rooms: { id: string }[]; messages: { name: string; room: { id: string; kind: string; title: { text: string } } }[] };
    const search = async (who: typeof shop.grace, text: string, more = '') =>
      (await who.browser.call<Page>('GET', `/api/search?text=${encodeURIComponent(text)}${more}`)).body;
    const found = await vi.waitFor(async () => {
      const page = await search(shop.grace, 'lighthouse', `&kind=sms&from=${encodeURIComponent(`p_${ann}`)}`);
      expect(page.messages).toHaveLength(1);
      return page.messages[0];
    }, SOON);
    expect(found).toMatchObject({ name: 'Annabel Lee', room: { id: room, kind: 'sms', title: { text: 'Annabel Lee' } } });
    for (const word of ['annabel', ann]) expect((await search(shop.grace, word)).rooms.map(({ id }) => id)).toContain(room);
    expect((await search(shop.ada, 'lighthouse')).messages).toHaveLength(1);
    expect(await search(shop.lin, 'lighthouse')).toMatchObject({ rooms: [], messages: [] });
    expect((await search(shop.lin, 'annabel')).rooms).toEqual([]);
  });

  test('of a site’s number is everybody’s who answers there, also of who comes later', async () => {
    const world = await newShop();
    await env.DB.prepare('DELETE FROM number_use WHERE number = ?').bind(world.number).run();
    await assignNumber(env, world.account, world.number, { kind: 'site', target: world.site });
    const ann = someNumber();
    await writes(ann, world.own, 'Hello');
    const room = await opens(world.ada, world.number, [ann]);
    const line = await enters(world.ada, room);
    expect(line.sms().members.toSorted()).toEqual([world.ada, world.grace, world.lin].map(({ id }) => `o_${id}`).sort());
    const late = await addColleague(world.ada.browser);
    await vi.waitFor(() => expect(line.sms().members).toContain(`o_${late.id}`), SOON);
    const desk = await deskOf(late);
    // The room tells the desk a moment later.
    await vi.waitFor(() => expect(desk.rooms().map(({ id }) => id)).toEqual([room]), SOON);
    await world.ada.browser.call('DELETE', `/api/members/${late.id}`);
    await vi.waitFor(() => expect(line.sms().members).not.toContain(`o_${late.id}`), SOON);
  });
});
