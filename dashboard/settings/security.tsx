import Bowser from 'bowser';
import { useEffect, useState } from 'preact/hooks';
import type { SessionInfo } from '../../protocol/api.ts';
import { Button, Page, styles, TextField } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, get, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { SecondFactor } from '../second-factor/section.tsx';
import { loadMe } from '../stores/me.ts';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

export function Security() {
  const [sessions, setSessions] = useState<SessionInfo[]>([]);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const load = () => get<SessionInfo[]>('/sessions').then(setSessions, fail);
  useEffect(() => {
    void load();
  }, []);
  const change = async () => {
    await put('/me/password', { current, password });
    setCurrent('');
    setPassword('');
    toast(t('saved'));
    // The session before was ended, here too, perhaps before the new one had arrived.
    await loadMe();
    await load();
  };
  return (
    <Page>
      <h1>{t('security')}</h1>
      <form
        class={styles.card}
        onSubmit={(event) => {
          event.preventDefault();
          void change().catch(fail);
        }}
      >
        <h2>{t('password')}</h2>
        <TextField label={t('current')} type="password" autocomplete="current-password" required value={current} onValue={setCurrent} />
        <TextField
          label={t('newPassword')}
          hint={t('passwordHint')}
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          value={password}
          onValue={setPassword}
        />
        <div>
          <Button look="main" type="submit">
            {t('save')}
          </Button>
        </div>
      </form>
      <SecondFactor />
      <section class={styles.card}>
        <h2>{t('sessions')}</h2>
        <ul class={styles.rows}>
          {sessions.map(({ id, userAgent, address, lastSeenAt, current: here }) => (
            <li key={id}>
              <div class={styles.grow}>
                <strong>{deviceOf(userAgent)}</strong>
                <p>{[address, here ? t('thisDevice') : t('lastSeen', { time: dateTime(lastSeenAt) })].filter(Boolean).join(' · ')}</p>
              </div>
              {here ? null : <Button onClick={() => void del(`/sessions/${id}`).then(load, fail)}>{t('revoke')}</Button>}
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

function deviceOf(userAgent: string | undefined): string {
  if (!userAgent) return '?';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name, os.name].filter(Boolean).join(' · ') || '?';
}
