/** The boards of the broadcasts that are on: kept in rows, told to the operator and to those who watch. */
import type { AudienceFrame, HostServerFrame, ViewerFrame } from '../../../protocol/broadcast.ts';
import { attached, send, sendError, sendText } from '../../durable/sockets.ts';
import type { Parts } from '../parts.ts';
import type { TabSocket } from '../presence.ts';
import type { Hosts } from './hosts.ts';
import { isBlank, Questions } from './questions.ts';
import type { Seats } from './seats.ts';

export class Boards {
  readonly #parts: Parts;
  readonly #seats: Seats;
  readonly #hosts: Hosts;
  readonly #changed: (cast: string) => void;
  /** By broadcast, since the object woke. */
  readonly #known = new Map<string, Questions>();

  constructor(parts: Parts, seats: Seats, hosts: Hosts, changed: (cast: string) => void) {
    this.#parts = parts;
    this.#seats = seats;
    this.#hosts = hosts;
    this.#changed = changed;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  #of(cast: string): Questions {
    let known = this.#known.get(cast);
    if (!known) {
      const rows = this.#sql.exec<{ id: number; text: string; answered: number }>(
        'SELECT id, text, answered FROM question WHERE broadcast = ? ORDER BY id',
        cast,
      );
      const asked = rows.toArray().map((row) => ({ ...row, answered: row.answered === 1 }));
      const votes = this.#sql.exec<{ question: number; visitor: string }>('SELECT question, visitor FROM vote WHERE broadcast = ?', cast);
      known = new Questions(asked, votes.toArray());
      this.#known.set(cast, known);
    }
    return known;
  }

  /** A viewer asks. Only who watches hears what becomes of it. */
  ask(ws: WebSocket, { cast, cid, text }: Extract<ViewerFrame, { t: 'ask' }>) {
    const visitor = this.#paced(ws, cast, 'asks', cid);
    if (visitor === null) return;
    if (isBlank(text)) return sendError(ws, 'empty_text', { cid });
    const asked = this.#of(cast).ask(visitor, text);
    if (!asked) return sendError(ws, 'too_many', { cid });
    const { id, fresh, voted } = asked;
    if (fresh) this.#sql.exec('INSERT INTO question (broadcast, id, text) VALUES (?, ?, ?)', cast, id, text);
    if (voted) this.#keepVote(cast, id, visitor);
    send(ws, { t: 'asked', cast, cid } satisfies AudienceFrame);
  }

  vote(ws: WebSocket, { cast, question }: Extract<ViewerFrame, { t: 'vote' }>): void {
    const visitor = this.#paced(ws, cast, 'votes');
    if (visitor !== null && this.#of(cast).vote(visitor, Number(question))) this.#keepVote(cast, Number(question), visitor);
  }

  #keepVote(cast: string, question: number, visitor: string): void {
    this.#sql.exec('INSERT OR IGNORE INTO vote (broadcast, question, visitor) VALUES (?, ?, ?)', cast, question, visitor);
    for (const { ws, seat } of this.#seats.ofVisitor(visitor)) if (seat.cast === cast) this.show(ws, cast);
    this.#changed(cast);
  }

  /** Who acts, when they watch and are not too fast; null otherwise, which they have been told. */
  #paced(ws: WebSocket, cast: string, what: 'asks' | 'votes', cid?: string): string | null {
    const seat = this.#seats.of(ws);
    const named = cid ? { cid } : {};
    if (seat?.cast !== cast || seat.since === undefined) {
      sendError(ws, 'no_broadcast', named);
      return null;
    }
    if (!this.#seats.mayAgain(ws, what, Date.now())) {
      sendError(ws, 'too_many', named);
      return null;
    }
    return attached<TabSocket>(ws).tab.visitor;
  }

  /** By the operator. */
  answered(cast: string, question: string, on: boolean): void {
    if (!this.#of(cast).answer(Number(question), on)) return;
    this.#sql.exec('UPDATE question SET answered = ? WHERE broadcast = ? AND id = ?', on ? 1 : 0, cast, Number(question));
    this.#changed(cast);
  }

  /** The board as one viewer sees it, with what is theirs; nothing while nobody has asked anything. */
  show(ws: WebSocket, cast: string): void {
    const questions = this.#of(cast);
    const list = questions.list();
    if (list.length === 0) return;
    const mine = questions.of(attached<TabSocket>(ws).tab.visitor);
    send(ws, { t: 'questions', cast, list, mine } satisfies AudienceFrame);
  }

  showHost(cast: string): void {
    const list = this.#of(cast).list();
    if (list.length > 0) this.#hosts.tell(cast, { t: 'questions', cast, list });
  }

  /** Tells everybody the board: one text, however many watch. */
  tell(cast: string): void {
    const frame = { t: 'questions', cast, list: this.#of(cast).list() } as const satisfies AudienceFrame & HostServerFrame;
    const text = JSON.stringify(frame);
    for (const { ws } of this.#seats.watching(cast)) sendText(ws, text);
    this.#hosts.tell(cast, frame);
  }

  forget(cast: string): void {
    this.#known.delete(cast);
  }

  /** The visitor deletes what is kept of them: their votes, and what nobody else wants to know. Answers which boards are others by it. */
  erase(visitor: string): string[] {
    const votes = this.#sql.exec<{ broadcast: string }>('DELETE FROM vote WHERE visitor = ? RETURNING broadcast', visitor).toArray();
    const casts = [...new Set(votes.map(({ broadcast }) => broadcast))];
    for (const cast of casts) {
      const wanted = 'SELECT 1 FROM vote WHERE vote.broadcast = question.broadcast AND vote.question = question.id';
      this.#sql.exec(`DELETE FROM question WHERE broadcast = ? AND NOT EXISTS (${wanted})`, cast);
      this.#known.delete(cast);
      this.#changed(cast);
    }
    return casts;
  }
}
