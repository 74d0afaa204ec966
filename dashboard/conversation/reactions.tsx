import { Plus } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './conversation.module.css';
import type { Message } from './dealings.ts';
import { t } from './texts.ts';

const EmojiPicker = lazy(() => import('../chats/emoji.tsx'));

/** What most reactions are. */
const USUAL = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

export const react = (room: AnyRoom, { seq }: Message, emoji: string, on: boolean): void =>
  void room.client.command({ t: 'react', of: seq, emoji, on });

/** The usual ones, and all others on demand. */
export function EmojiChoice({ onPick }: { onPick: (emoji: string) => void }) {
  const [all, setAll] = useState(false);
  if (all) return <EmojiPicker onPick={(emoji: string) => emoji && onPick(emoji)} />;
  return (
    <span class={s.choice}>
      {USUAL.map((emoji) => (
        <button key={emoji} type="button" aria-label={t('reactWith', { emoji })} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
      <button type="button" aria-label={t('moreEmoji')} onClick={() => setAll(true)}>
        <Plus aria-hidden="true" />
      </button>
    </span>
  );
}

/** Reactions under a message; a click joins in, or takes one's own back. */
export function Reactions({ room, message, mayReact }: { room: AnyRoom; message: Message; mayReact: boolean }) {
  const { me } = room.view.value;
  if (!message.reactions) return null;
  return (
    <ul class={s.reactions}>
      {Object.entries(message.reactions).map(([emoji, people]) => {
        const own = me !== null && people.includes(me);
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={own}
              disabled={!mayReact}
              aria-label={t(own ? 'reactionOwn' : 'reaction', { emoji, count: people.length })}
              onClick={() => react(room, message, emoji, !own)}
            >
              <span aria-hidden="true">
                {emoji} {people.length}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
