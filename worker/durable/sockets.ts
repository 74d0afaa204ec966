/** What every object does with its hibernating sockets: take them in, read frames from them, refuse, and cut. */
import * as v from 'valibot';
import { ERRORS, type ErrorCode } from '../../protocol/errors.ts';
import { type ErrorFrame, PING, PONG, SUBPROTOCOL } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Person } from '../contracts/people.ts';
import { gcra } from './rate.ts';

/** No answer to a ping for this long means the other side is gone, ms (clients ping every 25 s). */
const DEAD_AFTER = 90_000;

/** The person the edge identified, from the upgrade's header; null when there is none. */
export function personOf(request: Request): Person | null {
  const header = request.headers.get('x-foyer-person');
  return header === null ? null : (JSON.parse(decodeURIComponent(header)) as Person);
}

/** Takes a socket in, hibernating. At most 10 tags of 256 characters; the attachment at most 16 KB. */
export function accept(ctx: DurableObjectState, request: Request, tags: string[], attachment: unknown): Response {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 });
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  ctx.acceptWebSocket(server, tags);
  server.serializeAttachment(attachment);
  return upgraded(client);
}

/**
 * Refuses a socket so that a browser can see why: an upgrade that fails shows it nothing, so the socket opens, carries the error frame,
 * and closes with the code's close code.
 */
export function refuse(code: ErrorCode): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  dismiss(server, code);
  return upgraded(client);
}

const upgraded = (client: WebSocket): Response =>
  new Response(null, { status: 101, webSocket: client, headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL } });

/** Open sockets, or those with a tag: a list of all may hold closing ones. */
export const openSockets = (ctx: DurableObjectState, tag?: string): WebSocket[] =>
  ctx.getWebSockets(tag).filter((ws) => ws.readyState === WebSocket.OPEN);

export const attached = <T>(ws: WebSocket): T => ws.deserializeAttachment() as T;
export const attach = <T>(ws: WebSocket, value: T): void => ws.serializeAttachment(value);

/** Sends to a socket that may be closing: what it misses it gets when it comes back. */
export function sendText(ws: WebSocket, text: string): void {
  try {
    ws.send(text);
  } catch {
    // Closed between the list and the send.
  }
}

export const send = (ws: WebSocket, frame: object): void => sendText(ws, JSON.stringify(frame));

export function sendError(ws: WebSocket, code: ErrorCode, { cid, detail }: { cid?: string; detail?: string } = {}): void {
  send(ws, { t: 'error', code, message: detail ?? ERRORS[code].message, ...(cid ? { cid } : {}) } satisfies ErrorFrame);
}

/** Tells why, and closes. */
export function dismiss(ws: WebSocket, code: ErrorCode): void {
  sendError(ws, code);
  const { close } = ERRORS[code] as { close?: number };
  try {
    ws.close(close ?? 4400, code);
  } catch {
    // Closed already.
  }
}

/** Whether a socket connected at `since` (ms) has answered nothing for too long: closings are not always told (workerd issue 1187). */
export function isDead(ctx: DurableObjectState, ws: WebSocket, since: number, now: number): boolean {
  const heard = ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
  return now - Math.max(heard, since) > DEAD_AFTER;
}

/** Per socket, in memory: an object that hibernated in between starts counting anew, which errs towards the client. */
const counters = new WeakMap<WebSocket, { frames: number; faults: number }>();

/**
 * Reads one frame: bounded, paced, JSON, of the schema's shape. Null when it was refused, which the sender has been told; one who sends nothing
 * but faults is cut.
 */
export function receive<T>(
  ws: WebSocket,
  data: string | ArrayBuffer,
  schema: v.GenericSchema<T>,
  { burst, perSecond } = { burst: LIMITS.frameBurst as number, perSecond: LIMITS.framesPerSecond as number },
): T | null {
  let counter = counters.get(ws);
  if (!counter) {
    counter = { frames: 0, faults: 0 };
    counters.set(ws, counter);
  }
  const paced = gcra(counter.frames, Date.now(), burst, perSecond);
  if (paced === null) return fault(ws, counter, 'too_many', data);
  counter.frames = paced;
  if (typeof data !== 'string') return fault(ws, counter, 'bad_frame', data);
  if (data.length > LIMITS.frame) return fault(ws, counter, 'too_large', data);
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return fault(ws, counter, 'bad_frame', data);
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  return result.success ? result.output : fault(ws, counter, 'bad_frame', json);
}

function fault(ws: WebSocket, counter: { faults: number }, code: ErrorCode, frame: unknown): null {
  if (++counter.faults >= LIMITS.faults * (code === 'too_many' ? 100 : 1)) dismiss(ws, 'faulty_client');
  else sendError(ws, code, cidOf(frame));
  return null;
}

/** The command's id, when a refused frame has one: the sender then knows which of its commands it was. */
function cidOf(frame: unknown): { cid?: string } {
  let json = frame;
  if (typeof frame === 'string' && frame.length <= LIMITS.frame) {
    try {
      json = JSON.parse(frame);
    } catch {
      return {};
    }
  }
  const cid = (json as { cid?: unknown } | null)?.cid;
  return typeof cid === 'string' && cid.length <= 64 ? { cid } : {};
}
