import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../protocol/limits.ts';
import { fileKey } from '../../files/store.ts';
import { drafts } from '../compose.ts';
import { renderText } from '../render/text.ts';
import { replyAddressFor, replyTo, tokenIn } from './address.ts';
import { receiveMail } from './receive.ts';
import { CLARA, DOMAIN, mailOf, OLGA, ROOM, seed, World, withFiles } from './test-world.ts';

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAEklEQVR4nGP4z8DwHx9mGBkKAPOxf4Gv5QDsAAAAAElFTkSuQmCC'),
  (char) => char.charCodeAt(0),
);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let world: World;
let to: string;

beforeEach(async () => {
  await seed();
  for (const { key } of (await env.FILES.list()).objects) await env.FILES.delete(key);
  world = new World();
  to = (await replyAddressFor(world.env(), 'a1', ROOM, CLARA))!;
});

const receive = (mail: ReturnType<typeof mailOf>, more = {}) => receiveMail(mail(), world.env(more));
const stored = async (prefix: string) => (await env.FILES.list({ prefix })).objects.map(({ key }) => key);

describe('a reply address', () => {
  it('is always the same for a person in a room, and another for everybody else', async () => {
    expect(to).toMatch(/^reply\+[a-z2-7]{26}@reply\.foyer\.example$/);
    expect(await replyAddressFor(world.env(), 'a1', ROOM, CLARA)).toBe(to);
    const others = [
      await replyAddressFor(world.env(), 'a1', ROOM, OLGA),
      await replyAddressFor(world.env(), 'a2', ROOM, CLARA),
      await replyAddressFor(world.env(), 'a1', `${ROOM}0`, CLARA),
      await replyAddressFor(world.env({ SECRET: 'another secret, longer than thirty-two characters' }), 'a1', ROOM, CLARA),
    ];
    expect(new Set([to, ...others]).size).toBe(5);
    expect(await replyTo(env, tokenIn(to, DOMAIN)!)).toEqual({ account: 'a1', room: ROOM, person: CLARA });
  });

  it('is not in the database', async () => {
    const { results } = await env.DB.prepare('SELECT * FROM reply_address').all();
    expect(results).toHaveLength(1);
    expect(JSON.stringify(results)).not.toContain(tokenIn(to, DOMAIN));
    expect(await replyTo(env, results[0]!.token as string)).toBe(null);
  });

  it('is known in capitals, and not with a character changed or at another domain', () => {
    expect(tokenIn(to.toUpperCase(), DOMAIN)).toBe(tokenIn(to, DOMAIN));
    expect(tokenIn(to, 'reply.other.example')).toBe(null);
    expect(tokenIn(to, undefined)).toBe(null);
    fc.assert(
      fc.property(fc.string(), (address) => {
        expect(tokenIn(address, DOMAIN)).toBe(null);
      }),
    );
  });

  it('is made only where answers can come in', async () => {
    const bare = { REPLY_DOMAIN: undefined };
    expect(await replyAddressFor(world.env({ ...bare, ENVIRONMENT: 'production' }), 'a1', ROOM, CLARA)).toBeUndefined();
    expect(await replyAddressFor(world.env({ ...bare, ENVIRONMENT: 'development' }), 'a1', ROOM, CLARA)).toMatch(/@reply\.localhost$/);
  });
});

