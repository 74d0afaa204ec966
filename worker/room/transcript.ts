import type { Entry, PersonId } from '../../protocol/entries.ts';
import { isOperator } from '../../protocol/entries.ts';
import type { Transcript, TranscriptLine } from '../contracts.ts';
import type { RoomState } from './state.ts';
import { visitorOf } from './state.ts';

/** The transcript of an episode from its entries, hidden ones left out by the caller. Null when they hold no such episode. */
export function transcriptOf(state: RoomState, episode: number, entries: Entry[], nameOf: (person: PersonId) => string): Transcript | null {
  const from = entries.findIndex((entry) => entry.kind === 'opened' && entry.episode === episode);
  if (from < 0) return null;
  const next = entries.findIndex((entry, index) => index > from && entry.kind === 'opened');
  const chat = entries.slice(from, next < 0 ? undefined : next);
  const lines: TranscriptLine[] = [];
  const operators = new Set<string>();
  let category: Transcript['chat']['category'] = null;
  let rating: number | null = null;
  let closedAt: number | null = null;
  for (const entry of chat) {
    if (isOperator(entry.by)) operators.add(entry.by.slice(2));
    const say = (text: string, files: TranscriptLine['files'] = []) =>
      lines.push({ at: entry.at, name: nameOf(entry.by), operator: isOperator(entry.by), text, files });
    if (entry.kind === 'message' && !entry.deleted) say(entry.text, entry.files);
    else if (entry.kind === 'form' && entry.form === 'offline' && entry.values.message) say(entry.values.message);
    else if (entry.kind === 'rated') rating = entry.score;
    else if (entry.kind === 'closed') {
      closedAt = entry.at;
      category = entry.category ?? null;
    }
  }
  const { name, email } = visitorOf(state);
  return {
    account: state.account,
    site: state.site,
    episode,
    openedAt: chat[0]!.at,
    closedAt,
    chat: { ...state.chat, episode, category, rating },
    visitor: { ...(name ? { name } : {}), ...(email ? { email } : {}) },
    ...(state.page ? { page: state.page } : {}),
    operators: [...operators],
    lines,
  };
}
