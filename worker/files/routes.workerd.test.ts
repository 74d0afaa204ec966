import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { generateSignedCookie } from 'hono/cookie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../protocol/api.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Answer, Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import { sessionKey } from '../http/session.ts';
import { signVisitorToken } from '../site/visitor-token.ts';
import { signFileKey } from './file-key.ts';
import { fileRoutes } from './routes.ts';

const HOST = 'http://localhost:8787';
const ROOM = 's1.vic';
const app = new Hono<AppEnv>().route('/', fileRoutes);
app.onError(onError);

/** A room that keeps files and lets its visitor and the operators of account a1 read them. */
class FakeRoom {
  files = new Map<string, FileRef>();
  asked: Person[] = [];
  refusal: Answer<object> | null = null;

  async addFile(person: Person, file: FileRef): Promise<Answer<object>> {
    this.asked.push(person);
    if (this.refusal) return this.refusal;
    this.files.set(file.id, file);
    return { ok: true };
  }

  async file(person: Person, id: string): Promise<Answer<{ file: FileRef }>> {
    this.asked.push(person);
    const file = person.account === 'a1' ? this.files.get(id) : undefined;
    return file ? { ok: true, file } : { ok: false, code: 'unknown_file' };
  }
}

let room: FakeRoom;
let names: string[];
const testEnv = (): Env => {
  const getByName = (name: string) => {
    names.push(name);
    return room;
  };
  return { ...env, PUBLIC_URL: HOST, ROOM: { getByName } as unknown as Env['ROOM'] };
};
const ask = async (path: string, init: RequestInit = {}) => app.request(`${HOST}${path}`, init, testEnv());

let token: string;
let key: string;
let cookie: string;

