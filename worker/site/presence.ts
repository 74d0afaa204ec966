/**
 * Sockets of a site: visitors' tabs and the operators who watch them. While nobody watches, nothing is computed; while nobody moves, nothing
 * runs. What operators are told is what changed in their windows, a few times a second at most: by the event itself when they have heard
 * nothing for a moment, else by the next event, or by the alarm when none comes.
 */
import type { PersonId } from '../../protocol/entries.ts';
import type { SiteServerFrame, WatcherServerFrame } from '../../protocol/frames.ts';
import type { VisitorsLook } from '../../protocol/visitors.ts';
import type { SiteApi, SiteVisitor } from '../contracts/site.ts';
import { attach, attached, dismiss, isDead, openSockets, send } from '../durable/sockets.ts';
import type { Access } from './access.ts';
import { Board, orderKey } from './board.ts';
import type { HostSocket } from './broadcasts/hosts.ts';
import type { Paces, Seat } from './broadcasts/seats.ts';
import { type Tab, visitorRow, visitorRows } from './visitors.ts';
import { type Told, tell } from './window.ts';

/** Attachment of a visitor's socket: `ready` from its hello on; `token` goes out with the welcome. */
export interface TabSocket {
  kind: 'visitor';
  ready: boolean;
  token?: string;
  tab: Tab;
  /** Its part in the broadcast of its page. */
  seat?: Seat;
  paces?: Paces;
}

/** Attachment of a watching operator's socket: `look` from its hello on, `told` what it holds of it. `since` ms since epoch. */
export interface WatcherSocket {
  kind: 'watcher';
  since: number;
  access: Access;
  look?: VisitorsLook;
  told?: Told;
}

export type SiteSocket = TabSocket | WatcherSocket | HostSocket;

export const VISITOR = 'visitor';
export const WATCHER = 'watcher';
export const visitorTag = (visitor: string): string => `visitor:${visitor}`;
export const personTag = (person: PersonId): string => `person:${person}`;
export const sessionTag = (session: string): string => `session:${session}`;

/** Pause between two frames to one operator, ms. */
const PAUSE = 400;
/** When at the latest they hear of what happened in the pause, ms after the last frame. Later than the pause: on a busy site the next event tells them, and no alarm is paid for. */
const LATEST = 1_000;

/** For how long a visit is kept of which no page is open, ms, and of how many visitors. */
const BETWEEN_PAGES = 60_000;
const KEPT = 1_000;

/** What presence asks of its object. */
export interface Alarm {
  /** To run `tend` at `due` (ms since epoch) or before. */
  wake(due: number): void;
  /** To run `sweepAll` once, some time from now. */
  sweepLater(): void;
  /** A page is gone: a visitor's that had said hello, or that of an operator who broadcasts. */
  left(ws: WebSocket): void;
}

export class Presence {
  readonly #ctx: DurableObjectState;
  readonly #alarm: Alarm;
  /** Everyone online, while somebody watches and since the object woke. */
  #board: Board | null = null;
  /** Whether operators may not have been told of something; an object that just woke does not know. */
  #changed = true;
  /** A telling follows at the end of this turn. */
  #telling = false;
  #sweepSet = false;
  /** Visits of those who left last: where pages are loaded anew, every page is a new socket. Lost when the object sleeps, which it does not within a page's load. */
  readonly #left = new Map<string, { tab: Tab; at: number }>();
  /** When each operator was last told, or looked after, ms since epoch. */
  readonly #at = new WeakMap<WebSocket, number>();

  constructor(ctx: DurableObjectState, alarm: Alarm) {
    this.#ctx = ctx;
    this.#alarm = alarm;
  }