describe('an answer', () => {
  it('is logged as its person, without what it quotes', async () => {
    const text = 'Walnut, please.\r\n\r\nOn Mon, 16 Nov 2026 at 10:12, Foyer <hello@foyer.example> wrote:\r\n\r\n> Which?';
    expect(await receive(mailOf({ to, text }))).toEqual({ outcome: 'logged', seq: 1, leftOut: [] });
    expect(world.room.logged).toMatchObject([{ person: CLARA, text: 'Walnut, please.', files: [] }]);
    expect(world.room.logged[0]!.cid).toMatch(/^[\w-]{8,64}$/);
    expect(world.jobs).toEqual([]);
  });

  it('of an operator too', async () => {
    const address = (await replyAddressFor(world.env(), 'a1', ROOM, OLGA))!;
    await receive(mailOf({ to: address, from: 'Olga Owner <OLGA@shop.example>', envelope: 'olga@shop.example' }));
    expect(world.room.logged).toMatchObject([{ person: OLGA }]);
  });

  it('brings its files, as what their bytes are', async () => {
    const body = withFiles('See', [
      { name: 'plan.png', bytes: PNG },
      { name: 'page.html', bytes: bytes('<script>alert(1)</script>') },
    ]);
    await receive(mailOf({ to, body }));
    const [{ files } = { files: [] }] = world.room.logged;
    expect(files).toMatchObject([
      { name: 'plan.png', type: 'image/png', size: PNG.length, width: 8, height: 8 },
      { name: 'page.html', type: 'application/octet-stream' },
    ]);
    const object = await env.FILES.get(fileKey(ROOM, files[0]!.id));
    expect(new Uint8Array(await object!.arrayBuffer())).toEqual(PNG);
  });

  it('without the files that are not taken, of which the person is told', async () => {
    const many = Array.from({ length: LIMITS.filesPerMessage + 2 }, (_, at) => ({ name: `${at}.txt`, bytes: bytes(`${at}`) }));
    const body = withFiles('See', [{ name: 'run.exe', bytes: bytes('MZ') }, { name: 'empty.txt', bytes: bytes('') }, ...many]);
    expect(await receive(mailOf({ to, body }))).toMatchObject({ outcome: 'logged' });
    expect(world.room.logged[0]!.files).toHaveLength(LIMITS.filesPerMessage);
    expect(world.jobs).toMatchObject([{ kind: 'not_logged', reason: 'files', files: ['run.exe', 'empty.txt', '10.txt', '11.txt'] }]);
  });

  it('too long for a message goes along as a file', async () => {
    const text = 'walnut oak '.repeat(2_000).trim();
    await receive(mailOf({ to, text }));
    const [{ text: shown, files } = { text: '', files: [] }] = world.room.logged;
    expect(shown).toHaveLength(LIMITS.text);
    const object = await env.FILES.get(fileKey(ROOM, files[0]!.id));
    expect(await object!.text()).toBe(text);
  });

  it('delivered twice is logged once', async () => {
    const mail = mailOf({ to, body: withFiles('See', [{ name: 'plan.png', bytes: PNG }]) });
    await receive(mail);
    expect(await receive(mail)).toEqual({ outcome: 'dropped', reason: 'repeated' });
    expect(world.room.logged).toHaveLength(1);
    expect(await stored(`files/${ROOM}`)).toHaveLength(1);
  });

  it('without a Message-ID too, and two that differ are two', async () => {
    const one = mailOf({ to, id: '', text: 'One' });
    await receive(one);
    await receive(one);
    await receive(mailOf({ to, id: '', text: 'Two' }));
    expect(world.room.logged.map(({ text }) => text)).toEqual(['One', 'Two']);
  });
});

describe('what fails on the way', () => {
  it.each(['unavailable', 'internal', new Error('object reset')] as const)(
    '%s: the sender’s server tries again, nothing is lost',
    async (fault) => {
      const mail = mailOf({ to, body: withFiles('See', [{ name: 'plan.png', bytes: PNG }]) });
      world.room.faults = [fault];
      await expect(receive(mail)).rejects.toThrow();
      expect(await receive(mail)).toMatchObject({ outcome: 'logged' });
      expect(world.room.logged).toHaveLength(1);
      expect(await stored(`files/${ROOM}`)).toEqual(world.room.logged[0]!.files.map(({ id }) => fileKey(ROOM, id)));
    },
  );

  it('a queue that does not take the notice: logged once, told once', async () => {
    const mail = mailOf({ to, body: withFiles('See', [{ name: 'run.exe', bytes: bytes('MZ') }]) });
    world.queueFaults = [new Error('queue')];
    await expect(receive(mail)).rejects.toThrow('queue');
    await receive(mail);
    await receive(mail);
    expect(world.room.logged).toHaveLength(1);
    expect(world.told).toEqual(['files']);
  });

  it('a refusal takes back the files of this delivery, and not those of one before', async () => {
    const mail = mailOf({ to, body: withFiles('See', [{ name: 'plan.png', bytes: PNG }]) });
    world.room.faults = ['forbidden'];
    await receive(mail);
    expect(await stored(`files/${ROOM}`)).toEqual([]);
    await receive(mail);
    await env.DB.prepare('DELETE FROM sent_mail').run();
    world.room.faults = ['forbidden'];
    await receive(mail);
    expect(await stored(`files/${ROOM}`)).toHaveLength(1);
  });
});

