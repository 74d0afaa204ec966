/** The quiet bar of a message: react, reply, delete, and the rest behind three dots. */
import { CheckCheck, Ellipsis, Flag, Pencil, Pin, PinOff, Reply, SmilePlus, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { IconButton } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Popover } from '../design/popover.tsx';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './conversation.module.css';
import { type Dealings, type Message, mayDelete, mayNow } from './dealings.ts';
import { EmojiChoice, react } from './reactions.tsx';
import { t } from './texts.ts';

interface Props {
  room: AnyRoom;
  message: Message;
  dealings: Dealings;
  onEdit: () => void;
}

export function Bar({ room, message, dealings, onEdit }: Props) {
  const [deleting, setDeleting] = useState(false);
  const { me } = room.view.value;
  const { seq, status = false } = message;
  const { client, seen } = dealings;
  const pinned = client.pins.includes(seq);
  const reacts = mayNow(dealings, 'react');
  const writes = mayNow(dealings, client.form === 'announcement' ? 'announce' : 'write');
  const edits = message.by === me && mayNow(dealings, 'change');
  const deletes = mayDelete(dealings, message, me);
  const count = seen?.countOf(message) ?? null;
  if (!reacts && !writes && !deletes && !seen) return null;
  return (
    // Whoever hears a new message read out is not told its buttons too.
    <span class={s.bar} aria-live="off">
      {reacts ? (
        <Popover row class={s.quick!} label={t('react')} icon={<SmilePlus aria-hidden="true" />}>
          {(close) => (
            <EmojiChoice
              onPick={(emoji) => {
                close();
                react(room, message, emoji, true);
              }}
            />
          )}
        </Popover>
      ) : null}
      {writes ? (
        <IconButton small class={s.quick!} label={t('reply')} onClick={() => dealings.onReply(message)}>
          <Reply aria-hidden="true" />
        </IconButton>
      ) : null}
      {deletes ? (
        <IconButton small label={t('delete')} onClick={() => setDeleting(true)}>
          <X aria-hidden="true" />
        </IconButton>
      ) : null}
      <Popover label={t('actions')} icon={<Ellipsis aria-hidden="true" />}>
        {(close) => {
          const item = (icon: preact.ComponentChildren, text: string, run: () => void) => (
            <button
              type="button"
              onClick={() => {
                close();
                run();
              }}
            >
              {icon}
              {text}
            </button>
          );
          const command = (kind: 'pin' | 'mark', on: boolean) => void room.client.command({ t: kind, of: seq, on });
          return (
            <>
              {reacts ? (
                <EmojiChoice
                  onPick={(emoji) => {
                    close();
                    react(room, message, emoji, true);
                  }}
                />
              ) : null}
              {writes ? item(<Reply aria-hidden="true" />, t('reply'), () => dealings.onReply(message)) : null}
              {edits ? item(<Pencil aria-hidden="true" />, t('edit'), onEdit) : null}
              {mayNow(dealings, 'pin')
                ? item(pinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />, t(pinned ? 'unpin' : 'pin'), () =>
                    command('pin', !pinned),
                  )
                : null}
              {client.matter && mayNow(dealings, 'mark')
                ? item(<Flag aria-hidden="true" />, t(status ? 'unmark' : 'mark'), () => command('mark', !status))
                : null}
              {seen ? item(<CheckCheck aria-hidden="true" />, count ? t('seenCount', { count }) : t('seen'), () => seen.onAsk(seq)) : null}
              {deletes ? item(<X aria-hidden="true" />, t('delete'), () => setDeleting(true)) : null}
            </>
          );
        }}
      </Popover>
      {deleting ? (
        <Dialog
          title={t('deleteTitle')}
          action={t('deleteAction')}
          danger
          run={async () => void room.client.command({ t: 'delete', of: seq })}
          onClose={() => setDeleting(false)}
        >
          <p>{t('deleteText')}</p>
        </Dialog>
      ) : null}
    </span>
  );
}
