/**
 * What clients get of a room's entries. They know those who have written, by name, and themselves; of everybody else not even an id: who
 * reacted is a mark that means nothing outside the room, who did anything else is `system`.
 */
import { createHmac } from 'node:crypto';
import type { Entry, PersonId, Reactions } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { Meeting } from '../../protocol/meeting.ts';
import type { ClientConversation } from './conversation.ts';
import { shown } from './members.ts';

export class ClientView {
  readonly #secret: string;
  readonly #conversation: () => ClientConversation | null;
  readonly #marks = new Map<PersonId, PersonId>();

  constructor(secret: string, conversation: () => ClientConversation | null) {
    this.#secret = secret;
    this.#conversation = conversation;
  }

  /** The entry as this client gets it; for null as all do whom it does not concern (`concerns`). */
  entry(entry: Entry, me: PersonId | null): Entry {
    if (entry.kind === 'reacted') return { ...entry, by: this.#whoReacts(entry.by, me) };
    if (entry.kind !== 'message') return { ...entry, by: this.#who(entry.by, me) };
    const { reactions, mentions, ...rest } = entry;
    const known = mentions?.filter((person) => this.#who(person, me) === person) ?? [];
    return {
      ...rest,
      ...(known.length > 0 ? { mentions: known } : {}),
      ...(reactions ? { reactions: this.#reactions(reactions, me) } : {}),
    };
  }

  /** The meetings as this client gets them. */
  meetings(meetings: readonly Meeting[], me: PersonId): Meeting[] {
    return meetings.map((meeting) => ({ ...meeting, by: this.#who(meeting.by, me) }));
  }

  /** Whom the entries name: of those whom clients know. */
  people(entries: readonly Entry[]): RoomPerson[] {
    const members = this.#conversation()?.members;
    return [...new Set(entries.map(({ by }) => by))].flatMap((id) => members?.get(id) ?? []).map(shown);
  }

  /** Clients know who has written. */
  #who(person: PersonId, me: PersonId | null): PersonId {
    return person === me || this.#conversation()?.members.get(person)?.part ? person : 'system';
  }

  #reactions(reactions: Reactions, me: PersonId | null): Reactions {
    return Object.fromEntries(Object.entries(reactions).map(([emoji, people]) => [emoji, people.map((id) => this.#whoReacts(id, me))]));
  }

  /**
   * The same mark for good, also once they have written: what was sent before has to be taken back under the same name. Nobody who does not
   * hold the secret finds out whose it is.
   */
  #whoReacts(person: PersonId, me: PersonId | null): PersonId {
    if (person === me) return person;
    let mark = this.#marks.get(person);
    if (!mark) {
      const room = this.#conversation()?.state.room ?? '';
      mark = `x_${createHmac('sha256', this.#secret).update(`reaction ${room} ${person}`).digest('hex').slice(0, 20)}`;
      this.#marks.set(person, mark);
    }
    return mark;
  }
}

/** Whom an entry is different for than for all others. */
export function concerns(entry: Entry): readonly PersonId[] {
  if (entry.kind === 'message') return [...(entry.mentions ?? []), ...Object.values(entry.reactions ?? {}).flat()];
  return [entry.by];
}
