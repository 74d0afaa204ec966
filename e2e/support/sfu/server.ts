/**
 * A stand-in for Cloudflare's SFU: the same HTTPS API (by HTTP), held to its description (contract.ts), and media that really goes through. For
 * tests on one machine: VP8 and Opus, no TURN, nothing is kept.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as v from 'valibot';
import { type Call, type closeRequest, type publishRequest, readCall, type renegotiateRequest, type watchRequest } from './contract.ts';
import { Session, SfuError, type Wanted } from './session.ts';

export interface SfuStandInOptions {
  app: string;
  secret: string;
  port?: number;
}

interface Reply {
  status: number;
  body: object;
}
const ok = (body: object): Reply => ({ status: 200, body });

export class SfuStandIn {
  readonly #sessions = new Map<string, Session>();
  readonly #server: Server;
  readonly #options: SfuStandInOptions;

  private constructor(options: SfuStandInOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: SfuStandInOptions): Promise<SfuStandIn> {
    const made = new SfuStandIn(options);
    await new Promise<void>((resolve) => made.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return made;
  }

  /** What `SFU_BASE_URL` is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.end()));
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Ends a session as if its browser had gone; false when there is none. */
  async kill(id: string): Promise<boolean> {
    const session = this.#sessions.get(id);
    await session?.end();
    return session !== undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#reply(request).catch((error: unknown): Reply => {
      if (error instanceof SfuError) return { status: error.status, body: { errorCode: error.code, errorDescription: error.code } };
      console.error(error);
      return { status: 500, body: { errorCode: 'internal_error', errorDescription: 'Backend error' } };
    });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async #reply(request: IncomingMessage): Promise<Reply> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const { method = 'GET', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    // The one thing that the real API does not have: tests end sessions from elsewhere by it.
    const killed = /^\/stand-in\/sessions\/([^/]+)$/.exec(path)?.[1];
    if (killed && method === 'DELETE') return { status: (await this.kill(killed)) ? 200 : 404, body: {} };
    const call = readCall(method, path.replace(/^\/v1/, ''), headers['content-type'] ?? null, Buffer.concat(chunks).toString());
    if ('problem' in call) {
      console.error(`SFU stand-in: ${call.problem}`);
      throw new SfuError(400, 'decoding_error');
    }
    if (headers.authorization !== `Bearer ${this.#options.secret}`) throw new SfuError(401, 'unauthorized');
    if (call.app !== this.#options.app) throw new SfuError(404, 'not_found');
    if (call.operation === 'open') return this.#open();
    const session = this.#sessions.get(call.session);
    if (!session || session.isOver) throw new SfuError(410, 'session_error');
    return this.#act(session, call);
  }

  #open(): Reply {
    const sessionId = randomUUID().replaceAll('-', '');
    this.#sessions.set(sessionId, new Session());
    return { status: 201, body: { sessionId } };
  }

  async #act(session: Session, { operation, body }: Call): Promise<Reply> {
    switch (operation) {
      case 'tracks':
        return isPublish(body) ? publish(session, body) : this.#watch(session, body as v.InferOutput<typeof watchRequest>);
      case 'renegotiate':
        await session.answer((body as v.InferOutput<typeof renegotiateRequest>).sessionDescription.sdp);
        return ok({});
      case 'close':
        return close(session, body as v.InferOutput<typeof closeRequest>);
      default:
        return ok({ tracks: session.tracks, dataChannels: [] });
    }
  }

  async #watch(session: Session, { tracks }: v.InferOutput<typeof watchRequest>): Promise<Reply> {
    const found = await Promise.all(
      tracks.map(async (wanted) => {
        const publication = this.#sessions.get(wanted.sessionId)?.publication(wanted.trackName);
        if (!publication) return { wanted, errorCode: 'not_found_track_error' };
        return (await publication.flows()) ? { wanted, publication } : { wanted, errorCode: 'empty_track_error' };
      }),
    );
    const there = found.flatMap(({ wanted, publication }) => (publication ? [{ ...wanted, publication }] : []));
    const offered = there.length > 0 ? await session.watch(there) : null;
    let next = 0;
    const results = found.map(({ wanted, errorCode }) => ({
      ...place(wanted),
      ...(errorCode ? { errorCode, errorDescription: errorCode } : { mid: offered!.mids[next++] }),
    }));
    return ok({
      requiresImmediateRenegotiation: offered !== null,
      tracks: results,
      ...(offered ? { sessionDescription: { type: 'offer', sdp: offered.offer } } : {}),
    });
  }
}

const isPublish = (body: unknown): body is v.InferOutput<typeof publishRequest> =>
  typeof body === 'object' && body !== null && 'sessionDescription' in body;

const place = ({ sessionId, trackName }: Wanted) => ({ sessionId, trackName });

async function publish(session: Session, { sessionDescription, tracks }: v.InferOutput<typeof publishRequest>): Promise<Reply> {
  const sdp = await session.publish(sessionDescription.sdp, tracks);
  return ok({
    requiresImmediateRenegotiation: false,
    tracks: tracks.map(({ mid, trackName }) => ({ mid, trackName })),
    sessionDescription: { type: 'answer', sdp },
  });
}

function close(session: Session, { tracks }: v.InferOutput<typeof closeRequest>): Reply {
  const gone = { errorCode: 'close_track_error', errorDescription: "Track doesn't exist or was already closed" };
  return ok({
    requiresImmediateRenegotiation: false,
    tracks: tracks.map(({ mid }) => ({ mid, ...(session.closeTrack(mid) ? {} : gone) })),
  });
}
