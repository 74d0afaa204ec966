/** For tests in workerd: people with room clients on the real objects, without the edge in between. */
import { env } from 'cloudflare:workers';
import { CLIENT_FACTS, type ClientFacts } from '../../protocol/client/client-facts.ts';
import type { Clock, SocketLike } from '../../protocol/client/connection.ts';
import { CHAT_FACTS, type ChatFacts, type Facts } from '../../protocol/client/facts.ts';
import { memoryOutbox } from '../../protocol/client/outbox.ts';
import { RoomClient } from '../../protocol/client/room-client.ts';
import { TEAM_FACTS, type TeamFacts } from '../../protocol/client/team-facts.ts';
import { clientPersonId, operatorId, visitorPersonId } from '../../protocol/entries.ts';
import { type Alert, type DeskServerFrame, type SiteServerFrame, SUBPROTOCOL, VERSION } from '../../protocol/frames.ts';
import { DEFAULT_SETTINGS, type SiteSettings } from '../../protocol/site-settings.ts';
import { type Person, visitorRoom } from '../contracts/people.ts';

export interface World {
  account: string;
  site: string;
  visitor: string;
  room: string;
}

export const OPERATORS = ['ada', 'grace'] as const;

/** An account with a site, a desk and two operators, all with ids of their own. */
export async function newWorld(settings: Partial<SiteSettings> = {}): Promise<World> {
  const account = `account-${crypto.randomUUID()}`;
  const site = `site-${crypto.randomUUID()}`;
  const visitor = crypto.randomUUID();
  const people = OPERATORS.map((name) => ({
    id: operatorId(name),
    name,
    email: `${name}@test.example`,
    role: 'operator' as const,
    groups: [],
    advertisers: [],
    listingsOnly: false,
  }));
  await env.DESK.getByName(account).configure(account, people, [{ id: site, name: 'Shop' }]);
  await env.SITE.getByName(site).configure({
    account,
    site,
    settings: { ...DEFAULT_SETTINGS, name: 'Shop', ...settings },
    identitySecret: 'secret',
  });
  return { account, site, visitor, room: visitorRoom(site, visitor) };
}

export const visitorOf = ({ account, site, visitor }: World): Person & { kind: 'visitor' } => ({
  kind: 'visitor',
  id: visitorPersonId(visitor),
  account,
  site,
  visitor,
  place: {},
});

export const operatorOf = ({ account }: World, name: string): Person & { kind: 'operator' } => ({
  kind: 'operator',
  id: operatorId(name),
  account,
  user: name,
  session: `session-${name}`,
  role: 'operator',
  name,
  access: { admin: false, listingsOnly: false, advertisers: [] },
});

export const clientOf = ({ account }: World, name: string): Person & { kind: 'client' } => ({
  kind: 'client',
  id: clientPersonId(name),
  account,
  client: name,
  session: `session-${name}`,
  name,
});

/** The socket of an upgrade to an object, as the edge would hand it on. */
export async function upgrade(object: { fetch(request: Request): Promise<Response> }, person: Person): Promise<WebSocket> {
  const response = await object.fetch(
    new Request('http://object/', {
      headers: {
        upgrade: 'websocket',
        'sec-websocket-protocol': SUBPROTOCOL,
        'x-foyer-person': encodeURIComponent(JSON.stringify(person)),
      },
    }),
  );
  if (!response.webSocket) throw new Error(`no socket: ${response.status}`);
  return response.webSocket;
}

export interface DeskLine {
  frames: DeskServerFrame[];
  alerts(): Alert[];
  /** The person goes away from their desk. */
  away(): void;
  close(): void;
}

/** An operator's app: its socket to the desk, which has been welcomed. */
export const deskLine = (world: World, name: string): Promise<DeskLine> => appOf(operatorOf(world, name));

