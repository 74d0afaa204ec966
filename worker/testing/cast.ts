/** For tests in workerd: everybody who can stand before a room with clients, with real sessions, and the rooms they stand before. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { ClientRoom } from '../../protocol/client-room.ts';
import { clientPersonId, operatorId, type PersonId } from '../../protocol/entries.ts';
import type { ErrorFrame, RoomServerFrame } from '../../protocol/frames.ts';
import { VERSION } from '../../protocol/frames.ts';
import type { RoomRole } from '../../protocol/permissions.ts';
import { TestSocket, visit } from '../chats/test-socket.ts';
import type { Person } from '../contracts/people.ts';
import type { ClientBegin } from '../contracts/room.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { addClient } from '../portal/test-portal.ts';

/** Somebody before the room. `door`: where their session is good. */
export interface Who {
  label: string;
  role: RoomRole;
  id: PersonId;
  browser: Browser;
  /** `operator` at the dashboard's addresses, `client` at those of the portal of `account`, `none` nowhere. */
  door: 'operator' | 'client' | 'none';
  account: string;
  /** Whether they are of the room's account. */
  own: boolean;
}

export interface Cast {
  account: string;
  site: string;
  who: Record<
    | 'owner'
    | 'admin'
    | 'operator'
    | 'creator'
    | 'participant'
    | 'client'
    | 'otherClient'
    | 'foreignClient'
    | 'foreignOwner'
    | 'visitor'
    | 'nobody',
    Who
  >;
}

/** An account with one of each, and another account. */
export async function newCast(): Promise<Cast> {
  const { browser: owner, account, site } = await signUp({ name: 'Olive Owner' });
  const elsewhere = await signUp({ name: 'Forrest Foreign' });
  const operator = async (label: string, role: RoomRole, rank: 'admin' | 'operator' = 'operator'): Promise<Who> => {
    const { browser, id } = await addColleague(owner, rank);
    return { label, role, id: operatorId(id), browser, door: 'operator', account, own: true };
  };
  const client = async (label: string, role: RoomRole, by = owner, of = account): Promise<Who> => {
    const { browser, id } = await addClient(by, of, { name: label, password: '' });
    return { label, role, id: clientPersonId(id), browser, door: 'client', account: of, own: of === account };
  };
  const idOf = async (browser: Browser) => operatorId((await browser.me()).user.id);
  const stranger = (label: string, browser: Browser): Who => ({
    label,
    role: 'stranger',
    id: 'v_nobody',
    browser,
    door: 'none',
    account,
    own: false,
  });
  const visitor = new Browser();
  visitor.token = (await visit(site)).token;
  return {
    account,
    site,
    who: {
      owner: { label: 'owner', role: 'owner', id: await idOf(owner), browser: owner, door: 'operator', account, own: true },
      admin: await operator('admin', 'admin', 'admin'),
      operator: await operator('operator', 'operator'),
      creator: await operator('creator', 'creator'),
      participant: await operator('participant', 'participant'),
      client: await client('client', 'client'),
      otherClient: await client('client who is not in it', 'stranger'),
      foreignClient: await client('client of another account', 'stranger', elsewhere.browser, elsewhere.account),
      foreignOwner: {
        label: 'owner of another account',
        role: 'stranger',
        id: await idOf(elsewhere.browser),
        browser: elsewhere.browser,
        door: 'operator',
        account: elsewhere.account,
        own: false,
      },
      visitor: stranger('visitor', visitor),
      nobody: stranger('nobody', new Browser()),
    },
  };
}

/** The person as an object is told of them. */
export function personOf({ id, account, role, label, door }: Who): Person {
  const rank = role === 'owner' || role === 'admin' ? role : 'operator';
  const session = `session of ${id}`;
  if (door === 'client') return { kind: 'client', id, account, client: id.slice(2), session, name: label };
  const access = { admin: rank !== 'operator', listingsOnly: false, advertisers: [] };
  return { kind: 'operator', id, account, user: id.slice(2), session, role: rank, name: label, access };
}

