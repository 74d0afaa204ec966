/** Calls in rooms of several ring on every page, for a while; after that the room itself says that one is on. */
import { signal } from '@preact/signals';
import { Phone } from 'lucide-preact';
import { useLocation } from 'preact-iso';
import { RINGS } from '../../protocol/call.ts';
import { Button, styles } from '../design/controls.tsx';
import { now } from '../design/time.ts';
import s from './group.module.css';
import { ownCall } from './own.ts';
import type { Ringing } from './ring-of.ts';
import { t } from './texts.ts';

export interface RingProps {
  calls: Ringing[];
}

/** Calls that this person does not want to hear of. */
const silenced = signal<ReadonlySet<string>>(new Set());
const key = ({ room, call }: Ringing): string => `${room} ${call}`;

export function Ring({ calls }: RingProps) {
  const { path } = useLocation();
  const isHere = (one: Ringing) => decodeURIComponent(path) === decodeURIComponent(one.path) || ownCall.value?.room === one.room;
  const loud = calls.filter((one) => now.value - one.since < RINGS && !silenced.value.has(key(one)) && !isHere(one));
  return (
    <section aria-label={t('ringing')} hidden={loud.length === 0}>
      <div role="alert">
        {loud.map((one) => (
          <div key={key(one)} class={`${s.bar} ${s.loud}`}>
            <Phone aria-hidden="true" />
            <p>{t('incoming', { name: one.title })}</p>
            <a class={`${styles.button} ${styles.main} ${styles.small}`} href={`${one.path}?join=1`}>
              {t('join')}
            </a>
            <Button small onClick={() => (silenced.value = new Set([...silenced.value, key(one)]))}>
              {t('notNow')}
            </Button>
          </div>
        ))}
      </div>
    </section>
  );
}
