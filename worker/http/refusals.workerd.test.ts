import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../protocol/api.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { ERRORS, type ErrorCode } from '../../protocol/errors.ts';
import { type ErrorFrame, SUBPROTOCOL } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { MEETING } from '../../protocol/meeting.ts';
import { DEFAULT_SETTINGS } from '../../protocol/site-settings.ts';
import { PAGE, TestSocket, visit } from '../chats/test-socket.ts';
import type { Person } from '../contracts/people.ts';
import { dismiss } from '../durable/sockets.ts';
import { removeNumber } from '../phone/number-store.ts';
import { enters, newShop, opens, someNumber, writes } from '../phone/test-sms.ts';
import { addClient, invite } from '../portal/test-portal.ts';
import { signVisitorToken } from '../site/visitor-token.ts';
import { broadcasts, hostPage } from '../testing/broadcast.ts';
import { newWorld, operatorOf, upgrade, visitorOf } from '../testing/people.ts';
import { problem } from './problems.ts';
import { addColleague, Browser, OWN_ORIGIN, PASSWORD, signUp } from './test-browser.ts';

const cid = () => `cid-${crypto.randomUUID()}`;

/** The problem of a refused request. */
async function refused(browser: Browser, method: string, path: string, body?: unknown): Promise<ErrorCode> {
  const { status, body: answer } = await browser.call<Problem>(method, path, body);
  expect(status, path).toBe(answer.status);
  expect(status).toBe(ERRORS[answer.code].status);
  return answer.code;
}

/** The first error on a socket after sending frames. */
async function errorOf(socket: TestSocket, ...frames: (object | string)[]): Promise<ErrorFrame> {
  for (const frame of frames) typeof frame === 'string' ? socket.sendText(frame) : socket.send(frame);
  const error = await vi.waitFor(() => {
    const found = socket.frames.find((frame): frame is ErrorFrame => frame.t === 'error');
    expect(found).toBeDefined();
    return found!;
  });
  expect(error.message.length).toBeGreaterThan(5);
  return error;
}

/** A greeted socket of a person on a new room's object. */
async function inRoom(person?: (world: Awaited<ReturnType<typeof newWorld>>) => Person) {
  const world = await newWorld();
  const room = env.ROOM.getByName(world.room);
  const open = async (who: Person) => {
    const socket = TestSocket.over(await upgrade(room, who));
    socket.send({ t: 'hello', v: 1 });
    await socket.heard('welcome');
    return socket;
  };
  const visitor = await open(visitorOf(world));
  visitor.send({ t: 'send', cid: cid(), text: 'hello' });
  await visitor.heard('ack');
  return { world, room, visitor, open, socket: person ? await open(person(world)) : visitor };
}

async function refusedSocket(path: string, headers: Record<string, string>, token?: string): Promise<[ErrorCode, number]> {
  const protocol = token ? `${SUBPROTOCOL}, ${token}` : SUBPROTOCOL;
  const response = await new Browser().fetch(path, { headers: { upgrade: 'websocket', 'sec-websocket-protocol': protocol, ...headers } });
  const socket = TestSocket.over(response.webSocket!);
  await vi.waitFor(() => expect(socket.closed).toBeGreaterThan(0));
  return [(socket.frames[0] as ErrorFrame).code, socket.closed];
}

/** An owner's own new group, with a colleague in it. */
async function group() {
  const { browser } = await signUp();
  const { id } = await addColleague(browser);
  const { room } = (
    await browser.call<{ room: string }>('POST', '/api/team-rooms', { kind: 'group', cid: cid(), name: 'Us', members: [id] })
  ).body;
  return { browser, room, me: (await browser.me()).user.id };
}

/** An owner's room with clients, with nobody else in it yet. */
async function clientRoom() {
  const { browser } = await signUp();
  const begin = { cid: cid(), form: 'clients', name: 'Moves', people: [] };
  const { room } = (await browser.call<{ room: string }>('POST', '/api/client-rooms', begin)).body;
  return { browser, room };
}

