/** Sockets of a site: visitors' tabs and the operators who watch them. While nobody watches, nothing is computed. */
import type { PersonId } from '../../protocol/entries.ts';
import type { SiteServerFrame, VisitorRow, WatcherServerFrame } from '../../protocol/frames.ts';
import type { SiteVisitor } from '../contracts.ts';
import { attach, attached, dismiss, isDead, openSockets, send } from '../durable/sockets.ts';
import { type Access, maySee } from './access.ts';
import { type Tab, visitorRow, visitorRows } from './visitors.ts';

/** Attachment of a visitor's socket: `ready` from its hello on; `token` goes out with the welcome. */
export interface TabSocket {
  kind: 'visitor';
  ready: boolean;
  token?: string;
  tab: Tab;
}

/** Attachment of a watching operator's socket: `shown` once it has got the list. `since` ms since epoch. */
export interface WatcherSocket {
  kind: 'watcher';
  shown: boolean;
  since: number;
  access: Access;
}

export type SiteSocket = TabSocket | WatcherSocket;

export const VISITOR = 'visitor';
export const WATCHER = 'watcher';
export const visitorTag = (visitor: string): string => `visitor:${visitor}`;
export const personTag = (person: PersonId): string => `person:${person}`;
export const sessionTag = (session: string): string => `session:${session}`;

/** Rows in one frame. */
const CHUNK = 200;

export class Presence {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
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

  /** Sends everyone who is here to watchers who have not got that yet, in frames of bounded size. */
  showAll(): void {
    for (const ws of openSockets(this.#ctx, WATCHER)) {
      const socket = attached<WatcherSocket>(ws);
      if (socket.shown) continue;
      const rows = visitorRows(this.tabs().map(({ tab }) => tab))
        .filter(({ listing }) => maySee(socket.access, listing?.advertiser))
        .map(rowOf);
      show(ws, { t: 'visitors', all: true, set: rows.slice(0, CHUNK), gone: [] });
      for (let i = CHUNK; i < rows.length; i += CHUNK) show(ws, { t: 'visitors', set: rows.slice(i, i + CHUNK), gone: [] });
      attach(ws, { ...socket, shown: true });
    }
  }

  /** Tells watchers how a visitor is now. */
  showChange(visitor: string): void {
    const watchers = openSockets(this.#ctx, WATCHER);
    if (watchers.length === 0) return;
    const row = this.#row(visitor);
    for (const ws of watchers) {
      const seen = row && maySee(attached<WatcherSocket>(ws).access, row.listing?.advertiser);
      show(ws, { t: 'visitors', set: seen ? [rowOf(row)] : [], gone: seen ? [] : [visitor] });
    }
  }

  /** A socket is gone, by itself or given up. */
  left(ws: WebSocket): void {
    const socket = attached<SiteSocket>(ws);
    if (socket.kind === 'watcher' || !socket.ready) return;
    attach(ws, { ...socket, ready: false });
    this.showChange(socket.tab.visitor);
  }

  /** Tells why and closes; whoever watches sees the visitor leave at once. */
  dismiss(ws: WebSocket, code: Parameters<typeof dismiss>[1]): void {
    dismiss(ws, code);
    this.left(ws);
  }

  /** Gives up sockets that have not answered for long: their closing is not always told. Answers whether somebody still watches. */
  sweep(now: number, tag?: string): boolean {
    for (const ws of openSockets(this.#ctx, tag)) {
      const socket = attached<SiteSocket>(ws);
      const since = socket.kind === 'watcher' ? socket.since : socket.tab.since;
      if (isDead(this.#ctx, ws, since, now)) this.dismiss(ws, 'slow_reader');
    }
    return openSockets(this.#ctx, WATCHER).length > 0;
  }

  #row(visitor: string): SiteVisitor | null {
    const tabs = this.tabs(visitor).map(({ tab }) => tab);
    return tabs.length > 0 ? visitorRow(tabs) : null;
  }
}

/** A visitor as the list shows them. */
function rowOf({ listing, ...row }: SiteVisitor): VisitorRow {
  if (!listing) return row;
  return { ...row, listing: { key: listing.key, name: listing.name } };
}

const show = (ws: WebSocket, frame: WatcherServerFrame): void => send(ws, frame);
