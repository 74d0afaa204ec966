/**
 * What an operator is told: the window they look at, as changes against what they were last told. What that was is kept in the attachment of
 * their socket, as a version for each row, so that after a sleep only what differs goes out. Pure.
 */
import { orderChange, type VisitorDetails, type VisitorRow, type VisitorsChange, type VisitorsLook } from '../../protocol/visitors.ts';
import type { SiteVisitor } from '../contracts/site.ts';
import type { Access } from './access.ts';
import type { Board } from './board.ts';
import { detailsOf, lineOf } from './visitors.ts';

/** What an operator has been told. Version 0: that the visitor has left. */
export interface Told {
  online: number;
  total: number;
  first: number;
  rows: [id: string, version: number][];
  moved: boolean;
  /** Whose details they hold. */
  open?: [id: string, version: number];
}

/** The change that brings an operator from what they were told to what is; null when they know it all. */
export function tell(
  board: Board,
  look: VisitorsLook,
  access: Access,
  told: Told | undefined,
): { told: Told; change: VisitorsChange | null } {
  const order = board.order(look, access);
  const { online, total } = order;
  const wanted = order.window(look.first, look.count);
  const before = new Map(told?.rows);
  const held = look.hold && told ? told.rows.map(([id]) => id) : null;
  const first = held ? told!.first : wanted.first;
  const ids = held ?? wanted.ids;
  const moved = held !== null && (wanted.first !== first || !same(wanted.ids, ids));

  const set: VisitorRow[] = [];
  const gone: string[] = [];
  const rows = ids.map((id): [string, number] => {
    const row = order.has(id) ? board.get(id) : undefined;
    const { line, version } = row ? lineIn(row) : NOBODY;
    if (version !== before.get(id)) {
      if (line) set.push(line);
      else gone.push(id);
    }
    return [id, version];
  });
  const asked = look.open === undefined ? undefined : order.has(look.open) ? board.get(look.open) : undefined;
  const details = asked ? detailsOf(asked, access) : null;
  const open: Told['open'] = look.open === undefined ? undefined : [look.open, details ? versionOf(details) : 0];
  const openNews = open !== undefined && (told?.open?.[0] !== open[0] || told.open[1] !== open[1]);

  const knownIds = [...before.keys()];
  const reordered = !same(knownIds, ids);
  const next: Told = { online, total, first, rows, moved, ...(open ? { open } : {}) };
  const counted = told?.online === online && told.total === total && told.first === first && told.moved === moved;
  if (counted && !reordered && set.length === 0 && gone.length === 0 && !openNews) return { told: next, change: null };
  return {
    told: next,
    change: {
      online,
      total,
      first,
      ...(reordered ? { order: orderChange(knownIds, ids) } : {}),
      ...(set.length > 0 ? { set } : {}),
      ...(gone.length > 0 ? { gone } : {}),
      ...(moved ? { moved } : {}),
      ...(openNews ? { open: details } : {}),
    },
  };
}

const NOBODY = { line: null, version: 0 };

/** Lines are made once for everyone who sees the row. */
const lines = new WeakMap<SiteVisitor, { line: VisitorRow; version: number }>();
function lineIn(row: SiteVisitor): { line: VisitorRow; version: number } {
  let made = lines.get(row);
  if (!made) {
    const line = lineOf(row);
    made = { line, version: versionOf(line) };
    lines.set(row, made);
  }
  return made;
}

/** 53 bits that differ when the row does (cyrb53), never 0. */
function versionOf(row: VisitorRow | VisitorDetails): number {
  const text = JSON.stringify(row);
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);