beforeEach(async () => {
  room = new FakeRoom();
  names = [];
  token = await signVisitorToken(env.SECRET, { sub: 'vic', site: 's1', account: 'a1' }, Date.now());
  key = await signFileKey(env.SECRET, { sub: 'v_vic', room: ROOM, account: 'a1', site: 's1', visitor: 'vic' }, Date.now());
  cookie = (await generateSignedCookie('foyer.session_token', 'token-1', await sessionKey(env))).split(';')[0] as string;
  const hour = Date.now() + 3_600_000;
  await env.DB.batch([
    ...['session', 'membership', 'account', 'user', 'rate_limit'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare("INSERT INTO account (id, name, created_at) VALUES ('a1', 'Shop', 0)"),
    env.DB.prepare("INSERT INTO user (id, name, email, created_at, updated_at) VALUES ('u1', 'Olga', 'olga@shop.example', 0, 0)"),
    env.DB.prepare("INSERT INTO membership (account, user, role, joined_at, used_at) VALUES ('a1', 'u1', 'operator', 0, 0)"),
    env.DB.prepare(
      "INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at) VALUES ('x', 'token-1', 'u1', ?1, ?2, ?2)",
    ).bind(hour, Date.now()),
  ]);
  for (const { key: object } of (await env.FILES.list()).objects) await env.FILES.delete(object);
});

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);
const upload = (name: string, body: BodyInit, headers: Record<string, string> = {}) =>
  ask(`/w/v1/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, origin: 'https://shop.example', ...headers },
  });
const uploaded = async (name: string, body: BodyInit): Promise<FileRef> => {
  const response = await upload(name, body);
  expect(response.status).toBe(201);
  return (await response.json<{ file: FileRef }>()).file;
};
const code = async (response: Response): Promise<string> => (await response.json<Problem>()).code;
const kept = async () => (await env.FILES.list()).objects.map((object) => object.key);

/** A body of `size` bytes that tells no length, in pieces. */
const stream = (size: number, start = new Uint8Array()): ReadableStream<Uint8Array> => {
  let left = size;
  return new ReadableStream({
    pull(controller) {
      const piece = new Uint8Array(Math.min(left, 1_000_000));
      if (left === size) piece.set(start);
      left -= piece.byteLength;
      if (piece.byteLength > 0) controller.enqueue(piece);
      else controller.close();
    },
  });
};

describe('an upload', () => {
  it('by a visitor goes to their room, with the type and size the server found', async () => {
    const file = await uploaded('C:\\pics\\red dot.txt', PNG);
    expect(file).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      name: 'red dot.txt',
      type: 'image/png',
      size: PNG.length,
      width: 1,
      height: 1,
    });
    expect(names).toEqual([ROOM]);
    expect(room.asked[0]).toMatchObject({ kind: 'visitor', id: 'v_vic', account: 'a1', site: 's1' });
    expect(await kept()).toEqual([`files/${ROOM}/${file.id}`]);
  });

  it('by an operator needs a session and our own origin', async () => {
    const post = (headers: Record<string, string>) => ask(`/api/rooms/${ROOM}/files?name=a.png`, { method: 'POST', body: PNG, headers });
    expect((await post({ cookie, origin: HOST })).status).toBe(201);
    expect(room.asked[0]).toMatchObject({ kind: 'operator', id: 'o_u1', account: 'a1', role: 'operator' });
    expect(await code(await post({ origin: HOST }))).toBe('unauthorised');
    expect(await code(await post({ cookie, origin: 'https://evil.example' }))).toBe('foreign_origin');
    expect(await code(await post({ cookie: cookie.replace('token-1', 'token-2'), origin: HOST }))).toBe('unauthorised');
    expect(await kept()).toHaveLength(1);
  });

  it('is refused without a good visitor token', async () => {
    const other = await signVisitorToken(
      'another secret, also longer than thirty-two characters',
      { sub: 'vic', site: 's1', account: 'a1' },
      Date.now(),
    );
    for (const authorization of ['', 'Bearer', `Bearer ${other}`, `Bearer ${key}`, `Basic ${token}`])
      expect(await code(await upload('a.png', PNG, { authorization })), authorization).toBe('unauthorised');
    expect(await kept()).toEqual([]);
  });

  it('tells pages of other origins, refusals included, and lets them ask first', async () => {
    const asking = await ask('/w/v1/files', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(asking.status).toBe(204);
    expect(asking.headers.get('access-control-allow-headers')).toContain('authorization');
    for (const response of [asking, await upload('a.png', PNG), await upload('a.exe', PNG)]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('of nothing is refused', async () => {
    expect(await code(await upload('a.png', ''))).toBe('file_empty');
    expect(await code(await upload('a.png', stream(0)))).toBe('file_empty');
    expect(await kept()).toEqual([]);
  });

  it('of a program is refused, however its name is dressed', async () => {
    for (const name of ['a.exe', 'x/../a.BAT', 'photo\u202Egpj.scr', 'a.js. '])
      expect(await code(await upload(name, PNG)), name).toBe('file_type');
  });

  it('of several parts arrives whole', async () => {
    const size = 11_500_000;
    const file = await uploaded('big.png', stream(size, PNG));
    expect(file).toMatchObject({ type: 'image/png', size, width: 1 });
    const object = await env.FILES.get(`files/${ROOM}/${file.id}`);
    const bytes = new Uint8Array(await object!.arrayBuffer());
    expect(bytes.byteLength).toBe(size);
    expect(bytes.subarray(0, PNG.length)).toEqual(PNG);
  });

  it('of exactly the limit is taken, of one byte more cut off, whatever length it claims', async () => {
    expect((await uploaded('a.bin', stream(LIMITS.fileSize))).size).toBe(LIMITS.fileSize);
    expect(await code(await upload('b.bin', stream(LIMITS.fileSize + 1)))).toBe('too_large');
    expect(await code(await upload('b.bin', stream(LIMITS.fileSize + 1), { 'content-length': '10' }))).toBe('too_large');
    expect(await code(await upload('b.bin', PNG, { 'content-length': String(LIMITS.fileSize + 1) }))).toBe('too_large');
    expect(await kept()).toHaveLength(1);
  });

  it('cut in the middle leaves nothing', async () => {
    let pieces = 0;
    const broken = new ReadableStream({
      pull(controller) {
        pieces += 1;
        if (pieces > 8) controller.error(new Error('gone'));
        else controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    expect((await upload('a.bin', broken)).status).toBe(500);
    expect(await kept()).toEqual([]);
    expect(room.asked).toEqual([]);
  });

  it('that the room refuses is removed', async () => {
    room.refusal = { ok: false, code: 'blocked' };
    expect(await code(await upload('a.png', PNG))).toBe('blocked');
    expect(await kept()).toEqual([]);
  });

  it('is limited per visitor', async () => {
    await env.DB.prepare('DELETE FROM rate_limit').run();
    await upload('a.png', PNG);
    await env.DB.prepare('UPDATE rate_limit SET count = 1000').run();
    expect(await code(await upload('a.png', PNG))).toBe('too_many');
  });
});

describe('a file', () => {
  it('is shown to its visitor by key and to operators by session, inert', async () => {
    const { id } = await uploaded('red dot.png', PNG);
    for (const response of [await ask(`/f/${ROOM}/${id}?k=${key}`), await ask(`/f/${ROOM}/${id}`, { headers: { cookie } })]) {
      expect(response.status).toBe(200);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-disposition': `inline; filename="red dot.png"; filename*=UTF-8''red%20dot.png`,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': expect.stringContaining('private'),
      });
    }
  });

  it.each([
    ['SVG', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['HTML named as an image', 'a.png', '<script>alert(1)</script>'],
    ['a page with an image inside', 'a.gif', '<!-- GIF89a --><script>alert(1)</script>'],
  ])('%s is a download without a type', async (_name, name, body) => {
    const { id, type } = await uploaded(name, body);
    expect(type).toBe('application/octet-stream');
    const response = await ask(`/f/${ROOM}/${id}?k=${key}`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('is saved instead of shown when asked, under a name of any script', async () => {
    const { id } = await uploaded('صورة "1".png', PNG);
    const disposition = (await ask(`/f/${ROOM}/${id}?k=${key}&download`)).headers.get('content-disposition');
    expect(disposition).toBe(`attachment; filename="____ _1_.png"; filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%A9%20%221%22.png`);
  });

  it('is sent in parts for players', async () => {
    const { id } = await uploaded('a.png', PNG);
    const part = await ask(`/f/${ROOM}/${id}?k=${key}`, { headers: { range: 'bytes=1-3' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 1-3/${PNG.length}`, 'PNG']);
    const behind = await ask(`/f/${ROOM}/${id}?k=${key}`, { headers: { range: 'bytes=5000-' } });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${PNG.length}`]);
  });

  it('is refused to everyone else', async () => {
    const { id } = await uploaded('a.png', PNG);
    const otherRoom = await signFileKey(
      env.SECRET,
      { sub: 'v_eve', room: 's1.eve', account: 'a1', site: 's1', visitor: 'eve' },
      Date.now(),
    );
    const old = await signFileKey(
      env.SECRET,
      { sub: 'v_vic', room: ROOM, account: 'a1', site: 's1', visitor: 'vic' },
      Date.now() - 90_000_000,
    );
    const answers: [string, RequestInit, string][] = [
      [`/f/${ROOM}/${id}`, {}, 'unauthorised'],
      [`/f/${ROOM}/${id}?k=`, {}, 'unauthorised'],
      [`/f/${ROOM}/${id}?k=${token}`, {}, 'unauthorised'],
      [`/f/${ROOM}/${id}?k=${old}`, {}, 'unauthorised'],
      [`/f/${ROOM}/${id}?k=${otherRoom}`, {}, 'not_found'],
      [`/f/${ROOM}/guessed?k=${key}`, {}, 'unknown_file'],
      // A bad key is not mended by a session.
      [`/f/${ROOM}/${id}?k=${old}`, { headers: { cookie } }, 'unauthorised'],
    ];
    for (const [path, init, expected] of answers) expect(await code(await ask(path, init)), path).toBe(expected);
    await env.DB.prepare('DELETE FROM membership').run();
    expect(await code(await ask(`/f/${ROOM}/${id}`, { headers: { cookie } }))).toBe('not_found');
  });

  it('whose bytes are gone is not found', async () => {
    const { id } = await uploaded('a.png', PNG);
    await env.FILES.delete(`files/${ROOM}/${id}`);
    expect(await code(await ask(`/f/${ROOM}/${id}?k=${key}`))).toBe('not_found');
  });
});
