import type { Context } from 'hono';
import { ERRORS, type ErrorCode, Refusal } from '../../protocol/errors.ts';
import { type ErrorFrame, SUBPROTOCOL } from '../../protocol/frames.ts';
import type { Person, Place } from '../contracts/people.ts';
import type { AppEnv } from '../http/context.ts';

/** Where the network says the visitor is; only names of places, no coordinates. */
export function placeOf(request: Request): Place {
  const { country, region, city } = (request.cf ?? {}) as Partial<Record<keyof Place, unknown>>;
  const place: Place = {};
  if (typeof country === 'string') place.country = country;
  if (typeof region === 'string') place.region = region;
  if (typeof city === 'string') place.city = city;
  return place;
}

/** What the edge found out about an upgrade. */
interface Found {
  person?: Person;
  place?: Place;
  origin?: string;
  /** Mark of the network address. */
  address?: string | undefined;
}

/**
 * The upgrade as an object gets it. Headers of ours that came from outside are dropped: only what was found out here counts, and an
 * object believes nothing else.
 */
export function upgradeFor(request: Request, { person, place, origin, address }: Found): Request {
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('x-foyer-')) headers.delete(name);
  for (const name of ['cookie', 'cf-connecting-ip', 'x-forwarded-for', 'x-real-ip']) headers.delete(name);
  const encoded = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
  if (person) headers.set('x-foyer-person', encoded(person));
  if (place) headers.set('x-foyer-place', encoded(place));
  if (origin) headers.set('x-foyer-origin', origin);
  if (address) headers.set('x-foyer-address', address);
  return new Request(request, { headers });
}

/** Browsers hide the answer to a failed upgrade from their page: so accept, say why, and close with the code. */
export function refuseSocket(code: ErrorCode): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const known = ERRORS[code];
  server.send(JSON.stringify({ t: 'error', code, message: known.message } satisfies ErrorFrame));
  server.close('close' in known ? known.close : 1008, code);
  return new Response(null, { status: 101, webSocket: client, headers: { 'sec-websocket-protocol': SUBPROTOCOL } });
}

/** Runs what leads to a socket; a refusal on the way is told on a socket. */
export async function orRefuse(open: () => Promise<Response>): Promise<Response> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Refusal) return refuseSocket(error.code);
    throw error;
  }
}

/** Refuses what is no upgrade to our protocol. */
export function requireUpgrade(c: Context<AppEnv>): void {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Refusal('bad_request', 'This address speaks WebSocket.');
}