/** The refusal of the last of so many commands about meetings. */
async function meetingRefused(command: (n: number) => object, times = 1): Promise<ErrorCode> {
  const { browser, room } = await clientRoom();
  const socket = await TestSocket.open(browser, `/api/rooms/${room}/socket`);
  socket.send({ t: 'hello', v: 1 });
  return (await errorOf(socket, ...Array.from({ length: times }, (_, n) => ({ t: 'meeting', cid: cid(), ...command(n) })))).code;
}

const smsRefused = async (typed: string): Promise<ErrorCode> => {
  const { grace, number } = await newShop();
  return refused(grace.browser, 'POST', '/api/sms-rooms', { number, people: [typed] });
};

/** A conversation by SMS, open. */
async function bySms() {
  const { grace, number } = await newShop();
  return enters(grace, await opens(grace, number, [someNumber()]));
}

/** The refusal of a file in a conversation of a number that can do so much. */
async function fileBySms(capabilities: string, body: string, name: string) {
  const { grace, number } = await newShop();
  await env.DB.prepare('UPDATE phone_number SET capabilities = ? WHERE id = ?').bind(capabilities, number).run();
  const room = await opens(grace, number, [someNumber()]);
  const headers = { origin: OWN_ORIGIN };
  const response = await grace.browser.fetch(`/api/rooms/${room}/files?name=${name}`, { method: 'POST', body, headers });
  const { file } = (await response.json()) as { file: FileRef };
  return (await enters(grace, room)).says('', { files: [file.id] });
}

