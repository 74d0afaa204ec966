/** A stand-in for RealtimeKit's REST API, held to contract.ts: meetings, participants, presets, webhooks. No media: browsers' tests use the SDK's own double. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import * as shapes from './contract.ts';

interface Participant {
  id: string;
  token: string;
  custom_participant_id: string;
  preset_name: string;
}
interface Meeting {
  id: string;
  title: string | null;
  status: 'ACTIVE' | 'INACTIVE';
  participants: Map<string, Participant>;
  /** Participants who are in it now. */
  inside: Set<string>;
}
interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}
type Handle = (given: { path: string[]; body: unknown; query: Record<string, string> }) => object;

class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`${status}`);
    this.status = status;
  }
}
const TIMES = { created_at: '2026-11-21T10:00:00Z', updated_at: '2026-11-21T10:00:00Z' };

export class RealtimeKitStandIn {
  readonly meetings = new Map<string, Meeting>();
  readonly presets = new Map<string, { id: string; name: string }>();
  readonly hooks = new Map<string, { id: string; url: string }>();
  /** Every request that came, as `METHOD path` below the application. */
  readonly requests: string[] = [];
  /** Answers of the next requests, in place of its own. `after`: it does what was asked, and then answers so. */
  readonly failures: (Answer & { after?: boolean })[] = [];
  readonly #server: Server;
  readonly #base: string;
  readonly #token: string;

