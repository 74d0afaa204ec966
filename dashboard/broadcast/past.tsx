/** Broadcasts of a site so far. */
import { useEffect, useState } from 'preact/hooks';
import type { PastBroadcast } from '../../protocol/broadcast.ts';
import { Button, Notice, styles } from '../design/controls.tsx';
import { dateTime, onClock } from '../design/time.ts';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './broadcast.module.css';
import { t } from './texts.ts';

export function Past({ site }: { site: string }) {
  const [list, setList] = useState<PastBroadcast[] | null>(null);
  const [fault, setFault] = useState('');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setList(null);
    setFault('');
    get<{ broadcasts: PastBroadcast[] }>(`/sites/${site}/broadcasts`, stop.signal).then(
      ({ broadcasts }) => setList(broadcasts),
      (error) => {
        if (!stop.signal.aborted) setFault(errorText(error));
      },
    );
    return () => stop.abort();
  }, [site, tries]);
  return (
    <section class={styles.card} aria-labelledby="past">
      <div class={styles.bar}>
        <h2 id="past">{t('past')}</h2>
        <Button small onClick={() => setTries(tries + 1)}>
          {t('reload')}
        </Button>
      </div>
      {fault ? <Notice tone="bad">{fault}</Notice> : null}
      {!list && !fault ? <p role="status">{t('loading')}</p> : null}
      {list?.length === 0 ? <p class={s.muted}>{t('noPast')}</p> : null}
      <ul class={styles.rows}>
        {list?.map(({ id, by, to, since, seconds, ending, viewers, chats }) => (
          <li key={id}>
            <div class={styles.grow}>
              <strong>{dateTime(since)}</strong>
              <p>
                {by.name} · {t(`to_${to}`)}
                {ending === null || ending === 'ended' ? '' : ` · ${t(`past_${ending}`)}`}
              </p>
            </div>
            <span class={s.muted}>{t('pastMost', { count: viewers })}</span>
            <span class={s.muted}>{t('pastChats', { count: chats })}</span>
            <span class={styles.tag}>{seconds === null ? t('isOn') : onClock(seconds)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
