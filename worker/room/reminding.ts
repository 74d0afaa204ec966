/** Reminders of a room's meetings: one timer, for whichever is next. What is due becomes an entry, and from there on the log is told like any other. */
import type { Entry, EntryDraft } from '../../protocol/entries.ts';
import { isAboutMeeting } from '../../protocol/meeting.ts';
import type { Timers } from '../durable/timers.ts';
import type { AnyConversation } from './conversation.ts';
import { dueReminders, nextReminder } from './meeting-rules.ts';
import { meetingsOf } from './state.ts';

const KEY = 'meeting';

export class Reminding {
  readonly #timers: Timers;
  readonly #conversation: () => AnyConversation | null;
  readonly #commit: (drafts: EntryDraft[]) => void;

  constructor(timers: Timers, conversation: () => AnyConversation | null, commit: (drafts: EntryDraft[]) => void) {
    this.#timers = timers;
    this.#conversation = conversation;
    this.#commit = commit;
  }

  /** What an entry sets going. */
  after(entry: Entry): void {
    if (isAboutMeeting(entry) || entry.kind === 'archived' || entry.kind === 'erased') this.#arm();
  }

  due(key: string): void {
    if (key !== KEY) return;
    const drafts = dueReminders(this.#live(), Date.now());
    if (drafts.length > 0) this.#commit(drafts);
    else this.#arm();
  }

  #arm(): void {
    const now = Date.now();
    const next = nextReminder(this.#live(), now);
    if (next !== null) this.#timers.set(KEY, Math.max(next, now));
    else if (this.#timers.due(KEY) !== null) this.#timers.clear(KEY);
  }

  /** Nobody is reminded of what was to be in an archived room. */
  #live() {
    const { state } = this.#conversation() ?? {};
    return state && !(state.kind === 'client' && state.client.archived) ? meetingsOf(state) : [];
  }
}
