/**
 * SMS to operators who have no app connected, and what they answer: for each operator and chat at most one that waits or is on its way. Which short
 * number means which chat, and what an operator was told of it, is kept here. People who do not answer by SMS cost nothing.
 */
import { type AlertPreferences, mayText, quietChanges } from '../../protocol/alert-rules.ts';
import { type Entry, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { TextContent, TextDecision, TextedChat } from '../contracts/desk.ts';
import type { Timers } from '../durable/timers.ts';
import type { PhoneJob } from '../phone/jobs.ts';
import { type Addressed, isFor } from './alerts.ts';
import { sites } from './members.ts';
import { offerOf } from './offers.ts';
import { isTakenFrom } from './push-rules.ts';
import { findRoom } from './rooms.ts';
import { keptAfter } from './search-index.ts';
import type { StoredChat, StoredRoom } from './summary.ts';
import { NUMBER_KEPT, numberFor, readReply } from './texting-rules.ts';
import * as store from './texting-store.ts';

/** How long an SMS waits for more words, and for an app that comes back, ms. */
export const TEXT_AFTER = 5_000;
/** How long an answer waits for the number it is for, ms. */
const HELD_FOR = 60 * 60_000;
/** Jobs in one batch of a queue. */
const BATCH = 100;

/** What the desk knows besides. */
export interface Sight {
  /** Whether an app of theirs is connected. */
  isConnected(person: PersonId): boolean;
  canSee(person: PersonId, room: StoredRoom): boolean;
  /** Whether somebody is online who may see the room. */
  isAttended(room: StoredRoom): boolean;
}

export class Texting {
  readonly #sql: SqlStorage;
  readonly #timers: Timers;
  readonly #sight: Sight;

  constructor(ctx: DurableObjectState, timers: Timers, sight: Sight) {
    this.#sql = ctx.storage.sql;
    this.#timers = timers;
    this.#sight = sight;
  }

  /** How a person may be texted; null ends it. The numbers of their chats stay, should it begin again. */
  listen(person: PersonId, alerts: AlertPreferences | null): void {
    if (alerts) {
      const keep = 'ON CONFLICT (person) DO UPDATE SET json = ?2 WHERE json <> ?2';
      this.#sql.exec(`INSERT INTO texter (person, json) VALUES (?1, ?2) ${keep}`, person, JSON.stringify(alerts));
    } else {
      this.#sql.exec('DELETE FROM texter WHERE person = ?', person);
      store.dropPending(this.#sql, person);
    }
  }

  /** Who answers by SMS now. */
  answering(now: number): PersonId[] {
    return [...store.texters(this.#sql)].flatMap(([person, one]) => (isOut(one, now) ? [] : person));
  }

  answers(person: PersonId, now: number): boolean {
    const texter = store.texters(this.#sql).get(person);
    return texter !== undefined && !isOut(texter, now);
  }

  /** When somebody's quiet hours begin or end next, ms. */
  nextHours(now: number): number | null {
    const changes = [...store.texters(this.#sql).values()].flatMap(({ preferences }) => quietChanges(preferences.quiet, now) ?? []);
    return changes.length > 0 ? Math.min(...changes) : null;
  }

  /** An app of theirs is connected: whatever was to be texted they find there. Answers whether they had been away. */
  connected(person: PersonId): boolean {
    store.dropPending(this.#sql, person);
    const away = 'UPDATE texter SET away = 0, held = NULL WHERE person = ? AND (away = 1 OR held IS NOT NULL) RETURNING person';
    return this.#sql.exec(away, person).toArray().length > 0;
  }

  /** A visitor wrote: who is alerted of that and has no app connected is texted. */
  reported(id: string, alerts: Addressed[], news: Entry[], now: number): void {
    const first = news.find((entry) => (entry.kind === 'message' || entry.kind === 'form') && !isOperator(entry.by));
    if (!first) return;
    for (const person of store.texters(this.#sql).keys()) {
      const called = alerts.some((one) => isFor(one, person) && (one.alert.kind === 'waiting' || one.alert.kind === 'message'));
      if (called) this.#put(person, id, first.seq - 1, now);
    }
  }

  /** A waiting chat may be texted to whom it is offered, each once. */
  offered({ id, chat }: StoredChat, to: PersonId[], now: number): void {
    for (const person of store.texters(this.#sql).keys()) {
      if (to.includes(person) && store.findTexted(this.#sql, person, id)?.episode !== chat.episode)
        this.#put(person, id, chat.openedSeq, now);
    }
  }

  /** By the alarm: hands the SMS that are due to the queue. One the queue did not take is handed again, under the same id. */
  async run(now: number, queue: Queue<PhoneJob>, account: string): Promise<void> {
    const due = this.#sql
      .exec<store.Texted>('SELECT * FROM texted WHERE due <= ? AND handed = 0 ORDER BY due LIMIT ?', now, BATCH)
      .toArray();
    const jobs: (PhoneJob & { kind: 'fallback' })[] = [];
    for (const { person, room: id, job: known } of due) {
      const room = this.#wanted(person, id, now);
      if (!room) {
        this.#sql.exec('UPDATE texted SET due = NULL, job = NULL WHERE person = ? AND room = ?', person, id);
        continue;
      }
      const n = numberFor(store.numbered(this.#sql, person), id, now);
      const job = known ?? `fallback:${crypto.randomUUID()}`;
      const [head] = keptAfter(this.#sql, id, 0);
      // Before it is sent: the consumer may ask about it while this turn still waits for the queue.
      this.#sql.exec(
        'UPDATE texted SET n = ?3, at = ?4, over = 0, episode = ?5, upto = ?6, job = ?7 WHERE person = ?1 AND room = ?2',
        person,
        id,
        n,
        now,
        room.chat.episode,
        head?.seq ?? 0,
        job,
      );
      jobs.push({ id: job, kind: 'fallback', account, person, room: id });
    }
    if (jobs.length > 0) await queue.sendBatch(jobs.map((body) => ({ body })));
    for (const { id, person, room } of jobs) {
      this.#sql.exec('UPDATE texted SET due = NULL, handed = 1 WHERE person = ? AND room = ? AND job = ?', person, room, id);
    }
    this.#arm();
  }

  /** What a job says now; null when it is over. */
  content(person: PersonId, id: string, job: string, now: number): TextContent | null {
    const row = store.findTexted(this.#sql, person, id);
    if (row?.job !== job) return null;
    const room = this.#wanted(person, id, now);
    const said = [...keptAfter(this.#sql, id, row.seq)].filter(
      ({ kind, by, seq }) => kind !== 'note' && !isOperator(by) && seq <= row.upto,
    );
    if (!room || said.length === 0) {
      this.#end(row);
      return null;
    }
    const text = said
      .reverse()
      .map(({ text, files = [] }) => [text, ...files.map(({ name }) => `[${name}]`)].filter(Boolean).join(' '))
      .join('\n');
    const site = sites(this.#sql).find((one) => one.id === room.site)?.name ?? '';
    const waits = room.chat.owner === null;
    return {
      chat: this.#chat(person, row),
      text,
      ...(waits ? { from: { page: room.page?.title || room.page?.url || '', site } } : {}),
      others: store.inMind(this.#sql, person, now).flatMap((one) => (one.room === id ? [] : this.#chat(person, one))),
      rules: !store.texters(this.#sql).get(person)?.ruled,
    };
  }

  /** The SMS of a job left, or never will. What the visitor wrote meanwhile follows. */
  sent(person: PersonId, id: string, job: string, left: boolean, now: number): void {
    const row = store.findTexted(this.#sql, person, id);
    if (row?.job !== job) return;
    if (left) this.#sql.exec('UPDATE texter SET ruled = 1 WHERE person = ? AND ruled = 0', person);
    this.#sql.exec('UPDATE texted SET seq = upto, at = ? WHERE person = ? AND room = ?', now, person, id);
    this.#end(row);
  }

  /** What an SMS of an operator means. Asked again, the answer is the same. */
  came(person: PersonId, id: string, text: string, now: number): TextDecision {
    const [known] = this.#sql.exec<{ json: string }>('SELECT json FROM text_in WHERE id = ?', id).toArray();
    if (known) return JSON.parse(known.json);
    const decision = this.#decide(person, text, now);
    this.#sql.exec('INSERT INTO text_in (id, at, json) VALUES (?, ?, ?)', id, now, JSON.stringify(decision));
    this.#sql.exec('DELETE FROM text_in WHERE at < ?', now - NUMBER_KEPT);
    this.#sql.exec('DELETE FROM texted WHERE at < ? AND due IS NULL AND job IS NULL', now - NUMBER_KEPT);
    return decision;
  }

  /** The operator knows that a chat is over for them: their next words are for another. */
  over(person: PersonId, room: string): void {
    this.#sql.exec('UPDATE texted SET over = 1, due = NULL, job = NULL, handed = 0 WHERE person = ? AND room = ?', person, room);
  }

  #decide(person: PersonId, text: string, now: number): TextDecision {
    const rows = store.inMind(this.#sql, person, now);
    const chats = rows.map((row) => this.#chat(person, row));
    const held = store.texters(this.#sql).get(person)?.held ?? null;
    const reply = readReply(text, rows);
    const use = (n: number): TextedChat => {
      const row = rows.find((one) => one.n === n)!;
      this.#sql.exec('UPDATE texted SET at = ? WHERE person = ? AND room = ?', now, person, row.room);
      return this.#chat(person, row);
    };
    const hold = (value: object | null) =>
      this.#sql.exec('UPDATE texter SET held = ?2 WHERE person = ?1', person, value && JSON.stringify({ at: now, ...value }));
    if (reply.is !== 'help' && reply.is !== 'list') hold(null);
    switch (reply.is) {
      case 'answer':
        return { do: 'send', chat: use(reply.n), text: reply.text };
      case 'pick':
        if (!held || held.at < now - HELD_FOR) return { do: 'tell', what: 'pick', n: reply.n, chats };
        return { do: 'send', chat: use(reply.n), text: held.n === reply.n && held.rest ? held.rest : held.text };
      case 'which': {
        const { is: _is, ...words } = reply;
        hold(words);
        this.#settle(person, chats);
        const guess = words.n !== undefined && words.rest !== undefined ? { guess: { n: words.n, text: words.rest } } : {};
        return { do: 'tell', what: 'which', chats, ...guess };
      }
      case 'close':
        return { do: 'close', chat: use(reply.n) };
      case 'unknown':
        return { do: 'tell', what: 'unknown', n: reply.n, chats };
      case 'list':
        this.#settle(person, chats);
        return { do: 'tell', what: 'list', chats };
      case 'away':
      case 'back':
        this.#sql.exec('UPDATE texter SET away = ? WHERE person = ?', reply.is === 'away' ? 1 : 0, person);
        return { do: 'tell', what: reply.is, chats };
      case 'help':
      case 'none':
        return { do: 'tell', what: reply.is, chats };
    }
  }

  /** The operator is told of these: those that are over for them they know to be from now on. */
  #settle(person: PersonId, chats: TextedChat[]): void {
    for (const { room, state } of chats) if (state === 'taken' || state === 'closed') this.over(person, room);
  }

  #chat(person: PersonId, { room: id, n }: store.Texted): TextedChat {
    const room = findRoom(this.#sql, id);
    if (room?.kind !== 'visitor') return { room: id, n, name: '', state: 'closed', last: '' };
    const { chat, visitor, last } = room;
    const state = chat.status === 'closed' ? 'closed' : isTakenFrom(person, chat) ? 'taken' : chat.owner === null ? 'waiting' : 'mine';
    return { room: id, n, name: visitor.name || visitor.email || '', state, last: last?.text ?? '' };
  }

  /** The room, when its person is to be texted of it now. */
  #wanted(person: PersonId, id: string, now: number): StoredChat | null {
    const texter = store.texters(this.#sql).get(person);
    const room = findRoom(this.#sql, id);
    if (!texter || room?.kind !== 'visitor' || this.#sight.isConnected(person) || !this.#sight.canSee(person, room)) return null;
    const { status, owner, helpers } = room.chat;
    if (!mayText(texter.preferences, room.site, now) || room.chat.blocked) return null;
    if (status === 'open') return owner === person || helpers.includes(person) ? room : null;
    if (texter.away) return null;
    if (status === 'waiting') return room.asked?.includes(person) && offerOf(this.#sql, id)?.late ? room : null;
    return status === 'unanswered' && !this.#sight.isAttended(room) ? room : null;
  }

  #put(person: PersonId, room: string, from: number, now: number): void {
    const row = store.findTexted(this.#sql, person, room);
    if (this.#sight.isConnected(person)) return;
    // One that is on its way is followed by another with what comes now.
    const seq = row?.job ? row.seq : row?.due != null ? Math.min(row.seq, from) : from;
    const due = row?.due ?? now + TEXT_AFTER;
    this.#sql.exec(
      `INSERT INTO texted (person, room, at, seq, due) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (person, room) DO UPDATE SET seq = ?4, due = ?5`,
      person,
      room,
      row?.at ?? now,
      seq,
      due,
    );
    this.#timers.setEarliest('texts', due);
  }

  #end({ person, room }: store.Texted): void {
    this.#sql.exec('UPDATE texted SET job = NULL, handed = 0 WHERE person = ? AND room = ?', person, room);
    this.#arm();
  }

  #arm(): void {
    const { due } = this.#sql.exec<{ due: number | null }>('SELECT min(due) AS due FROM texted WHERE handed = 0').one();
    if (due !== null) this.#timers.setEarliest('texts', due);
  }
}

/** Wants no enquiries now: only what goes on in chats of theirs. */
const isOut = ({ away, preferences }: store.Texter, now: number): boolean => away || !mayText(preferences, '', now);
