/** Sockets of the bench: a sender and those who hear, in a room or in a bare object. */

export interface Party {
  /** Sends one message and resolves when the last of the others has it. */
  send(text: string): Promise<void>;
  close(): void;
}

async function opened(url: string, protocol?: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no socket: ${url}`));
  });
  return socket;
}

/** Counts each text's arrivals; both sides are parsed, so that reading costs the same. */
class Arrivals {
  readonly #waiting = new Map<string, { left: number; done: () => void }>();
  readonly #listeners: number;
  constructor(listeners: number) {
    this.#listeners = listeners;
  }
  expect(text: string): Promise<void> {
    return new Promise((done) => this.#waiting.set(text, { left: this.#listeners, done }));
  }
  arrived(text: string): void {
    const waiting = this.#waiting.get(text);
    if (!waiting || --waiting.left > 0) return;
    this.#waiting.delete(text);
    waiting.done();
  }
}

export async function bareParty(url: string, name: string, sockets: number): Promise<Party> {
  const arrivals = new Arrivals(sockets - 1);
  const all: WebSocket[] = [];
  for (let n = 0; n < sockets; n++) {
    const socket = await opened(`${url}/bare/${name}`);
    // The sender hears itself too and reads what it hears, as a client does.
    socket.onmessage = ({ data }) => {
      const { text } = JSON.parse(data) as { text: string };
      if (n > 0) arrivals.arrived(text);
    };
    all.push(socket);
  }
  return {
    send(text) {
      const done = arrivals.expect(text);
      all[0]!.send(JSON.stringify({ t: 'send', cid: crypto.randomUUID(), text }));
      return done;
    },
    close() {
      for (const socket of all) socket.close();
    },
  };
}

const account = 'bench';

/** A socket in a room, welcomed. */
async function joined(url: string, room: string, person: object, hear: (text: string) => void): Promise<WebSocket> {
  const query = encodeURIComponent(encodeURIComponent(JSON.stringify(person)));
  const socket = await opened(`${url}/room/${room}?person=${query}`, 'foyer.v1');
  const welcomed = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data) as { t: string; entries?: { text?: string }[] };
      if (frame.t === 'welcome') resolve();
      if (frame.t === 'log') for (const { text } of frame.entries ?? []) if (text) hear(text);
    };
  });
  socket.send(JSON.stringify({ t: 'hello', v: 1 }));
  await welcomed;
  return socket;
}

/** People in the room of many, and how many come in at once. */
const MANY = 5_000;
const AT_ONCE = 500;

/** A room with clients, far more than have it open; a colleague writes, and the clients who are here hear it. */
export async function manyParty(url: string, name: string, sockets: number): Promise<Party> {
  const room = `client.${name}`;
  const writer = {
    kind: 'operator',
    id: 'o_writer',
    account,
    user: 'writer',
    session: 's',
    role: 'operator',
    name: 'Writer',
    access: { admin: false, listingsOnly: false, advertisers: [] },
  };
  const client = (n: number) => ({ kind: 'client', id: `c_${n}`, account, client: `${n}`, session: `s${n}`, name: `Client ${n}` });
  const ask = async (body: object) => {
    const answer = await fetch(`${url}/clients/${room}`, { method: 'POST', body: JSON.stringify({ person: writer, ...body }) });
    if (!((await answer.json()) as { ok: boolean }).ok) throw new Error(`no room: ${room}`);
  };
  await ask({ begin: { form: 'clients', name: 'Many', people: [{ id: writer.id, name: writer.name }], assignee: writer.id } });
  for (let from = 0; from < MANY; from += AT_ONCE) {
    const people = Array.from({ length: AT_ONCE }, (_, at) => ({ id: `c_${from + at}`, name: `Client ${from + at}` }));
    await ask({ action: { kind: 'add', people } });
  }
  const arrivals = new Arrivals(sockets - 1);
  const sender = await joined(url, room, writer, () => undefined);
  const others: WebSocket[] = [];
  for (let n = 0; n < sockets - 1; n++) others.push(await joined(url, room, client(n), (text) => arrivals.arrived(text)));
  return {
    send(text) {
      const done = arrivals.expect(text);
      sender.send(JSON.stringify({ t: 'send', cid: crypto.randomUUID(), text }));
      return done;
    },
    close() {
      for (const socket of [sender, ...others]) socket.close();
    },
  };
}

export async function roomParty(url: string, name: string, sockets: number): Promise<Party> {
  const site = 'site';
  const visitor = { kind: 'visitor', id: `v_${name}`, account, site, visitor: name, place: {} };
  const operator = (n: number) => ({
    kind: 'operator',
    id: `o_${n}`,
    account,
    user: `${n}`,
    session: `s${n}`,
    role: 'operator',
    name: `Op ${n}`,
    access: { admin: true, listingsOnly: false, advertisers: [] },
  });
  const room = `${site}.${name}`;
  const join = (person: object, hear: (text: string) => void) => joined(url, room, person, hear);
  const arrivals = new Arrivals(sockets - 1);
  const hear = (text: string) => arrivals.arrived(text);
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = await join(visitor, (text) => (text === 'begin' ? begun() : hear(text)));
  first.send(JSON.stringify({ t: 'send', cid: crypto.randomUUID(), text: 'begin' }));
  await beginning;
  await fetch(`${url}/act/${room}`, { method: 'POST', body: JSON.stringify({ person: operator(0), action: { kind: 'take' } }) });
  const sender = await join(operator(0), () => undefined);
  const others: WebSocket[] = [first];
  for (let n = 1; n < sockets - 1; n++) others.push(await join(operator(n), hear));
  return {
    send(text) {
      const done = arrivals.expect(text);
      sender.send(JSON.stringify({ t: 'send', cid: crypto.randomUUID(), text }));
      return done;
    },
    close() {
      for (const socket of [sender, ...others]) socket.close();
    },
  };
}
