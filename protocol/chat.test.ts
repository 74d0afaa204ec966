import { expect, test } from 'vitest';
import { foldChat, NEW_CHAT, visitorChat } from './chat.ts';
import type { EntryDraft } from './entries.ts';

test('G2: a chat that came from a broadcast says so to operators, until the next one begins', () => {
  const after = (drafts: EntryDraft[]) =>
    drafts.reduce(
      (chat, draft, at) => foldChat(chat, { ...draft, seq: at + 1, at, by: 'system' } as Parameters<typeof foldChat>[1]),
      NEW_CHAT,
    );
  const opened = (episode: number): EntryDraft => ({ kind: 'opened', episode, via: 'visitor' });
  const mark: EntryDraft = { kind: 'from_broadcast', broadcast: 'b', operator: 'o_1', name: 'Ada' };
  const chat = after([opened(1), mark, { kind: 'closed' }]);
  expect(chat.broadcast).toEqual({ id: 'b', by: 'o_1', name: 'Ada' });
  expect(visitorChat(chat)).not.toHaveProperty('broadcast');
  expect(after([opened(1), mark, { kind: 'closed' }, opened(2)])).not.toHaveProperty('broadcast');
});
