import { useEffect, useState } from 'preact/hooks';
import type { DeadLetter } from '../../protocol/api.ts';
import { Button, Page, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

/** What could not be delivered in the end, for a person to send again. */
export function Undelivered() {
  const [letters, setLetters] = useState<DeadLetter[] | null>(null);
  const load = () => get<DeadLetter[]>('/dead-letters').then(setLetters, fail);
  useEffect(() => {
    void load();
  }, []);
  return (
    <Page>
      <h1>{t('undelivered')}</h1>
      <p>{t('undeliveredIntro')}</p>
      <section class={styles.card}>
        {letters?.length === 0 ? <p>{t('undeliveredNone')}</p> : null}
        <ul class={styles.rows}>
          {letters?.map(({ id, title, error, at }) => (
            <li key={id}>
              <div class={styles.grow}>
                <strong>{title}</strong>
                <p>
                  {dateTime(at)} · {error}
                </p>
              </div>
              <Button
                onClick={() =>
                  void post(`/dead-letters/${id}/replay`).then(() => {
                    toast(t('replayed'));
                    return load();
                  }, fail)
                }
              >
                {t('replay')}
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
