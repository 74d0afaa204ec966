import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileRef, PersonId } from '../../protocol/entries.ts';
import type { Env } from '../env.ts';
import { fileKey } from '../files/store.ts';
import { Browser } from '../http/test-browser.ts';
import { handleMailBatch } from './consumer.ts';
import { tokenIn } from './inbound/address.ts';
import { receiveMail } from './inbound/receive.ts';
import { CLARA, DOMAIN, mailOf, OLGA, seed } from './inbound/test-world.ts';
import type { MailJob } from './jobs.ts';
import { setMute } from './mutes.ts';
import type { Mail } from './port.ts';
import { olga, TestProvider, TestRoom } from './test-room.ts';

const OMAR: PersonId = 'o_u2';
const HOST = new URL(env.PUBLIC_URL).origin;
const testEnv = (): Env => ({ ...env, REPLY_DOMAIN: DOMAIN });

let room: TestRoom;
let provider: TestProvider;

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  vi.spyOn(console, 'log').mockReturnValue(undefined);
  await env.DB.prepare('DELETE FROM mail_mute').run();
  await env.DB.prepare('DELETE FROM portal').run();
  await seed();
  room = await new TestRoom().begin([OMAR, CLARA]);
  provider = new TestProvider();
});

/** The queue delivers these jobs; answers what it is to deliver again. */
async function deliver(jobs: MailJob[]): Promise<MailJob[]> {
  const again: MailJob[] = [];
  const messages = jobs.map((body, at) => ({
    id: `m${at}`,
    timestamp: new Date(),
    attempts: 1,
    body,
    ack: () => undefined,
    retry: () => void again.push(body),
  }));
  const batch = { queue: 'foyer-mail', messages, ackAll: () => undefined, retryAll: () => undefined };
  await handleMailBatch(batch as unknown as MessageBatch<MailJob>, testEnv(), provider);
  return again;
}

const jobOf = (person: PersonId) => room.jobs.findLast((job) => job.person === person)!;
const mailFor = (address: string): Mail => provider.mails.findLast(({ to }) => to === address)!;
const claras = () => mailFor('clara@client.example');