/** A person's app: its socket to the desk, which has been welcomed. */
export async function appOf(person: Person): Promise<DeskLine> {
  const socket = await upgrade(env.DESK.getByName(person.account), person);
  const frames: DeskServerFrame[] = [];
  const welcomed = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(data as string) as DeskServerFrame;
      frames.push(frame);
      if (frame.t === 'welcome') resolve(frame);
    });
  });
  socket.accept();
  socket.send(JSON.stringify({ t: 'hello', v: VERSION }));
  await welcomed;
  return {
    frames,
    alerts: () => frames.flatMap((frame) => (frame.t === 'alert' ? [frame.alert] : [])),
    away: () => socket.send(JSON.stringify({ t: 'presence', state: 'away' })),
    close: () => socket.close(1000),
  };
}

/** A visitor's page: its socket to the site. */
export async function siteLine(world: World, url = 'https://shop.example/', listing = ''): Promise<{ frames: SiteServerFrame[] }> {
  const socket = await upgrade(env.SITE.getByName(world.site), visitorOf(world));
  const frames: SiteServerFrame[] = [];
  socket.addEventListener('message', ({ data }) => {
    frames.push(JSON.parse(data as string));
  });
  socket.accept();
  socket.send(
    JSON.stringify({ t: 'hello', v: VERSION, page: { url, title: '' }, referrer: '', language: 'en', visits: 1, chatted: false, listing }),
  );
  return { frames };
}

/** Time that runs faster, so that waits of seconds take moments. */
export function fastClock(factor: number): Clock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * factor,
    after(ms, run) {
      const timer = setTimeout(run, ms / factor);
      return () => clearTimeout(timer);
    },
  };
}

interface Pace {
  clock?: Clock;
  repeats?: number;
  random?: () => number;
}

export interface Line<F extends object = ChatFacts> {
  client: RoomClient<F>;
  /** Breaks the line as a network does. */
  cut(): void;
}

/** A room client of a person. `repeats` is how likely a command goes out twice. */
export function roomLine(room: string, person: Person, pace: Pace = {}): Line {
  return lineOf(room, person, CHAT_FACTS, pace);
}

/** A room client of somebody in a room with clients. */
export const clientLine = (room: string, person: Person): Line<ClientFacts> => lineOf(room, person, CLIENT_FACTS, {});

/** A room client of a member of a room of colleagues. */
export const teamLine = (room: string, person: Person): Line<TeamFacts> => lineOf(room, person, TEAM_FACTS, {});

function lineOf<F extends object>(
  room: string,
  person: Person,
  facts: Facts<F>,
  { clock = fastClock(40), repeats = 0, random = Math.random }: Pace,
): Line<F> {
  let cut: () => void = () => undefined;
  const client = new RoomClient({
    facts,
    open: () => {
      let closed = false;
      const line: SocketLike = {
        get readyState() {
          return closed ? 3 : 1;
        },
        onopen: null,
        onmessage: null,
        onclose: null,
        send: () => undefined,
        close: () => undefined,
      };
      const lost = (code: number) => {
        if (!closed) line.onclose?.({ code });
        closed = true;
      };
      upgrade(env.ROOM.getByName(room), person).then(
        (socket) => {
          cut = () => {
            lost(1006);
            socket.close(4999);
          };
          socket.addEventListener('message', ({ data }) => closed || line.onmessage?.({ data }));
          socket.addEventListener('close', ({ code }) => lost(code));
          socket.addEventListener('error', () => lost(1006));
          socket.accept();
          line.send = (data) => {
            // As in a browser: what goes to a closed socket is gone.
            if (closed) return;
            socket.send(data);
            if (data.includes('"cid"') && random() < repeats) socket.send(data);
          };
          line.close = () => {
            closed = true;
            socket.close(1000);
          };
          line.onopen?.();
        },
        () => lost(1006),
      );
      return line;
    },
    outbox: memoryOutbox(),
    newId: () => crypto.randomUUID(),
    clock,
    random,
  });
  return {
    client,
    cut: () => cut(),
  };
}
