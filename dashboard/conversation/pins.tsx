/** What is pinned, at the top of the room: the newest in a line, all of them on demand. */
import { ChevronDown, Pin, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { IconButton } from '../design/controls.tsx';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './conversation.module.css';
import { type Dealings, mayNow } from './dealings.ts';
import { lineOf, useEntry } from './quote.tsx';
import { t } from './texts.ts';

interface Props {
  room: AnyRoom;
  dealings: Dealings;
  nameOf: (person: PersonId) => string;
  onJump: (seq: number) => void;
}

export function Pins({ room, dealings, nameOf, onJump }: Props) {
  const [open, setOpen] = useState(false);
  const { pins } = dealings.client;
  if (pins.length === 0) return null;
  const shown = open ? pins : pins.slice(0, 1);
  return (
    <section class={s.pins} aria-label={t('pinned')}>
      <ul>
        {shown.map((seq) => (
          <Pinned key={seq} seq={seq} room={room} dealings={dealings} nameOf={nameOf} onJump={onJump} />
        ))}
      </ul>
      {pins.length > 1 ? (
        <button type="button" class={s.all} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('allPins', { count: pins.length })}
          <ChevronDown aria-hidden="true" />
        </button>
      ) : null}
    </section>
  );
}

function Pinned({ seq, room, dealings, nameOf, onJump }: Props & { seq: number }) {
  const entry = useEntry(room, seq);
  const name = entry ? nameOf(entry.by) : '';
  return (
    <li>
      <Pin aria-hidden="true" />
      <button type="button" class={s.pinned} aria-label={t('showPinned', { name })} onClick={() => onJump(seq)}>
        {name ? <b>{name}</b> : null} <span dir="auto">{lineOf(entry)}</span>
      </button>
      {mayNow(dealings, 'pin') ? (
        <IconButton small label={t('unpinOne', { name })} onClick={() => void room.client.command({ t: 'pin', of: seq, on: false })}>
          <X aria-hidden="true" />
        </IconButton>
      ) : null}
    </li>
  );
}
