/** What a room stores, as one: its log, the state folded from it, its people. Knows nothing of sockets. */

import type { Call } from '../../protocol/call.ts';
import { type Change, changed, isChange } from '../../protocol/changes.ts';
import { comingsIn } from '../../protocol/client-room.ts';
import {
  type Entry,
  type EntryKind,
  erasedEntry,
  isInternalKind,
  isOperator,
  isUnknownToClients,
  type PersonId,
  visitorPersonId,
} from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { migrate } from '../durable/schema.ts';
import type { Group } from './client-rules.ts';
import type { MailingState } from './digest.ts';
import { setAllDeleted, setFileState } from './files.ts';
import { Log, type Stored } from './log.ts';
import { Members, shown } from './members.ts';
import type { Decision } from './rules.ts';
import { ROOM_SCHEMA } from './schema.ts';
import {
  type ClientState,
  erasedState,
  foldState,
  type RoomState,
  readState,
  type SmsState,
  type TeamState,
  type VisitorState,
  writeState,
} from './state.ts';

export type Entries = Extract<Decision, { entries: unknown }>['entries'];

/** A new entry; `introduces` people of whom readers may not know yet: to a visitor who took part, to members who was added. */
export interface Committed extends Stored {
  introduces?: RoomPerson[];
}

/** By these an operator shows themselves to the visitor. */
const SHOWING: ReadonlySet<Entry['kind']> = new Set(['message', 'taken', 'joined']);

export class Conversation {
  log!: Log;
  members!: Members;
  readonly #storage: DurableObjectStorage;
  #state!: RoomState;

