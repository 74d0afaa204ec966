import { useEffect, useState } from 'preact/hooks';
import type { HeldMail } from '../../protocol/api.ts';
import { Button, Page, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

/** Answers by email from senders who could not be told for sure: somebody reads them, and lets them in or throws them away. */
export function Held() {
  const [mails, setMails] = useState<HeldMail[] | null>(null);
  const load = () => get<HeldMail[]>('/held-mails').then(setMails, fail);
  useEffect(() => {
    void load();
  }, []);
  // Also after a refusal: a colleague may have been faster.
  const settle = (done: Promise<string>) => void done.then(toast, fail).then(load);
  return (
    <Page>
      <h1>{t('held')}</h1>
      <p>{t('heldIntro')}</p>
      <section class={styles.card}>
        {mails?.length === 0 ? <p>{t('heldNone')}</p> : null}
        <ul class={styles.rows}>
          {mails?.map((mail) => (
            <li key={mail.id}>
              <div class={styles.grow}>
                <strong dir="auto">{mail.from}</strong>
                <p>
                  {t(mail.reason === 'other_sender' ? 'heldOtherSender' : 'heldNotAuthentic', { person: mail.person })}{' '}
                  {t('heldWhere', { room: mail.roomName || '–', time: dateTime(mail.at) })}
                </p>
                {mail.subject ? <p dir="auto">{mail.subject}</p> : null}
                {mail.text ? <p dir="auto">“{mail.text}”</p> : null}
              </div>
              <Button onClick={() => settle(release(mail))}>{t('heldRelease', { person: mail.person })}</Button>
              <Button look="quiet" onClick={() => settle(del(`/held-mails/${mail.id}`).then(() => t('heldDiscarded')))}>
                {t('heldDiscard')}
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

async function release({ id }: HeldMail): Promise<string> {
  const { leftOut } = await post<{ leftOut: string[] }>(`/held-mails/${id}/release`);
  return leftOut.length ? t('heldReleasedWithout', { files: leftOut.join(', ') }) : t('heldReleased');
}
