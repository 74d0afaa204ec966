import type { PersonId } from '../../protocol/entries.ts';
import { isOperator } from '../../protocol/entries.ts';
import type { Transcript, TranscriptLine } from '../contracts/room.ts';
import type { VisitorConversation } from './conversation.ts';
import { visitorOf } from './state.ts';

/** The transcript of one chat, without what is hidden from visitors. Null when there is no such chat. */
export function transcriptOf({ state, log, members }: VisitorConversation, episode: number): Transcript | null {
  const chat = log.episode(episode).flatMap(({ entry, hidden }) => (hidden ? [] : [entry]));
  const [opening] = chat;
  if (!opening) return null;
  const visitor = visitorOf(state).name ?? '';
  const nameOf = (person: PersonId) => (isOperator(person) ? members.get(person)?.name : visitor) ?? '';
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
    openedAt: opening.at,
    closedAt,
    chat: { ...state.chat, episode, category, rating },
    visitor: { ...(name ? { name } : {}), ...(email ? { email } : {}) },
    ...(state.page ? { page: state.page } : {}),
    operators: [...operators],
    lines,
  };
}