  private constructor(account: string, app: string, token: string) {
    this.#token = token;
    this.#base = `/client/v4/accounts/${account}/realtime/kit/${app}`;
    this.#server = createServer(async (request, response) => {
      const { status, body, headers } = await this.#serve(request);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  }

  static async start({ account, app, token }: { account: string; app: string; token: string }): Promise<RealtimeKitStandIn> {
    const made = new RealtimeKitStandIn(account, app, token);
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  /** What `REALTIMEKIT_BASE_URL` is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/client/v4`;
  }

  /** Whether a token opens a meeting, and if so, somebody comes in by it. */
  enter(meeting: string, token: string): boolean {
    const found = this.meetings.get(meeting);
    const participant = [...(found?.participants.values() ?? [])].find((one) => one.token === token);
    if (!found || !participant || found.status === 'INACTIVE') return false;
    found.inside.add(participant.id);
    return true;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.startsWith(`${this.#base}/`) ? pathname.slice(this.#base.length) : '';
    this.requests.push(`${request.method} ${path}`);
    const failure = this.failures.shift();
    if (failure && !failure.after) return failure;
    const { authorization, 'x-auth-key': key } = request.headers;
    // No other credential than the token may be sent along.
    if (authorization !== `Bearer ${this.#token}` || key !== undefined) return json(401, { success: false });
    try {
      const data = this.#act(request.method ?? '', path, Buffer.concat(chunks).toString(), Object.fromEntries(searchParams));
      return failure ?? json(request.method === 'POST' ? 201 : 200, { success: true, ...data });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return json(error.status, { success: false, error: { code: error.status, message: 'about somebody' } });
    }
  }

  #act(method: string, path: string, text: string, query: Record<string, string>): object {
    for (const [verb, pattern, shape, handle] of this.#routes) {
      const match = pattern.exec(path);
      if (verb !== method || !match) continue;
      const parsed = v.safeParse(shape, text === '' ? undefined : JSON.parse(text));
      if (!parsed.success) throw new Refused(422);
      return handle({ path: match.slice(1), body: parsed.output, query });
    }
    throw new Refused(404);
  }

  /** Method, path, shape of the body, what it does. */
  readonly #routes: [string, RegExp, v.GenericSchema, Handle][] = [
    [
      'POST',
      /^\/meetings$/,
      shapes.createMeeting,
      ({ body }) => {
        const meeting: Meeting = {
          id: randomUUID(),
          title: (body as { title?: string }).title ?? null,
          status: 'ACTIVE',
          participants: new Map(),
          inside: new Set(),
        };
        this.meetings.set(meeting.id, meeting);
        return { data: { id: meeting.id, ...TIMES } };
      },
    ],
    [
      'PATCH',
      /^\/meetings\/([^/]+)$/,
      shapes.updateMeeting,
      ({ path, body }) => ({ data: Object.assign(this.#meeting(path), body as object) }),
    ],
    [
      'POST',
      /^\/meetings\/([^/]+)\/participants$/,
      shapes.addParticipant,
      ({ path, body }) => {
        const meeting = this.#meeting(path);
        const given = body as Omit<Participant, 'id' | 'token'>;
        if (![...this.presets.values()].some(({ name }) => name === given.preset_name)) throw new Refused(400);
        const participant = { ...given, id: randomUUID(), token: `token-${randomUUID()}` };
        meeting.participants.set(participant.id, participant);
        return { data: { ...participant, ...TIMES } };
      },
    ],
    [
      'POST',
      /^\/meetings\/([^/]+)\/participants\/([^/]+)\/token$/,
      v.undefined(),
      ({ path }) => {
        const participant = this.#meeting(path).participants.get(path[1]!);
        if (!participant) throw new Refused(404);
        participant.token = `token-${randomUUID()}`;
        return { data: { token: participant.token } };
      },
    ],
    [
      'DELETE',
      /^\/meetings\/([^/]+)\/participants\/([^/]+)$/,
      v.undefined(),
      ({ path }) => {
        if (!this.#meeting(path).participants.delete(path[1]!)) throw new Refused(404);
        return { data: { custom_participant_id: '', preset_id: '', ...TIMES } };
      },
    ],
    [
      'GET',
      /^\/meetings\/([^/]+)\/active-session$/,
      v.undefined(),
      ({ path }) => ({ data: { status: 'LIVE', live_participants: this.#inside(path).size } }),
    ],
    [
      'POST',
      /^\/meetings\/([^/]+)\/active-session\/kick$/,
      shapes.kick,
      ({ path, body }) => {
        for (const id of (body as { participant_ids?: string[] }).participant_ids ?? []) this.#inside(path).delete(id);
        return { data: { action: 'kick' } };
      },
    ],
    [
      'POST',
      /^\/meetings\/([^/]+)\/active-session\/kick-all$/,
      v.undefined(),
      ({ path }) => {
        this.#inside(path).clear();
        return { data: { action: 'kick_all' } };
      },
    ],
    [
      'GET',
      /^\/presets$/,
      v.undefined(),
      ({ query }) => {
        const numbers = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Number(value)]));
        if (!v.is(shapes.presetPage, numbers)) throw new Refused(422);
        const { page_no: page = 1, per_page: size = 10 } = numbers as Record<string, number>;
        const all = [...this.presets.values()];
        const start = (page - 1) * size;
        const data = all.slice(start, start + size);
        return { data, paging: { total_count: all.length, start_offset: start + 1, end_offset: start + data.length } };
      },
    ],
    [
      'POST',
      /^\/presets$/,
      shapes.createPreset,
      ({ body }) => {
        const preset = { id: randomUUID(), ...(body as { name: string }) };
        if ([...this.presets.values()].some(({ name }) => name === preset.name)) throw new Refused(409);
        this.presets.set(preset.id, preset);
        return { data: preset };
      },
    ],
    ['PUT', /^\/presets\/([^/]+)$/, shapes.replacePreset, ({ path, body }) => ({ data: replace(this.presets, path[0]!, body) })],
    ['GET', /^\/webhooks$/, v.undefined(), () => ({ data: [...this.hooks.values()] })],
    [
      'POST',
      /^\/webhooks$/,
      shapes.createHook,
      ({ body }) => {
        const hook = { id: randomUUID(), ...(body as { url: string }) };
        this.hooks.set(hook.id, hook);
        return { data: hook };
      },
    ],
    ['PUT', /^\/webhooks\/([^/]+)$/, shapes.replaceHook, ({ path, body }) => ({ data: replace(this.hooks, path[0]!, body) })],
  ];

  #meeting([id]: string[]): Meeting {
    const meeting = this.meetings.get(id!);
    if (!meeting) throw new Refused(404);
    return meeting;
  }

  /** Who is in a meeting. There is a session only while somebody is. */
  #inside(path: string[]): Set<string> {
    const { inside } = this.#meeting(path);
    if (inside.size === 0) throw new Refused(404);
    return inside;
  }
}

const json = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });

function replace<T extends { id: string }>(all: Map<string, T>, id: string, body: unknown): T {
  if (!all.has(id)) throw new Refused(404);
  const replaced = { ...(body as Omit<T, 'id'>), id } as T;
  all.set(id, replaced);
  return replaced;
}
