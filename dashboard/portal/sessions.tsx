import Bowser from 'bowser';
import { useEffect, useState } from 'preact/hooks';
import type { SessionInfo } from '../../protocol/api.ts';
import { Button, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { api } from './portal.ts';
import { t } from './texts.ts';

/** Where the client is signed in, and how to end it there. */
export function Sessions() {
  const [sessions, setSessions] = useState<SessionInfo[]>([]);
  const fail = (error: unknown): void => toast(errorText(error));
  const load = () => get<SessionInfo[]>(api('/sessions')).then(setSessions, fail);
  useEffect(() => {
    void load();
  }, []);
  return (
    <section class={styles.card}>
      <h2>{t('sessions')}</h2>
      <ul class={styles.rows}>
        {sessions.map(({ id, userAgent = '', address, lastSeenAt, current }) => (
          <li key={id}>
            <div class={styles.grow}>
              <strong>{deviceOf(userAgent)}</strong>
              <p>{[address, current ? t('thisDevice') : t('lastSeen', { time: dateTime(lastSeenAt) })].filter(Boolean).join(' · ')}</p>
            </div>
            {current ? null : (
              <Button
                aria-label={`${t('endSession')}: ${deviceOf(userAgent)}`}
                onClick={() => void del(api(`/sessions/${id}`)).then(load, fail)}
              >
                {t('endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function deviceOf(userAgent: string): string {
  if (!userAgent) return '?';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name, os.name].filter(Boolean).join(' · ') || '?';
}
