/** The present chat's fact, kept beside the log while the room is awake, so that a new entry is not an occasion to read the chat again. */
import type { Entry } from '../../protocol/entries.ts';
import { type ChatFact, factsAfter, type Origin } from '../statistics/fact.ts';
import type { VisitorConversation } from './conversation.ts';
import { nameOf } from './state.ts';

export class Facts {
  #fact: ChatFact | null = null;
  #upto = -1;

  /** Facts that changed with these entries, which follow `after` in the log. Asked again it answers the same. */
  after({ state, log }: VisitorConversation, after: number, entries: readonly Entry[]): ChatFact[] {
    const { account, site, advertiser = '' } = state;
    const origin: Origin = { account, site, room: nameOf(state), advertiser };
    if (this.#upto !== after) {
      const episode = log.episodeAt(after)?.episode;
      const known = episode === undefined ? [] : log.episode(episode).map(({ entry }) => entry);
      this.#fact = factsAfter(
        null,
        known.filter(({ seq }) => seq <= after),
        origin,
      ).fact;
    }
    const { fact, changed } = factsAfter(this.#fact, entries, origin);
    this.#fact = fact;
    this.#upto = entries.at(-1)?.seq ?? after;
    return changed;
  }
}
