/** What is measured: the product's objects as they are, beside a bare object that does the least a chat could do. */
import { DurableObject } from 'cloudflare:workers';
import { DEFAULT_SETTINGS } from '../protocol/site-settings.ts';
import type { Person } from '../worker/contracts/people.ts';
import type { ClientAction, ClientBegin, ResolvedAction, RoomApi } from '../worker/contracts/room.ts';
import type { Env } from '../worker/env.ts';
import { Site as RealSite } from '../worker/site/site.ts';
import { search } from './search.ts';

export { Desk } from '../worker/desk/desk.ts';
export { Room } from '../worker/room/room.ts';

/** One row for each message, sent on to every socket. No ids, no order, no resuming, no limits. */
export class Bare extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec('CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(_ws: WebSocket, data: string): void {
    this.#sql.exec('INSERT INTO message (body) VALUES (?)', data);
    for (const ws of this.ctx.getWebSockets()) ws.send(data);
  }
}

export interface BenchEnv extends Env {
  BARE: DurableObjectNamespace<Bare>;
}

/** What reached sites, as the platform bills it. */
const tally = { fetches: 0, messages: 0, alarms: 0 };

/** The site as it is, counted. */
export class Site extends RealSite {
  override fetch(request: Request): Promise<Response> {
    tally.fetches++;
    return super.fetch(request);
  }
  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    tally.messages++;
    super.webSocketMessage(ws, data);
  }
  override alarm(): Promise<void> {
    tally.alarms++;
    return super.alarm();
  }
}

/** Rows written by everything, while it is asked for: reading it costs time, so it is off while time is measured. */
let rows = 0;
let counting = false;
function countRows(sql: SqlStorage): void {
  const prototype = Object.getPrototypeOf(sql) as { exec: SqlStorage['exec'] };
  const { exec } = prototype;
  prototype.exec = function (this: SqlStorage, ...args) {
    const cursor = exec.apply(this, args);
    if (counting) rows += cursor.rowsWritten;
    return cursor;
  } as SqlStorage['exec'];
}

/** Lends its storage so that the counter finds the prototype. */
export class Counter extends DurableObject<Env> {
  start(): void {
    if (!counting) countRows(this.ctx.storage.sql);
    counting = true;
    rows = 0;
  }
  read(): number {
    return rows;
  }
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, kind, name = ''] = url.pathname.split('/');
    if (kind === 'bare') return env.BARE.getByName(name).fetch(request);
    if (kind === 'room') {
      const headers = new Headers(request.headers);
      headers.set('x-foyer-person', url.searchParams.get('person') ?? '');
      return env.ROOM.getByName(name).fetch(new Request(request, { headers }));
    }
    if (kind === 'configure') {
      const settings = { ...DEFAULT_SETTINGS, name: 'Shop' };
      await env.SITE.getByName(name).configure({ account: 'bench', site: name, settings, identitySecret: 'secret' });
    }
    if (kind === 'site') {
      const headers = new Headers(request.headers);
      headers.set('x-foyer-person', url.searchParams.get('person') ?? '');
      headers.set('x-foyer-origin', request.headers.get('origin') ?? '');
      return env.SITE.getByName(name).fetch(new Request(request, { headers }));
    }
    if (kind === 'search') return search(request, env, name);
    if (kind === 'tally') {
      if (name === 'start') Object.assign(tally, { fetches: 0, messages: 0, alarms: 0 });
      const counter = (env as unknown as { COUNTER: DurableObjectNamespace<Counter> }).COUNTER.getByName('one');
      if (name === 'start') await counter.start();
      return Response.json({ ...tally, rows: await counter.read() });
    }
    if (kind === 'act') {
      const { person, action } = (await request.json()) as { person: Person; action: ResolvedAction };
      return Response.json(await (env.ROOM.getByName(name) as unknown as RoomApi).act(person, action));
    }
    if (kind === 'clients') {
      const { person, begin, action } = (await request.json()) as { person: Person; begin?: ClientBegin; action?: ClientAction };
      const room = env.ROOM.getByName(name) as unknown as RoomApi;
      return Response.json(begin ? await room.openClients(person, name, begin) : await room.changeClients(person, action!));
    }
    if (kind === 'count') {
      const counter = (env as unknown as { COUNTER: DurableObjectNamespace<Counter> }).COUNTER.getByName('one');
      if (name === 'start') await counter.start();
      return Response.json(await counter.read());
    }
    return new Response('ready');
  },
} satisfies ExportedHandler<BenchEnv>;