/** One way to each refusal there is. */
const TRIES: Record<ErrorCode, () => Promise<unknown>> = {
  bad_frame: async () => (await errorOf((await inRoom()).socket, '{"t":"explode"}')).code,
  bad_request: async () => refused((await signUp()).browser, 'POST', '/api/canned', { shortcut: 7 }),
  unknown_version: async () => {
    const world = await newWorld();
    const socket = TestSocket.over(await upgrade(env.ROOM.getByName(world.room), visitorOf(world)));
    return (await errorOf(socket, { t: 'hello', v: 99 })).code;
  },
  hello_first: async () => {
    const world = await newWorld();
    const socket = TestSocket.over(await upgrade(env.ROOM.getByName(world.room), visitorOf(world)));
    return (await errorOf(socket, { t: 'send', cid: cid(), text: 'early' })).code;
  },
  too_large: async () => (await errorOf((await inRoom()).socket, 'x'.repeat(LIMITS.frame + 1))).code,
  too_many: async () => {
    const { socket } = await inRoom();
    return (await errorOf(socket, ...Array.from({ length: LIMITS.commandBurst + 5 }, () => ({ t: 'send', cid: cid(), text: 'again' }))))
      .code;
  },
  too_many_sockets: async () => {
    const world = await newWorld();
    const room = env.ROOM.getByName(world.room);
    for (let n = 0; n < LIMITS.socketsPerPerson; n++) (await upgrade(room, visitorOf(world))).accept();
    return (await errorOf(TestSocket.over(await upgrade(room, visitorOf(world))))).code;
  },
  faulty_client: async () => {
    const { socket } = await inRoom();
    for (let n = 0; n < LIMITS.faults; n++) socket.sendText('not json');
    await vi.waitFor(() => expect(socket.closed).toBe(4400));
    return (socket.frames.at(-1) as ErrorFrame).code;
  },
  slow_reader: async () => dismissed('slow_reader'),
  unauthorised: () => refused(new Browser(), 'GET', '/api/me'),
  forbidden: async () => {
    const { browser } = await addColleague((await signUp()).browser);
    return refused(browser, 'POST', '/api/invitations', { email: 'a@b.example', role: 'operator' });
  },
  foreign_origin: async () => {
    const { browser, site } = await signUp();
    await browser.call('PUT', `/api/sites/${site}`, { settings: { ...DEFAULT_SETTINGS, name: 'Shop', origins: [PAGE] } });
    const [code, closed] = await refusedSocket(`/w/v1/site?site=${site}`, { origin: 'https://evil.example' });
    expect(closed).toBe(4403);
    return code;
  },
  unknown_site: async () => (await refusedSocket('/w/v1/site?site=no-such-site-anywhere', { origin: PAGE }))[0],
  not_found: async () => refused((await signUp()).browser, 'GET', '/api/sites/somebody-elses'),
  unknown_file: async () => (await errorOf((await inRoom()).socket, { t: 'send', cid: cid(), text: 'see', files: ['no-such-file'] })).code,
  in_call: async () => {
    const { world, room } = await inRoom();
    await room.act(operatorOf(world, 'ada'), { kind: 'take' });
    const socket = TestSocket.over(await upgrade(room, operatorOf(world, 'ada')));
    socket.send({ t: 'hello', v: 1 });
    socket.send({ t: 'call', cid: cid(), do: 'start', media: 'audio' });
    return (await errorOf(socket, { t: 'call', cid: cid(), do: 'start', media: 'audio' })).code;
  },
  no_call: async () => (await errorOf((await inRoom()).socket, { t: 'call', cid: cid(), do: 'answer', call: 9, media: 'none' })).code,
  meeting_time: async () => meetingRefused(() => ({ do: 'schedule', title: 'Late', starts: Date.now() - 60_000, minutes: 30 })),
  no_meeting: async () => meetingRefused(() => ({ do: 'cancel', meeting: 'never-was-scheduled-at-all' })),
  too_many_meetings: async () =>
    meetingRefused((n) => ({ do: 'schedule', title: `${n}`, starts: Date.now() + 3_600_000, minutes: 30 }), MEETING.upcoming + 1),
  call_full: async () => {
    const world = await newWorld();
    const people = ['ada', 'bea', 'cleo', 'dora', 'edna'].map((name) => operatorOf(world, name));
    const name = `team.${crypto.randomUUID()}`;
    const room = env.ROOM.getByName(name);
    await room.openTeam(people[0]!, name, { form: 'group', name: 'Us', people: people.map(({ id, name }) => ({ id, name })) });
    const enter = async (who: Person, command: object) => {
      const socket = TestSocket.over(await upgrade(room, who));
      socket.send({ t: 'hello', v: 1 });
      socket.send({ t: 'call', cid: cid(), ...command });
      return socket;
    };
    const { seq: call } = await (await enter(people[0]!, { do: 'start', media: 'audio' })).heard<{ t: 'ack'; cid: string; seq: number }>(
      'ack',
    );
    for (const one of people.slice(1, 4)) await (await enter(one, { do: 'answer', call, media: 'none' })).heard('ack');
    const refused = await errorOf(await enter(people[4]!, { do: 'answer', call, media: 'none' }));
    expect(refused.message).toContain('REALTIMEKIT_TOKEN');
    return refused.code;
  },
  in_broadcast: async () => {
    const world = await newWorld();
    const { line } = await broadcasts(world, operatorOf(world, 'ada'));
    line.send({ t: 'start', cid: cid(), audience: { to: 'site' }, sending: { audio: true, video: true } });
    return (await line.heard('error')).code;
  },
  no_broadcast: async () => {
    const world = await newWorld();
    const line = await hostPage(world, operatorOf(world, 'ada'));
    line.send({ t: 'end' });
    return (await line.heard('error')).code;
  },
  archived: async () => {
    const { browser, room } = await clientRoom();
    await browser.call('PATCH', `/api/client-rooms/${room}`, { archived: true });
    const socket = await TestSocket.open(browser, `/api/rooms/${room}/socket`);
    socket.send({ t: 'hello', v: 1 });
    return (await errorOf(socket, { t: 'send', cid: cid(), text: 'late' })).code;
  },
  no_clients: async () =>
    refused((await signUp()).browser, 'POST', '/api/client-rooms', { cid: cid(), form: 'internal', name: 'Us', people: ['c_somebody'] }),
  unknown_entry: async () => (await errorOf((await inRoom()).socket, { t: 'edit', cid: cid(), of: 99, text: 'x' })).code,
  empty_text: async () => (await errorOf((await inRoom()).socket, { t: 'send', cid: cid(), text: ' \u200b\n' })).code,
  file_type: () => uploaded('run.exe', 'MZ'),
  file_empty: () => uploaded('nothing.txt', ''),
  already_taken: async () => {
    const { world, room } = await inRoom();
    await room.act(operatorOf(world, 'ada'), { kind: 'take' });
    const answer = await room.act(operatorOf(world, 'grace'), { kind: 'take' });
    expect(answer).toMatchObject({ ok: false, detail: 'ada' });
    return 'code' in answer && answer.code;
  },
  not_owner: () => acted('grace', { kind: 'release' }),
  not_waiting: async () => {
    const { world, room } = await inRoom();
    await room.act(operatorOf(world, 'ada'), { kind: 'close' });
    const answer = await room.act(operatorOf(world, 'ada'), { kind: 'take' });
    return 'code' in answer && answer.code;
  },
  not_open: () => acted('ada', { kind: 'transfer', to: { operator: 'o_grace', name: 'grace' } }),
  not_closed: async () => (await errorOf((await inRoom()).socket, { t: 'rate', cid: cid(), score: 5 })).code,
  not_answered: async () => (await errorOf((await inRoom()).socket, { t: 'transcript', cid: cid(), address: 'a@b.example' })).code,
  already_rated: async () => {
    const { socket } = await inRoom();
    socket.send({ t: 'end', cid: cid() });
    socket.send({ t: 'rate', cid: cid(), score: 4 });
    return (await errorOf(socket, { t: 'rate', cid: cid(), score: 5 })).code;
  },
  no_offer: () => acted('grace', { kind: 'decline' }),
  not_online: async () => {
    const { browser, site } = await signUp();
    const body = { visitors: ['gone'], text: 'hello', cid: cid() };
    return (await browser.call<{ results: Record<string, string> }>('POST', `/api/sites/${site}/invite`, body)).body.results.gone;
  },
  no_address: () => acted('ada', { kind: 'block', address: true }),
  erased: async () => {
    const { world, room } = await inRoom();
    await room.erase(visitorOf(world).id);
    const answer = await room.act(operatorOf(world, 'ada'), { kind: 'take' });
    return answer.ok ? null : answer.code;
  },
  blocked: async () => {
    const { world, room, visitor } = await inRoom();
    await room.act(operatorOf(world, 'ada'), { kind: 'block' });
    await vi.waitFor(() => expect(visitor.closed).toBe(4403));
    return (await errorOf(TestSocket.over(await upgrade(room, visitorOf(world))))).code;
  },
  email_taken: async () => {
    const { email } = await signUp();
    return refused(new Browser(), 'POST', '/api/sign-up', { name: 'Ada', email, password: PASSWORD });
  },
  bad_credentials: () => refused(new Browser(), 'POST', '/api/sign-in', { email: 'nobody@test.example', password: PASSWORD }),
  bad_code: async () => {
    const { browser } = await signUp();
    await browser.call('POST', '/api/me/second-factor/app', { password: PASSWORD });
    return refused(browser, 'POST', '/api/me/second-factor/app/confirm', { code: '000000' });
  },
  step_over: () => refused(new Browser(), 'POST', '/api/sign-in/code', { code: '000000' }),
  passkey_refused: () => refused(new Browser(), 'POST', '/api/sign-in/passkey', { response: { id: 'made-up' } }),
  factor_needed: async () => refused((await signUp()).browser, 'PUT', '/api/account/second-factor', { required: true }),
  factor_changed: async () => refused((await signUp()).browser, 'POST', '/api/me/second-factor/codes', { password: PASSWORD }),
  weak_password: () => refused(new Browser(), 'POST', '/api/sign-up', { name: 'Ada', email: 'weak@test.example', password: 'short' }),
  token_used: () => refused(new Browser(), 'POST', '/api/reset', { token: 'made-up', password: PASSWORD }),
  invitation_expired: async () => {
    const { account, browser } = await signUp();
    const { token } = await invite(browser, 'late@test.example');
    await env.DB.prepare('UPDATE client SET expires_at = 1 WHERE account = ?').bind(account).run();
    return refused(new Browser(), 'GET', `/api/portal/${account}/activation/${token}`);
  },
  other_person: async () => {
    const { account, browser } = await signUp();
    const client = await addClient(browser, account);
    const { token } = await invite(browser, 'another@test.example');
    return refused(client.browser, 'POST', `/api/portal/${account}/activation/${token}`, { name: 'Vic', language: 'en' });
  },
  client_exists: async () => {
    const { account, browser } = await signUp();
    const { email } = await addClient(browser, account);
    return refused(browser, 'POST', '/api/clients', { email, name: 'Twice' });
  },
  host_taken: async () => {
    const settings = { title: '', colour: '', host: 'taken.test.example', digestMinutes: 30 };
    await (await signUp()).browser.call('PUT', '/api/portal-settings', settings);
    return refused((await signUp()).browser, 'PUT', '/api/portal-settings', settings);
  },
  last_owner: async () => {
    const { browser } = await signUp();
    return refused(browser, 'PUT', `/api/members/${(await browser.me()).user.id}`, { role: 'operator' });
  },
  // Mail beyond the limit is dropped where it is sent (worker/mail); here that the refusal can be told.
  last_admin: async () => {
    const { browser, room, me } = await group();
    return refused(browser, 'PUT', `/api/team-rooms/${room}/members/${me}`, { admin: false });
  },
  last_colleague: async () => {
    const { browser } = await signUp();
    const { id } = (await browser.call<{ id: string }>('POST', '/api/matters', { cid: cid(), name: 'The move', people: [] })).body;
    return refused(browser, 'DELETE', `/api/matters/${id}/people/o_${(await browser.me()).user.id}`);
  },
  mail_limit: () => told('mail_limit'),
  // A held mail that cannot be let in is tried in worker/mail/inbound; here that it can be told.
  mail_refused: () => told('mail_refused'),
  no_device: async () => refused((await signUp()).browser, 'POST', '/api/push/test', { endpoint: 'https://push.example/unknown' }),
  extension_taken: async () => {
    const { browser } = await signUp();
    const { id } = await addColleague(browser);
    await browser.call('PUT', `/api/members/${(await browser.me()).user.id}`, { extension: '101' });
    return refused(browser, 'PUT', `/api/members/${id}`, { extension: '101' });
  },
  number_gone: async () => {
    const { grace, number, account } = await newShop();
    await removeNumber(env, account, number);
    return refused(grace.browser, 'POST', '/api/sms-rooms', { number, people: [someNumber()] });
  },
  not_a_number: () => smsRefused('hello'),
  unknown_country: () => smsRefused('+999 1234567'),
  not_mobile: () => smsRefused('+44 20 7946 0958'),
  own_number: async () => {
    const { grace, number, own } = await newShop();
    return refused(grace.browser, 'POST', '/api/sms-rooms', { number, people: [own] });
  },
  opted_out: async () => {
    const { grace, number, own } = await newShop();
    const ann = someNumber();
    await writes(ann, own, 'STOP');
    return (await enters(grace, await opens(grace, number, [ann]))).says('But');
  },
  sms_long: async () => (await bySms()).says('x'.repeat(1601)),
  sms_final: async () => {
    const line = await bySms();
    return line.does({ t: 'delete', of: await line.says('Said') });
  },
  no_mms: async () => fileBySms('["sms"]', 'GIF89a', 'small.gif'),
  mms_type: async () => fileBySms('["sms","mms"]', 'words', 'words.txt'),
  mms_large: async () => fileBySms('["sms","mms"]', `GIF89a${'x'.repeat(5 * 1024 * 1024)}`, 'large.gif'),
  no_own_phone: async () => {
    const { ada, number } = await newShop();
    return refused(ada.browser, 'POST', '/api/phone/calls', { cid: cid(), number, to: someNumber() });
  },
  // What the provider refuses is tried where calls are (worker/phone); here that it can be told.
  call_refused: () => told('call_refused'),
  number_taken: async () => {
    const { browser } = await signUp();
    await browser.call('POST', '/api/contacts', { name: 'Ann', numbers: ['+12025550199'] });
    return refused(browser, 'POST', '/api/contacts', { name: 'Bob', numbers: ['+1 202 555 0199'] });
  },
  no_number: async () => refused((await signUp()).browser, 'POST', '/api/me/mobile', { number: '+12025550179' }),
  forged: async () => {
    const response = await new Browser().fetch('/hooks/phone/sms', { method: 'POST', body: new URLSearchParams({ Body: 'Hi' }) });
    return ((await response.json()) as Problem).code;
  },
  // Which answers of a push service lead to it is tested in worker/push; here that it can be told.
  session_over: () => told('session_over'),
  push_failed: () => told('push_failed'),
  unavailable: () => told('unavailable'),
  internal: () => told('internal'),
};

