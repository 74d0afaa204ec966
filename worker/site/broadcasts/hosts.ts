/** Pages of operators who broadcast: each has a socket of its own, of which one goes on with the broadcast. */
import type { Broadcast, HostServerFrame } from '../../../protocol/broadcast.ts';
import type { PersonId } from '../../../protocol/entries.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Person } from '../../contracts/people.ts';
import { accept, attach, attached, openSockets, refuse, send } from '../../durable/sockets.ts';
import type { Access } from '../access.ts';
import type { Parts } from '../parts.ts';
import { personTag, sessionTag } from '../presence.ts';
import type { Cast } from './rows.ts';

/** Attachment of the socket of a page that broadcasts, or is about to: `ready` from its hello on, `cast` the broadcast it goes on with. */
export interface HostSocket {
  kind: 'host';
  since: number;
  ready: boolean;
  by: { id: PersonId; name: string; photo?: string };
  session: string;
  access: Access;
  /** Which load of the page it is, as it said. */
  page?: string;
  cast?: string;
}

export const HOST = 'host';

/** The broadcast as its operator is told of it. */
export const shownToHost = ({ live, audience }: Cast): Broadcast & { audience: Cast['audience'] } => ({ ...live, audience });

export class Hosts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes in an operator's page. */
  open(request: Request, person: Extract<Person, { kind: 'operator' }>): Response {
    const { ctx, presence } = this.#parts;
    const now = Date.now();
    if (!presence.hasPlace(personTag(person.id), LIMITS.socketsPerPerson, now)) return refuse('too_many_sockets');
    const { id, name, photo, session, access } = person;
    const socket: HostSocket = { kind: 'host', since: now, ready: false, by: { id, name, ...(photo ? { photo } : {}) }, session, access };
    return accept(ctx, request, [HOST, personTag(id), sessionTag(session)], socket);
  }

  /** The page that goes on with a broadcast; undefined while there is none. */
  of(cast: string): WebSocket | undefined {
    return openSockets(this.#parts.ctx, HOST).find((ws) => attached<HostSocket>(ws).cast === cast);
  }

  /** This page goes on with the broadcast from now on. Answers whether it did not before; another page of the operator's that did is told. */
  adopt(ws: WebSocket, cast: string): boolean {
    const before = this.of(cast);
    if (before === ws) return false;
    if (before) {
      this.release(before);
      send(before, { t: 'elsewhere' } satisfies HostServerFrame);
    }
    attach<HostSocket>(ws, { ...attached<HostSocket>(ws), cast });
    return true;
  }

  /** The page goes on with nothing any more. */
  release(ws: WebSocket): void {
    const { cast: _over, ...socket } = attached<HostSocket>(ws);
    attach<HostSocket>(ws, socket);
  }

  /** All pages of an operator, whichever of them goes on with it. */
  tellAll(by: PersonId, frame: HostServerFrame): void {
    for (const ws of openSockets(this.#parts.ctx, personTag(by))) if (attached<{ kind: string }>(ws).kind === HOST) send(ws, frame);
  }

  tell(cast: string, frame: HostServerFrame): void {
    const ws = this.of(cast);
    if (ws) send(ws, frame);
  }
}