  /** Tabs that have said hello and are still there: of one visitor, or all. */
  tabs(visitor?: string): { ws: WebSocket; tab: Tab }[] {
    return openSockets(this.#ctx, visitor === undefined ? VISITOR : visitorTag(visitor))
      .map((ws) => ({ ws, ...attached<TabSocket>(ws) }))
      .filter(({ ready }) => ready);
  }

  /** Whether there is a place for one more socket with this tag; those found dead make room. */
  hasPlace(tag: string, limit: number, now: number): boolean {
    if (openSockets(this.#ctx, tag).length < limit) return true;
    this.sweep(now, tag);
    return openSockets(this.#ctx, tag).length < limit;
  }

  rows(ids: string[]): SiteVisitor[] {
    return ids.flatMap((id) => this.#row(id) ?? []);
  }

  sendVisitors(frame: SiteServerFrame, visitor?: string): void {
    for (const { ws } of this.tabs(visitor)) send(ws, frame);
  }

  /** An operator looks at something, from now on: they are told at once. */
  look(ws: WebSocket, look: VisitorsLook): void {
    const socket = attached<WatcherSocket>(ws);
    this.#board ??= this.#newBoard();
    this.#tell(ws, { ...socket, look }, Date.now());
    const looks = openSockets(this.#ctx, WATCHER).map((other) => attached<WatcherSocket>(other));
    this.#board.keep(new Set(looks.flatMap((other) => (other.look ? [orderKey(other.look, other.access)] : []))));
    this.#sweepLater();
  }

  /** A visitor came, moved or left. */
  changed(visitor: string): void {
    if (openSockets(this.#ctx, WATCHER).length === 0) {
      this.#board = null;
      return;
    }
    const row = this.#board && this.#row(visitor);
    if (row) this.#board?.put(row);
    else this.#board?.drop(visitor);
    this.#changed = true;
    this.#sweepLater();
    // One frame for all that changes in one turn.
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.tend(Date.now());
    });
  }

  /** Tells operators what they have not been told, as far as it is time to. */
  tend(now: number): void {
    if (!this.#changed) return;
    this.#changed = false;
    for (const ws of openSockets(this.#ctx, WATCHER)) {
      const at = this.#at.get(ws) ?? 0;
      if (now - at >= PAUSE) {
        this.#board ??= this.#newBoard();
        this.#tell(ws, attached<WatcherSocket>(ws), now);
      } else {
        this.#changed = true;
        this.#alarm.wake(at + LATEST);
      }
    }
  }

  #tell(ws: WebSocket, socket: WatcherSocket, now: number): void {
    const { look, access } = socket;
    if (!look || !this.#board) return;
    this.#at.set(ws, now);
    const { told, change } = tell(this.#board, look, access, socket.told);
    attach<WatcherSocket>(ws, { ...socket, told });
    if (change) send(ws, { t: 'visitors', ...change } satisfies WatcherServerFrame);
  }

  #newBoard(): Board {
    return new Board(visitorRows(this.tabs().map(({ tab }) => tab)));
  }

  /** A socket is gone, by itself or given up. */
  left(ws: WebSocket): void {
    const socket = attached<SiteSocket>(ws);
    if (socket.kind === 'watcher' || !socket.ready) return;
    attach(ws, { ...socket, ready: false });
    this.#alarm.left(ws);
    if (socket.kind === 'host') return;
    const { tab } = socket;
    this.#left.delete(tab.visitor);
    this.#left.set(tab.visitor, { tab, at: Date.now() });
    const [oldest] = this.#left.keys();
    if (this.#left.size > KEPT) this.#left.delete(oldest!);
    this.changed(tab.visitor);
  }

  /** The tab that a visitor has just left, with which their next page goes on. */
  leftLately(visitor: string, now: number): Tab | null {
    const left = this.#left.get(visitor);
    this.#left.delete(visitor);
    return left && now - left.at < BETWEEN_PAGES ? left.tab : null;
  }

  /** Tells why and closes; whoever watches sees the visitor leave at once. */
  dismiss(ws: WebSocket, code: Parameters<typeof dismiss>[1]): void {
    dismiss(ws, code);
    this.left(ws);
  }

  /** Cuts watchers of one session, or of an operator, who may come back when they are still a member. */
  cutWatchers(of: Parameters<SiteApi['cutWatchers']>[0]): void {
    const tag = 'session' in of ? sessionTag(of.session) : personTag(of.operator);
    // Who is still a member comes back with what they may see now.
    const code = 'session' in of ? 'unauthorised' : of.stays ? 'slow_reader' : 'forbidden';
    for (const ws of openSockets(this.#ctx, tag)) this.dismiss(ws, code);
  }

  /** Gives up sockets that have not answered for long: their closing is not always told. */
  sweep(now: number, tag?: string): void {
    for (const ws of openSockets(this.#ctx, tag)) {
      const socket = attached<SiteSocket>(ws);
      const since = socket.kind === 'visitor' ? socket.tab.since : socket.since;
      if (isDead(this.#ctx, ws, since, now)) this.dismiss(ws, 'slow_reader');
    }
  }

  /** The sweep that `sweepLater` asked for. No other follows until somebody moves or looks. */
  sweepAll(now: number): void {
    this.#sweepSet = false;
    if (openSockets(this.#ctx, WATCHER).length > 0) this.sweep(now);
  }

  #sweepLater(): void {
    if (this.#sweepSet) return;
    this.#sweepSet = true;
    this.#alarm.sweepLater();
  }

  #row(visitor: string): SiteVisitor | null {
    const tabs = this.tabs(visitor).map(({ tab }) => tab);
    return tabs.length > 0 ? visitorRow(tabs) : null;
  }
}
