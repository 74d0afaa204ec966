/** What a room is besides its entries depends on its kind: a visitor's room is a chat, a room of colleagues a team. */
import { type Chat, foldChat, NEW_CHAT } from '../chat.ts';
import type { Entry } from '../entries.ts';
import type { RoomServerFrame } from '../frames.ts';

type Welcome = Extract<RoomServerFrame, { t: 'welcome' }>;

/** How a room client comes to know them: before anything is told, from the welcome, and from each entry after it. */
export interface Facts<F> {
  before: F;
  told(frame: Welcome): F;
  after(facts: F, entry: Entry): F;
}

export interface ChatFacts {
  chat: Chat;
}

/** Facts of a visitor's room. */
export const CHAT_FACTS: Facts<ChatFacts> = {
  before: { chat: NEW_CHAT },
  told: (frame) => ({ chat: 'chat' in frame ? frame.chat : NEW_CHAT }),
  after({ chat }, entry) {
    return { chat: foldChat(chat, entry) };
  },
};
