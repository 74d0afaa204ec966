/** How many messages came among colleagues and by SMS since one was last here. Goes away as they are read. */
import { X } from 'lucide-preact';
import { IconButton } from '../design/controls.tsx';
import { sinceDay } from '../design/time.ts';
import s from './docks.module.css';
import { stillMissed } from './rows.ts';
import { unreadNow } from './slots.tsx';
import { t } from './texts.ts';

interface Props {
  /** By room, when one came back. */
  missed: ReadonlyMap<string, number>;
  /** When one was last here, ms; 0: never. */
  since: number;
  onClose: () => void;
}

export function Missed({ missed, since, onClose }: Props) {
  const count = stillMissed(missed, unreadNow());
  if (count === 0) return null;
  return (
    <p class={s.missed} role="status">
      <span>{since ? t('missedSince', { count, time: sinceDay(since) }) : t('missed', { count })}</span>
      <a href="/app/messages">{t('showThem')}</a>
      <IconButton small label={t('close')} onClick={onClose}>
        <X aria-hidden="true" />
      </IconButton>
    </p>
  );
}
