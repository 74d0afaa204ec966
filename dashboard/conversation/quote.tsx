/** The message that another answers: a line of it, above the answer and where one is written. */
import { X } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import { IconButton } from '../design/controls.tsx';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './conversation.module.css';
import { entryAt, excerptOf, type Message } from './dealings.ts';
import { t } from './texts.ts';

/** An entry by its seq; one from far back is asked for. */
export function useEntry(room: AnyRoom, seq: number): Entry | undefined {
  const view = room.view.value;
  const entry = entryAt(view, seq);
  const isMissing = entry === undefined;
  // It can be asked for once it is known where what is held begins, and again on the next line.
  useEffect(() => {
    if (isMissing) room.client.look(seq);
  }, [seq, isMissing, view.entries[0]?.seq, view.caughtUp]);
  return entry;
}

export const lineOf = (entry: Entry | undefined): string =>
  entry?.kind !== 'message' ? t('earlier') : entry.deleted ? t('deletedMessage') : excerptOf(entry);

interface Props {
  room: AnyRoom;
  seq: number;
  nameOf: (person: PersonId) => string;
  onJump: (seq: number) => void;
}

/** A click leads to the message, however far back it is. */
export function Quote({ room, seq, nameOf, onJump }: Props) {
  const entry = useEntry(room, seq);
  const name = entry ? nameOf(entry.by) : '';
  return (
    <button type="button" class={s.quote} aria-label={t('quoted', { name })} onClick={() => onJump(seq)}>
      {name ? <b>{name}</b> : null}
      <span dir="auto">{lineOf(entry)}</span>
    </button>
  );
}

/** What is being answered, above the text that one writes. */
export const Answering = ({ message, name, onCancel }: { message: Message; name: string; onCancel: () => void }) => (
  <div class={s.answering}>
    <p>
      <b>{t('replyingTo', { name })}</b>
      <span dir="auto">{excerptOf(message)}</span>
    </p>
    <IconButton small label={t('noReply')} onClick={onCancel}>
      <X aria-hidden="true" />
    </IconButton>
  </div>
);
