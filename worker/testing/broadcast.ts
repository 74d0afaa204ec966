/** For tests in workerd: the page of an operator who broadcasts, and pages of visitors. */
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import type { Audience, Broadcast, HostServerFrame } from '../../protocol/broadcast.ts';
import { type SiteServerFrame, SUBPROTOCOL, VERSION } from '../../protocol/frames.ts';
import type { Person } from '../contracts/people.ts';
import { visitorOf, type World } from './people.ts';

export const SENDING = { audio: true, video: true };

/** A page's socket, with everything it heard. */
export class PageLine<F extends { t: string }> {
  readonly frames: F[] = [];
  /** Code it was closed with; 0 while open. */
  closed = 0;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.frames.push(JSON.parse(String(data)) as F);
    });
    socket.addEventListener('close', ({ code }) => {
      this.closed = code;
    });
    socket.accept();
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close(1000);
  }

  all<T extends F['t']>(kind: T): Extract<F, { t: T }>[] {
    return this.frames.filter((frame): frame is Extract<F, { t: T }> => frame.t === kind);
  }

  /** The newest frame of a kind, once it is there and holds. */
  async heard<T extends F['t']>(kind: T, holds: (frame: Extract<F, { t: T }>) => boolean = () => true): Promise<Extract<F, { t: T }>> {
    return vi.waitFor(
      () => {
        const frame = this.all(kind).at(-1);
        expect(frame !== undefined && holds(frame), `${kind}: ${JSON.stringify(frame)}`).toBe(true);
        return frame!;
      },
      { timeout: 5_000, interval: 5 },
    );
  }

  /** The broadcast the page shows now. */
  shown(): Broadcast | null | undefined {
    return (this.all('broadcast' as F['t']).at(-1) as { live: Broadcast | null } | undefined)?.live;
  }
}

const openOf = async (world: World, person: Person, path: string): Promise<WebSocket> => {
  const headers = {
    upgrade: 'websocket',
    'sec-websocket-protocol': SUBPROTOCOL,
    'x-foyer-person': encodeURIComponent(JSON.stringify(person)),
  };
  const { webSocket } = await env.SITE.getByName(world.site).fetch(new Request(`http://object${path}`, { headers }));
  if (!webSocket) throw new Error('no socket');
  return webSocket;
};

/** An operator's page for broadcasts, which has been welcomed; `cast` is the broadcast it goes on with, `page` which load of it. */
export async function hostPage(
  world: World,
  person: Person,
  cast?: string,
  page: string = crypto.randomUUID(),
): Promise<PageLine<HostServerFrame>> {
  const line = new PageLine<HostServerFrame>(await openOf(world, person, `/api/sites/${world.site}/broadcast`));
  line.send({ t: 'hello', v: VERSION, page, ...(cast ? { cast } : {}) });
  await line.heard('welcome');
  return line;
}

/** The same, which has begun to broadcast. */
export async function broadcasts(world: World, person: Person, audience: Audience = { to: 'site' }) {
  const line = await hostPage(world, person);
  line.send({ t: 'start', cid: `cid-${crypto.randomUUID()}`, audience, sending: SENDING });
  const { live } = await line.heard('live');
  return { line, live, cast: live.id };
}

/** A visitor's page, which has been welcomed. */
export async function viewerPage(
  world: World,
  { url = 'https://shop.example/', visitor = crypto.randomUUID() as string, listing = '' } = {},
) {
  const socket = await openOf(world, visitorOf({ ...world, visitor }), '/w/v1/site');
  const line = new PageLine<SiteServerFrame>(socket);
  line.send({
    t: 'hello',
    v: VERSION,
    page: { url, title: '' },
    referrer: '',
    language: 'en',
    visits: 1,
    chatted: false,
    listing,
  });
  await line.heard('welcome');
  return Object.assign(line, {
    visitor,
    goes: (to: string) => line.send({ t: 'page', url: to, title: '' }),
    watches: (cast: string, on = true) => line.send({ t: 'watch', cast, on }),
  });
}

/** A signal as an end sends it. */
export const signalOf = (cast: string, leg: string, data: object, to?: string) => ({ t: 'signal', cast, leg, ...(to ? { to } : {}), data });
export const HELLO = { k: 'hello', audio: false, video: false };