describe('who cannot be told for sure', () => {
  it.each([
    ['another address', { from: 'eve@evil.example' }, 'other_sender'],
    ['another address under the name', { from: '"clara@client.example" <eve@evil.example>' }, 'other_sender'],
    ['a forged address', { headers: ['Authentication-Results: mx.cloudflare.net; dmarc=fail'] }, 'not_authentic'],
    [
      'a forged address that brings its own proof',
      {
        headers: ['Authentication-Results: mx.cloudflare.net; dmarc=fail', 'Authentication-Results: mx.cloudflare.net; dmarc=pass'],
      },
      'not_authentic',
    ],
    ['another envelope', { envelope: 'eve@evil.example' }, 'not_authentic'],
  ])('%s: held, once, and nobody is told', async (_name, more, reason) => {
    const mail = mailOf({ to, ...more });
    expect(await receive(mail)).toEqual({ outcome: 'held', reason });
    await receive(mail);
    const { results } = await env.DB.prepare('SELECT * FROM held_mail').all();
    expect(results).toMatchObject([{ account: 'a1', room: ROOM, person: CLARA, reason, subject: 'Re: Kitchen' }]);
    expect(await stored('held/')).toHaveLength(1);
    expect(world.room.logged).toEqual([]);
    expect(world.jobs).toEqual([]);
  });

  it('a colleague with another’s address is another sender', async () => {
    expect(await receive(mailOf({ to, from: 'olga@shop.example' }))).toMatchObject({ outcome: 'held' });
  });

  it('is held up to a number a day', async () => {
    for (let n = 0; n < LIMITS.heldPerDay; n++) await receive(mailOf({ to, from: 'eve@evil.example' }));
    expect(await receive(mailOf({ to, from: 'eve@evil.example' }))).toEqual({ outcome: 'dropped', reason: 'flood' });
    expect(await stored('held/')).toHaveLength(LIMITS.heldPerDay);
  });

  it('is not held with nothing in it, encrypted, or for somebody who is gone', async () => {
    const eve = { to, from: 'eve@evil.example' };
    const dropped = { outcome: 'dropped', reason: 'unknown_sender' };
    expect(await receive(mailOf({ ...eve, text: '> quoted' }))).toEqual(dropped);
    expect(await receive(mailOf({ ...eve, body: 'Content-Type: application/pkcs7-mime\r\n\r\nx' }))).toEqual(dropped);
    await env.DB.prepare("UPDATE client SET removed_at = 1 WHERE id = 'clara'").run();
    expect(await receive(mailOf(eve))).toEqual(dropped);
    expect(world.jobs).toEqual([]);
  });
});

describe('dropped without a word', () => {
  it.each([
    ['a made-up token', () => `reply+${'a'.repeat(26)}@${DOMAIN}`],
    ['an altered token', () => to.replace(/\+(.)/, (_, char: string) => `+${char === 'a' ? 'b' : 'a'}`)],
    ['a token cut short', () => to.replace(/.@/, '@')],
    ['no token', () => `reply@${DOMAIN}`],
    ['another domain', () => to.replace(DOMAIN, 'foyer.example')],
  ])('%s', async (_name, address) => {
    expect(await receive(mailOf({ to: address() }))).toEqual({ outcome: 'dropped', reason: 'unknown_address' });
    expect(world.jobs).toEqual([]);
  });

  it.each([
    ['an absence', ['Auto-Submitted: auto-replied'], undefined, 'automatic'],
    ['a bounce', [], '', 'bounce'],
    ['our own', ['X-Foyer: 1'], undefined, 'loop'],
  ])('%s', async (_name, headers, envelope, reason) => {
    expect(await receive(mailOf({ to, headers, ...(envelope === undefined ? {} : { envelope }) }))).toEqual({ outcome: 'dropped', reason });
    expect(world.room.logged).toEqual([]);
    expect(world.jobs).toEqual([]);
  });

  it('our own sender’s address', async () => {
    expect(await receive(mailOf({ to, from: 'hello@foyer.example' }))).toEqual({ outcome: 'dropped', reason: 'loop' });
  });

  it('a deployment without a domain for answers', async () => {
    const bare = { REPLY_DOMAIN: undefined, ENVIRONMENT: 'production' };
    expect(await receive(mailOf({ to }), bare)).toEqual({ outcome: 'dropped', reason: 'unknown_address' });
  });
});