async function acted(who: string, action: Parameters<ReturnType<typeof env.ROOM.getByName>['act']>[1]): Promise<unknown> {
  const { world, room } = await inRoom();
  const answer = await room.act(operatorOf(world, who), action);
  return 'code' in answer && answer.code;
}

async function uploaded(name: string, body: string): Promise<ErrorCode> {
  const { site } = await signUp();
  const { token } = await visit(site);
  const response = await new Browser().fetch(`/w/v1/files?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, origin: PAGE },
    body,
  });
  return ((await response.json()) as Problem).code;
}

async function dismissed(code: ErrorCode): Promise<ErrorCode> {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const socket = TestSocket.over(client);
  dismiss(server, code);
  const error = await errorOf(socket);
  await vi.waitFor(() => expect(socket.closed).toBeGreaterThan(0));
  return error.code;
}

async function told(code: ErrorCode): Promise<ErrorCode> {
  const response = problem(code);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(response.status).toBe(ERRORS[code].status);
  return ((await response.json()) as Problem).code;
}

describe('Every refusal that docs/protocol.md lists', () => {
  test.each(Object.keys(TRIES) as ErrorCode[])('%s is told to who is refused', async (code) => {
    expect(await TRIES[code]()).toBe(code);
  });

  test('a forged, expired or foreign token opens nothing', async () => {
    const { site } = await signUp();
    const claims = { sub: 'visitor', site, account: 'account' };
    const now = Date.now();
    for (const token of [
      await signVisitorToken('not our secret, but as long as ours is', claims, now),
      await signVisitorToken(env.SECRET, claims, now - 400 * 24 * 3600 * 1000),
      'garbage',
    ]) {
      expect(await refusedSocket('/w/v1/room', { origin: PAGE }, token)).toEqual(['unauthorised', 4401]);
    }
  });

  test('harms nobody else, and loses nothing', async () => {
    const { world, room, visitor, open } = await inRoom();
    const ada = await open(operatorOf(world, 'ada'));
    for (let n = 0; n < LIMITS.faults; n++) visitor.sendText('{');
    await vi.waitFor(() => expect(visitor.closed).toBe(4400));
    expect(ada.closed).toBe(0);
    expect(await room.entry(2)).toMatchObject({ entry: { kind: 'message', text: 'hello' } });
  });
});