  private constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    migrate(storage, ROOM_SCHEMA);
    this.#load();
  }

  /** The first thing a room is given to hold makes its tables. */
  static begin(storage: DurableObjectStorage, state: RoomState): AnyConversation {
    migrate(storage, ROOM_SCHEMA);
    writeState(storage.sql, state);
    return Conversation.open(storage);
  }

  /** Of a room that holds something. */
  static open(storage: DurableObjectStorage): AnyConversation {
    return new Conversation(storage) as AnyConversation;
  }

  #load(): void {
    const { sql } = this.#storage;
    this.log = new Log(sql);
    this.members = new Members(sql);
    this.#state = readState(sql);
  }

  get sql(): SqlStorage {
    return this.#storage.sql;
  }

  get state(): RoomState {
    return this.#state;
  }

  /** Changes the state; writes it when anything differs. */
  update(part: Partial<Omit<VisitorState, 'kind'>> | MailingState | Partial<Pick<SmsState, 'muted' | 'hidden'>>): void {
    const next = { ...this.#state, ...part } as RoomState;
    if (JSON.stringify(next) === JSON.stringify(this.#state)) return;
    this.#state = next;
    writeState(this.sql, next);
  }

  /**
   * Writes all of the entries or none. `cid` goes with the one that answers; when it has been used, a single entry writes nothing and the
   * answer is the seq it was given first. `offeredTo`: whom an offer among them is for.
   */
  commit(actor: PersonId, entries: Entries, now: number, cid?: string, offeredTo: PersonId[] = []): Committed[] | { repeated: number } {
    const before = this.#state;
    const write = () => {
      const committed: Committed[] = [];
      for (const { draft, by = actor, answers, hidden } of entries) {
        const stored = this.log.append(by, draft, now, answers ? cid : undefined, hidden ?? this.#isHidden(draft.kind));
        if ('repeated' in stored) {
          if (entries.length > 1) throw new Error('a repeated command was decided again');
          return stored;
        }
        committed.push(this.#apply(stored, offeredTo));
      }
      if (this.#state !== before) writeState(this.sql, this.#state);
      return committed;
    };
    try {
      return this.#isOneStatement(actor, entries) ? write() : this.#storage.transactionSync(write);
    } catch (error) {
      // What memory holds may be ahead of what was rolled back.
      this.#load();
      throw error;
    }
  }

  /** Whether visitors, or clients, never see entries of this kind. */
  #isHidden(kind: EntryKind): boolean {
    return isInternalKind(kind) || (this.#state.kind === 'client' && isUnknownToClients(kind));
  }

  /** Whom a reader learns of at once, when they come. In a room with clients authors come with what they wrote. */
  peopleFor(reader: PersonId): RoomPerson[] {
    if (this.#state.kind !== 'client') return this.members.visibleTo(isOperator(reader));
    return [this.members.get(reader) ?? []].flat().map(shown);
  }

  /** Who is named by entries of a room with clients. */
  peopleIn(entries: readonly Entry[]): RoomPerson[] {
    if (this.#state.kind !== 'client') return [];
    const named = new Set(
      entries.flatMap((entry) => [
        entry.by,
        ...comingsIn(entry).come,
        ...comingsIn(entry).go,
        ...(entry.kind === 'assigned' ? [entry.to] : []),
      ]),
    );
    return [...named].flatMap((id) => this.members.get(id) ?? []).map(shown);
  }

  /** A message that changes nothing else is whole by itself: most are, and a transaction would cost them more than the writing. */
  #isOneStatement(actor: PersonId, entries: Entries): boolean {
    const [{ draft, by = actor } = { draft: null }] = entries;
    if (entries.length !== 1 || draft?.kind !== 'message' || draft.files) return false;
    if (this.#state.kind === 'team' || this.#state.kind === 'sms') return true;
    if (this.#state.kind === 'client') return this.members.get(by)?.part ?? false;
    return !isOperator(by) || (this.#state.chat.answered && (this.members.get(by)?.part ?? false));
  }

  #apply(stored: Stored, offeredTo: PersonId[]): Committed {
    const { entry } = stored;
    this.#state = foldState(this.#state, entry, offeredTo);
    if (entry.kind === 'message') for (const { id } of entry.files ?? []) setFileState(this.sql, id, 'sent');
    if (isChange(entry)) this.#changeTarget(entry);
    if (entry.kind === 'erased') this.#erase(entry.seq);
    if (this.#state.kind === 'client') this.#moveIn(entry);
    const introduces = this.#introducedBy(entry);
    return introduces.length > 0 ? { ...stored, introduces } : stored;
  }

  /** Who is in a room with clients after an entry. */
  #moveIn(entry: Entry): void {
    const { come, go } = comingsIn(entry);
    for (const id of come) this.members.setInside(id, true, entry.seq);
    for (const id of go) this.members.setInside(id, false, entry.seq);
    if (entry.kind === 'erased') for (const { id } of this.members.inside()) this.members.setInside(id, false, entry.seq);
    // Who calls or comes into a call has shown themselves to clients as who writes.
    if (entry.kind === 'message' || entry.kind === 'call_started' || entry.kind === 'call_answered') this.members.takesPart(entry.by);
  }

  #introducedBy(entry: Entry): RoomPerson[] {
    if (this.#state.kind === 'client') return this.peopleIn([entry]);
    if (this.#state.kind === 'team' || this.#state.kind === 'sms')
      return entry.kind === 'added' ? entry.people.flatMap((id) => this.members.get(id) ?? []).map(shown) : [];
    return isOperator(entry.by) && SHOWING.has(entry.kind) ? this.members.takesPart(entry.by).map(shown) : [];
  }

  /** Empties everything written before `seq`, and what is known of the visitor. Numbers, times and who acted stay. */
  #erase(seq: number): void {
    for (const { entry } of this.log.after(0, seq - 1)) this.log.rewrite(erasedEntry(entry));
    setAllDeleted(this.sql);
    // Who they are is their number.
    if (this.#state.kind === 'sms') this.log.forgetPhones();
    if (this.#state.kind !== 'visitor') return;
    this.members.meet(visitorPersonId(this.#state.visitor), '', undefined, 0);
    this.#state = erasedState(this.#state);
  }

  /** What changes a message changes what later readers get of it. */
  #changeTarget(change: Change): void {
    const target = this.log.get(change.of)?.entry;
    if (target?.kind !== 'message' && target?.kind !== 'note') return;
    if (change.kind === 'deleted' && target.kind === 'message') {
      for (const { id } of target.files ?? []) setFileState(this.sql, id, 'deleted');
    }
    // What it said in between is gone as well.
    if (change.kind === 'deleted' && target.edited) this.log.emptyEdits(target.seq);
    this.log.rewrite(changed(target, change));
  }
}

/** What a person is to a room with clients and who else is in it, for its rules. */
export const groupOf = ({ state, members }: ClientConversation): Group => ({
  room: state.client,
  isIn: (person) => members.isIn(person),
  isAuthor: (person) => members.get(person)?.part ?? false,
  team: () => members.inside().flatMap(({ id }) => (isOperator(id) ? id : [])),
});

/** The call that is on. */
export function callIn({ state }: AnyConversation): Call | undefined {
  if (state.kind === 'visitor') return state.chat.call;
  if (state.kind === 'team') return state.team.call;
  return state.kind === 'client' ? state.client.call : undefined;
}

export type VisitorConversation = Conversation & { readonly state: VisitorState };
export type TeamConversation = Conversation & { readonly state: TeamState };

export type ClientConversation = Conversation & { readonly state: ClientState };

export type SmsConversation = Conversation & { readonly state: SmsState };

/** A conversation is of one kind for good. */
export type AnyConversation = VisitorConversation | TeamConversation | ClientConversation | SmsConversation;

export const isWithVisitor = (conversation: AnyConversation | null): conversation is VisitorConversation =>
  conversation?.state.kind === 'visitor';
export const isWithClients = (conversation: AnyConversation | null): conversation is ClientConversation =>
  conversation?.state.kind === 'client';
export const isOfTeam = (conversation: AnyConversation | null): conversation is TeamConversation => conversation?.state.kind === 'team';
export const isBySms = (conversation: AnyConversation | null): conversation is SmsConversation => conversation?.state.kind === 'sms';