const shown = ({ id, label }: Who) => ({ id, name: label });

/** A room that the creator began, with the participant and, unless it is internal, the client; it is of a matter. */
export async function newRoom({ who }: Cast, form: ClientRoom['form'] = 'clients'): Promise<string> {
  const room = `client.${crypto.randomUUID().replaceAll('-', '')}`;
  const people = [who.creator, who.participant, ...(form === 'internal' ? [] : [who.client])].map(shown);
  const begin: ClientBegin = { form, name: 'The room', people, assignee: who.creator.id, matter: 'matter-1' };
  const begun = await env.ROOM.getByName(room).openClients(personOf(who.creator), room, begin);
  if (!begun.ok) throw new Error(begun.code);
  return room;
}

/** Brings somebody in or puts them out, by the creator. */
export async function bring({ who }: Cast, room: string, one: Who, into: boolean): Promise<void> {
  const action = into ? { kind: 'add' as const, people: [shown(one)] } : { kind: 'remove' as const, person: one.id };
  const done = await env.ROOM.getByName(room).changeClients(personOf(who.creator), action);
  if (!done.ok) throw new Error(done.code);
}

/** Address of a room's socket and uploads for this person. */
export const roomPath = ({ door, account }: Who, room: string): string =>
  door === 'client' ? `/api/portal/${account}/rooms/${room}` : `/api/rooms/${room}`;

/** Opens the room's socket; answers the refusal's code when it is refused. */
export async function enter(one: Who, room: string): Promise<TestSocket | string> {
  const socket = await TestSocket.open(one.browser, `${roomPath(one, room)}/socket`);
  socket.send({ t: 'hello', v: VERSION });
  const first = await socket.next<RoomServerFrame>(({ t }) => t === 'welcome' || t === 'error');
  return first.t === 'error' ? first.code : socket;
}

/** Sends a command; `ok` or the refusal's code. */
export async function told(socket: TestSocket, command: object): Promise<string> {
  const cid = `cid-${crypto.randomUUID()}`;
  socket.send({ ...command, cid });
  const heard = await socket.next<RoomServerFrame>((frame) => (frame.t === 'ack' || frame.t === 'error') && frame.cid === cid);
  return heard.t === 'error' ? (heard as ErrorFrame).code : 'ok';
}

/** Writes a message as somebody in the room; its seq. */
export async function says(one: Who, room: string, text = 'Said', more: object = {}): Promise<number> {
  const socket = await enter(one, room);
  if (typeof socket === 'string') throw new Error(socket);
  const cid = `cid-${crypto.randomUUID()}`;
  socket.send({ t: 'send', cid, text, ...more });
  const heard = await socket.next<RoomServerFrame>((frame) => (frame.t === 'ack' || frame.t === 'error') && frame.cid === cid);
  socket.close();
  if (heard.t !== 'ack') throw new Error(`not said: ${JSON.stringify(heard)}`);
  return heard.seq;
}

/** Uploads bytes to the room; the file's id, or the refusal's code. */
export async function uploads(one: Who, room: string, body: BodyInit = 'a file', name = 'a.txt'): Promise<{ id: string } | string> {
  const response = await one.browser.fetch(`${roomPath(one, room)}/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { origin: OWN_ORIGIN },
    body,
  });
  const answer = (await response.json()) as { code?: string; file?: { id: string } };
  return answer.file ?? answer.code ?? 'nothing';
}

/** All that a room keeps, but read marks. */
export function keptIn(room: string): Promise<string> {
  return runInDurableObject(env.ROOM.getByName(room), (_room, { storage: { sql } }) =>
    JSON.stringify(
      [
        'SELECT * FROM log',
        "SELECT json ->> '$.client' FROM state",
        'SELECT id, state FROM file',
        'SELECT person, inside, part FROM member WHERE inside = 1',
      ].map((query) => sql.exec(query).toArray()),
    ),
  );
}