describe('told', () => {
  it.each([
    ['nothing of one’s own', { text: '> quoted' }, 'empty'],
    ['encrypted', { body: 'Content-Type: multipart/encrypted; boundary="b"\r\n\r\n--b\r\n\r\nx\r\n--b--' }, 'encrypted'],
    ['encrypted in its text', { text: '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----' }, 'encrypted'],
    [
      'nested beyond sense',
      {
        body: Array.from({ length: 80 }, (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\r\n\r\n--b${at}\r\n`).join(''),
      },
      'unreadable',
    ],
  ])('%s', async (_name, content, reason) => {
    expect(await receive(mailOf({ to, ...content }))).toEqual({ outcome: 'told', reason });
    expect(world.jobs).toMatchObject([{ kind: 'not_logged', account: 'a1', person: CLARA, subject: 'Re: Kitchen', reason }]);
    expect(world.room.logged).toEqual([]);
  });

  it('too large, without being read', async () => {
    const mail = mailOf({ to })();
    const head = new Uint8Array(await new Response(mail.raw).arrayBuffer());
    let pulled = 0;
    const raw = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(pulled === 0 ? head : new Uint8Array(64 * 1024).fill(120));
        pulled += 1;
      },
    });
    expect(await receiveMail({ ...mail, raw, rawSize: 200 * 1024 * 1024 }, world.env())).toEqual({ outcome: 'told', reason: 'too_large' });
    expect(pulled).toBeLessThan(10);
    expect(world.told).toEqual(['too_large']);
  });

  it.each([
    ['not_found', 'not_in_room'],
    ['forbidden', 'not_allowed'],
    ['too_many', 'too_many'],
  ] as const)('the room says %s', async (code, reason) => {
    world.room.faults = [code];
    expect(await receive(mailOf({ to }))).toEqual({ outcome: 'told', reason });
  });

  it('a client who was removed, and a member who is in the account no more', async () => {
    const operators = (await replyAddressFor(world.env(), 'a1', ROOM, OLGA))!;
    await env.DB.batch([
      env.DB.prepare("UPDATE client SET removed_at = 1 WHERE id = 'clara'"),
      env.DB.prepare("DELETE FROM membership WHERE user = 'u1'"),
    ]);
    await receive(mailOf({ to }));
    await receive(mailOf({ to: operators, from: 'olga@shop.example' }));
    expect(world.told).toEqual(['not_in_room', 'not_in_room']);
    expect(world.room.logged).toEqual([]);
  });

  it('more than a person writes in a minute', async () => {
    for (let n = 0; n < LIMITS.answersPerMinute; n++) await receive(mailOf({ to }));
    expect(await receive(mailOf({ to }))).toEqual({ outcome: 'told', reason: 'too_many' });
    expect(await receiveMail(mailOf({ to })(), world.env(), Date.now() + 61_000)).toMatchObject({ outcome: 'logged' });
  });

  it('in the person’s language, to their own address, with nothing of the mail but its subject', async () => {
    await receive(mailOf({ to, text: '> quoted words' }));
    const [draft, ...more] = await drafts(world.jobs[0]!, world.env());
    expect(more).toEqual([]);
    expect(draft).toMatchObject({ to: 'clara@client.example', limited: true, content: { language: 'es' } });
    const text = renderText(draft!.content.blocks);
    expect(text).toContain('Re: Kitchen');
    expect(text).not.toContain('quoted words');
    expect(text).not.toContain(tokenIn(to, DOMAIN));
  });
});

it('a client who was made an operator answers as who each address is for', async () => {
  await env.DB.batch([
    env.DB.prepare("UPDATE client SET removed_at = 1 WHERE id = 'clara'"),
    env.DB.prepare("INSERT INTO user (id, name, email, created_at, updated_at) VALUES ('u9', 'Clara', 'clara@client.example', 0, 0)"),
    env.DB.prepare("INSERT INTO membership (account, user, role, joined_at, used_at) VALUES ('a1', 'u9', 'operator', 0, 0)"),
  ]);
  world.room.people.add('o_u9');
  const asOperator = (await replyAddressFor(world.env(), 'a1', ROOM, 'o_u9'))!;
  await receive(mailOf({ to: asOperator }));
  await receive(mailOf({ to }));
  expect(world.room.logged.map(({ person }) => person)).toEqual(['o_u9']);
  expect(world.told).toEqual(['not_in_room']);
});
