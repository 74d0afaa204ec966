/** Who is in the room and what they have read, as each of them may know it. Nothing of it is stored but the read marks. */
import { isClient, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { RoomClientFrame, RoomServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { send } from '../durable/sockets.ts';
import { type AnyConversation, type ClientConversation, isBySms, isOfTeam, isWithClients, isWithVisitor } from './conversation.ts';
import type { Reader, Readers } from './sockets.ts';

/** Typing is passed on at most this often, ms. */
const TYPING_PAUSE = 500;

export class Company {
  readonly #readers: Readers;
  readonly #conversation: () => AnyConversation | null;

  constructor(readers: Readers, conversation: () => AnyConversation | null) {
    this.#readers = readers;
    this.#conversation = conversation;
  }

  /** Whether the visitor may know of this person; or clients, who know of those who have written. */
  isKnown(person: PersonId): boolean {
    return (!isOperator(person) && !isClient(person)) || (this.#conversation()?.members.get(person)?.part ?? false);
  }

  /** Read marks of the others; a visitor learns only of the furthest. */
  reads(me: PersonId): Record<string, number> {
    const conversation = this.#conversation();
    if (isWithClients(conversation) && !this.#tellsReads(conversation, me)) return {};
    const { members } = conversation ?? {};
    const others = (isWithClients(conversation) ? members?.inside() : members?.all())?.filter(({ id }) => id !== me) ?? [];
    return isOperator(me) ? Object.fromEntries(others.map(({ id, read }) => [id, read])) : { operators: this.operatorsRead() };
  }

  /** Read marks of a room with clients are for members of the account; of a large room they are asked for instead (`seenBy`). */
  #tellsReads({ members }: ClientConversation, to: PersonId): boolean {
    return isOperator(to) && members.count <= LIMITS.readsTold;
  }

  /** The furthest any operator has read. */
  operatorsRead(): number {
    return Math.max(
      0,
      ...(this.#conversation()
        ?.members.operators()
        .map(({ read }) => read) ?? []),
    );
  }

  presentFor({ ws, person, operator }: Reader): PersonId[] {
    const present = [...this.#readers.present(ws)].filter((id) => id !== person.id);
    if (isWithClients(this.#conversation())) return operator ? present.slice(0, LIMITS.readsTold) : [];
    return operator ? present : present.filter((id) => this.isKnown(id));
  }

  tellPresence(except?: WebSocket): void {
    if (isWithClients(this.#conversation())) {
      // Clients do not hear that somebody comes or goes.
      const present = [...this.#readers.present()].slice(0, LIMITS.readsTold + 1);
      const frame = (me: PersonId): RoomServerFrame => ({
        t: 'present',
        people: present.filter((id) => id !== me).slice(0, LIMITS.readsTold),
      });
      for (const { ws, person, operator } of this.#readers.greeted()) if (operator && ws !== except) send(ws, frame(person.id));
      return;
    }
    for (const reader of this.#readers.greeted()) {
      if (reader.ws !== except) send(reader.ws, { t: 'present', people: this.presentFor(reader) } satisfies RoomServerFrame);
    }
  }

  /** Whether everyone whose conversation it is sees it anyway. */
  isAttended(): boolean {
    const present = this.#readers.present();
    const conversation = this.#conversation();
    if (isWithClients(conversation)) return false;
    if (isBySms(conversation)) return conversation.state.sms.members.every((id) => present.has(id));
    if (isOfTeam(conversation)) return conversation.state.team.members.every((id) => present.has(id));
    const chat = isWithVisitor(conversation) ? conversation.state.chat : null;
    if (chat?.status !== 'open' || chat.owner === null || chat.offer) return false;
    return [chat.owner, ...chat.helpers].every((id) => present.has(id));
  }

  /** Passes typing on; a draft goes to the owner alone. Answers whether it is a visitor's whom nobody looks after yet. */
  typing(reader: Reader, { on, draft }: Extract<RoomClientFrame, { t: 'typing' }>, now: number): boolean {
    const { person, operator } = reader;
    if (on && now - reader.typedAt < TYPING_PAUSE) return false;
    reader.typedAt = on ? now : 0;
    const frame: RoomServerFrame = { t: 'typing', by: person.id, on };
    if (operator || isClient(person.id)) {
      const shown = this.isKnown(person.id);
      this.#readers.tell(frame, (other) => other.person.id !== person.id && (other.operator || shown));
      return false;
    }
    const conversation = this.#conversation();
    const chat = isWithVisitor(conversation) ? conversation.state.chat : null;
    if (chat?.blocked) return false;
    const owner = chat?.status === 'closed' ? null : (chat?.owner ?? null);
    this.#readers.tell(draft === undefined ? frame : { ...frame, draft }, (other) => other.person.id === owner);
    this.#readers.tell(frame, (other) => other.operator && other.person.id !== owner);
    return owner === null;
  }

  stoppedTyping(person: PersonId): void {
    this.#readers.tell({ t: 'typing', by: person, on: false }, ({ operator }) => operator || this.isKnown(person));
  }

  /** Moves a read mark and tells the others. Answers whether it moved. */
  read({ person, operator }: Reader, seq: number): boolean {
    const conversation = this.#conversation();
    if (!conversation) return false;
    const upto = Math.min(seq, conversation.log.head);
    if (isWithClients(conversation)) {
      if (!conversation.members.read(person.id, upto)) return false;
      this.#readers.tell(
        { t: 'read', by: person.id, seq: upto },
        (other) => other.person.id !== person.id && this.#tellsReads(conversation, other.person.id),
      );
      return true;
    }
    const before = this.operatorsRead();
    if (!conversation.members.read(person.id, upto)) return false;
    this.#readers.tell({ t: 'read', by: person.id, seq: upto }, (other) => other.operator && other.person.id !== person.id);
    if (operator && upto > before) this.#readers.tell({ t: 'read', by: 'operators', seq: upto }, (other) => !other.operator);
    return true;
  }
}