describe('A mail of unread messages', () => {
  it('goes to each who has not read, in their language and time, under the company’s name', async () => {
    await env.DB.prepare("UPDATE client SET time_zone = 'America/Mexico_City', user = NULL WHERE id = 'clara'").run();
    await env.DB.prepare("INSERT INTO portal (account, title, colour, logo) VALUES ('a1', 'Olga & Co', '#123456', 'portals/a1/x')").run();
    await room.write(OLGA, 'Hello <b>you</b>');
    await room.write(OMAR, 'And from me');
    await deliver(await room.passed());
    expect(provider.addresses).toEqual(['clara@client.example', 'olga@shop.example', 'omar@shop.example']);
    const { subject, from, text, html, replyTo, headers } = claras();
    expect(subject).toBe('The move, Olga & Co');
    expect(from).toMatch(/^"Olga & Co" <[^<>]+@[^<>]+>$/);
    expect(text).toContain('Tienes 2 mensajes nuevos');
    expect(text).toMatch(/Olga, .*(GMT-6|CST)/);
    expect(html).toContain('Hello &lt;b&gt;you&lt;/b&gt;');
    expect(html).toContain('background:#123456');
    expect(html).toContain(`src="${HOST}/f/portals/a1/x"`);
    expect(text).toContain(`${HOST}/portal/a1/rooms/${room.name}`);
    // Not active yet: told how to become so.
    expect(text).toContain('no está activado');
    expect(tokenIn(replyTo!, DOMAIN)).not.toBeNull();
    const unsubscribe = /^<(.+)>$/.exec(headers!['List-Unsubscribe']!)![1]!;
    expect(unsubscribe).toMatch(new RegExp(`^${HOST}/unsubscribe/[\\w.-]+$`));
    expect(text).toContain(unsubscribe);
    expect(headers).toMatchObject({
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<${room.name}.${new URL(HOST).hostname}>`,
      'Auto-Submitted': 'auto-generated',
    });
    const own = mailFor('omar@shop.example');
    expect(own.text).toContain('Hello <b>you</b>');
    expect(own.text).not.toContain('And from me');
    expect(own.text).toContain(`${HOST}/app/rooms/${room.name}`);
  });

  it('tells of no participant who has not written', async () => {
    await room.stub.changeClients(olga, { kind: 'add', people: [{ id: 'c_hidden', name: 'Hidden Client' }] });
    await room.write(OLGA, 'Hello');
    await deliver(await room.passed());
    expect(JSON.stringify(claras())).not.toMatch(/Hidden|Omar|omar/);
  });

  it('offers an answer only where one may be written', async () => {
    room = await new TestRoom().begin([OMAR, CLARA], 'announcement');
    await room.write(OLGA, 'We move');
    await deliver(await room.passed());
    expect(claras().replyTo).toBeUndefined();
    expect(claras().text).not.toContain('Responde a este correo');
    expect(mailFor('omar@shop.example').replyTo).toBeDefined();
  });

  it('counts what is too much for one mail', async () => {
    for (let at = 1; at <= 60; at++) await room.write(OLGA, `Message number ${at}.`);
    await deliver(await room.passed());
    expect(claras().text).toContain('Tienes 60 mensajes');
    expect(claras().text).toContain('10 mensajes anteriores');
    expect(claras().text).not.toContain('number 10.');
    expect(claras().text).toMatch(/number 11\.[\s\S]*number 60\./);
  });
});

describe('Right before it is sent', () => {
  const nothing = async (happens: () => Promise<unknown>) => {
    await room.write(OLGA, 'Hello');
    const jobs = await room.passed();
    expect(jobOf(CLARA)).toBeDefined();
    await happens();
    expect(await deliver(jobs)).toEqual([]);
    expect(provider.addresses).not.toContain('clara@client.example');
  };

  it.each([
    ['was read', () => room.read(CLARA, 2)],
    ['lost its messages', () => room.change(OLGA, { kind: 'deleted', of: 2 })],
    ['is of a room that was deleted', () => room.stub.changeClients(olga, { kind: 'erase' })],
    ['is of a room that was archived', () => room.stub.changeClients(olga, { kind: 'archive', on: true })],
    ['is for who was put out of the room', () => room.stub.changeClients(olga, { kind: 'remove', person: CLARA })],
    ['is for who is no client any more', () => env.DB.prepare("UPDATE client SET removed_at = 1 WHERE id = 'clara'").run()],
    ['is of a room that was muted', () => setMute(env, 'a1', CLARA, room.name, true)],
    ['is for who muted all', () => setMute(env, 'a1', CLARA, '', true)],
  ])('nothing goes out of what %s', (_, happens) => nothing(happens));

  it('other rooms’ mutes and other people’s change nothing', async () => {
    await setMute(env, 'a1', CLARA, 'client.0123456789abcdef0123456789abcdef', true);
    await setMute(env, 'a2', CLARA, '', true);
    await setMute(env, 'a1', OMAR, '', true);
    await room.write(OLGA, 'Hello');
    await deliver(await room.passed());
    expect(provider.addresses).toEqual(['clara@client.example']);
  });

  it('what was changed meanwhile reads as it is now, what was read or deleted is left out', async () => {
    const first = await room.write(OLGA, 'First');
    const second = await room.write(OLGA, 'Secnd');
    const third = await room.write(OLGA, 'Third');
    await room.write(OLGA, 'Fourth');
    const jobs = await room.passed();
    await room.read(CLARA, first);
    await room.change(OLGA, { kind: 'edited', of: second, text: 'Second' });
    await room.change(OLGA, { kind: 'deleted', of: third });
    await room.write(OLGA, 'Fifth, of the next round');
    await deliver(jobs);
    expect(claras().text).toMatch(/Second[\s\S]*Fourth/);
    expect(claras().text).not.toMatch(/First|Secnd|Third|Fifth/);
  });
});

describe('However often a job is delivered', () => {
  beforeEach(async () => {
    await room.write(OLGA, 'Hello');
    await room.passed();
  });

  it('one mail goes to each', async () => {
    await deliver([...room.jobs, ...room.jobs]);
    await deliver(room.jobs);
    expect(provider.asked).toHaveLength(2);
  });

  it('the provider that accepted and did not answer gets the same id again', async () => {
    provider.faults = ['lose', 'refuse'];
    const again = await deliver(room.jobs);
    expect(again).toHaveLength(2);
    await deliver(again);
    await deliver(again);
    expect(provider.addresses).toEqual(['clara@client.example', 'omar@shop.example']);
    expect(new Set(provider.asked).size).toBe(2);
    expect(provider.asked).toHaveLength(4);
  });

  it('a consumer that ends before it could note what it sent asks with the same id, also when the address is another by then', async () => {
    const broken = { ...env.DB, prepare: env.DB.prepare.bind(env.DB), batch: env.DB.batch.bind(env.DB) } as D1Database;
    const write = broken.prepare;
    broken.prepare = (sql: string) => {
      if (sql.includes('INSERT OR IGNORE INTO sent_mail')) throw new Error('ended');
      return write(sql);
    };
    const job = jobOf(CLARA);
    const retried: MailJob[] = [];
    const message = { id: 'm', timestamp: new Date(), attempts: 1, body: job, ack: () => undefined, retry: () => void retried.push(job) };
    const batch = { queue: 'foyer-mail', messages: [message] } as unknown as MessageBatch<MailJob>;
    await handleMailBatch(batch, { ...testEnv(), DB: broken }, provider);
    expect(retried).toHaveLength(1);
    await env.DB.prepare("UPDATE client SET email = 'new@client.example' WHERE id = 'clara'").run();
    await deliver(retried);
    expect(provider.addresses).toEqual(['clara@client.example']);
    expect(provider.asked).toHaveLength(2);
  });

  it('the next round has only what is new', async () => {
    await deliver(room.jobs);
    await room.write(OLGA, 'More');
    await deliver(await room.passed());
    expect(claras().text).toContain('More');
    expect(claras().text).not.toContain('Hello');
  });
});

describe('An answer to it', () => {
  it('is in the room as that person, once, and in the next mail of the others', async () => {
    await room.write(OLGA, 'Which colour?');
    await deliver(await room.passed());
    const { replyTo, text } = claras();
    const quoted = text.replace(/^/gm, '> ');
    const mail = mailOf({ to: replyTo!, text: `Walnut.\r\n\r\nOn 21 Nov 2026, Shop <hello@foyer.example> wrote:\r\n\r\n${quoted}` });
    expect(await receiveMail(mail(), testEnv())).toMatchObject({ outcome: 'logged', seq: 3 });
    expect(await receiveMail(mail(), testEnv())).toMatchObject({ outcome: 'dropped', reason: 'repeated' });
    const answer = await room.stub.digest(OMAR, 2, 9);
    expect(answer?.messages).toMatchObject([{ by: CLARA, name: 'Clara', text: 'Walnut.' }]);
    provider = new TestProvider();
    await deliver((await room.passed()).slice(2));
    expect(provider.addresses).toEqual(['olga@shop.example', 'omar@shop.example']);
    expect(mailFor('olga@shop.example').text).toContain('> Walnut.');
  });

  it.each([
    ['an archived room', () => room.stub.changeClients(olga, { kind: 'archive', on: true }), 'not_allowed'],
    ['a deleted room', () => room.stub.changeClients(olga, { kind: 'erase' }), 'not_in_room'],
    ['a room one was put out of', () => room.stub.changeClients(olga, { kind: 'remove', person: CLARA }), 'not_in_room'],
  ])('to %s is told back', async (_, happens, reason) => {
    await room.write(OLGA, 'Which colour?');
    await deliver(await room.passed());
    await happens();
    const told: MailJob[] = [];
    const answers = { ...testEnv(), MAIL: { send: async (job: MailJob) => void told.push(job) } as unknown as Env['MAIL'] };
    expect(await receiveMail(mailOf({ to: claras().replyTo! })(), answers)).toEqual({ outcome: 'told', reason });
    expect(told).toMatchObject([{ kind: 'not_logged', person: CLARA }]);
  });

  it('brings its files, which open like any other', async () => {
    const file: FileRef = { id: 'f1', name: 'plan.txt', type: 'text/plain', size: 4 };
    const seq = await room.write(CLARA, '', [file]);
    expect(await room.stub.file(olga, 'f1')).toEqual({ ok: true, file });
    expect((await room.stub.digest(OLGA, 0, seq))?.messages).toMatchObject([{ files: [file] }]);
  });
});

describe('The links of a mail', () => {
  const urlsIn = (mail: Mail): string[] => [...mail.html.matchAll(/src="([^"]+\/f\/mail\/[^"]+)"/g)].map(([, url]) => url!);
  const open = (url: string) => new Browser().fetch(new URL(url).pathname);

  it('show pictures to whom the mail was for, as long as they are in the room', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const picture: FileRef = { id: 'pic', name: 'Plan.png', type: 'image/png', size: 3, width: 960, height: 480 };
    await env.FILES.put(fileKey(room.name, 'pic'), bytes);
    const seq = await room.write(OLGA, 'See', [picture]);
    await deliver(await room.passed());
    const [url] = urlsIn(claras());
    expect(claras().html).toContain('width="480" height="240"');
    const shown = await open(url!);
    expect(shown.status).toBe(200);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes);
    expect(shown.headers.get('cache-control')).toBe('private, no-store');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect((await open(`${url}x`)).status).toBe(401);
    await room.stub.changeClients(olga, { kind: 'remove', person: CLARA });
    expect((await open(url!)).status).toBe(404);
    const [omars] = urlsIn(mailFor('omar@shop.example'));
    expect((await open(omars!)).status).toBe(200);
    await env.DB.prepare("DELETE FROM membership WHERE user = 'u2'").run();
    expect((await open(omars!)).status).toBe(404);
    await room.stub.changeClients(olga, { kind: 'add', people: [{ id: CLARA, name: 'Clara' }] });
    expect((await open(url!)).status).toBe(200);
    await room.change(OLGA, { kind: 'deleted', of: seq });
    expect((await open(url!)).status).toBe(404);
  });

  it('stop the mails of the room by one click, from anywhere, and can be taken back', async () => {
    await room.write(OLGA, 'Hello');
    await deliver(await room.passed());
    const path = new URL(/^<(.+)>$/.exec(claras().headers!['List-Unsubscribe']!)![1]!).pathname;
    const browser = new Browser('https://mail.example');
    const post = (body: string) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' };
      return new Browser().fetch(path, { method: 'POST', headers, body });
    };
    const muted = async () => (await env.DB.prepare("SELECT room FROM mail_mute WHERE person = 'c_clara' ORDER BY room").all()).results;
    // Opening the page stops nothing.
    const page = await new Browser().fetch(path);
    expect(await page.text()).toMatch(/<html lang="es">[\s\S]*«The move»[\s\S]*value="stop_room"[\s\S]*value="stop_all"/);
    expect(await muted()).toEqual([]);
    expect((await post('List-Unsubscribe=One-Click')).status).toBe(200);
    expect(await muted()).toEqual([{ room: room.name }]);
    expect((await post('do=stop_all')).status).toBe(303);
    expect(await muted()).toEqual([{ room: '' }, { room: room.name }]);
    expect(await (await new Browser().fetch(path)).text()).toContain('value="start_all"');
    await post('do=start_all');
    await post('do=start_room');
    expect(await muted()).toEqual([]);
    expect((await browser.fetch(`${path.slice(0, -2)}`, { method: 'POST' })).status).toBe(404);
  });

  it('say nothing of the room to who was put out, and mute nothing for who is gone', async () => {
    await room.write(OLGA, 'Hello');
    await deliver(await room.passed());
    const path = new URL(/^<(.+)>$/.exec(claras().headers!['List-Unsubscribe']!)![1]!).pathname;
    await room.stub.changeClients(olga, { kind: 'remove', person: CLARA });
    expect(await (await new Browser().fetch(path)).text()).not.toContain('The move');
    await env.DB.prepare("UPDATE client SET removed_at = 1 WHERE id = 'clara'").run();
    expect(await (await new Browser().fetch(path)).text()).not.toContain('<form');
    await new Browser().fetch(path, { method: 'POST' });
    expect((await env.DB.prepare('SELECT * FROM mail_mute').all()).results).toEqual([]);
  });
});
