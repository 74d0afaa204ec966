/** How an operator is called. */
import { useState } from 'preact/hooks';
import type { Preferences } from '../../protocol/api.ts';
import { Button, Notice, Page, Switch, styles } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import { preferences, savePreferences } from '../stores/me.ts';
import { banner, beep } from './notify.ts';
import { t } from './texts.ts';

export default function Alerts() {
  const [permission, setPermission] = useState('Notification' in window ? Notification.permission : 'unsupported');
  const { sound, banner: wantsBanner, tellTaken } = preferences.value;
  const save = (part: Partial<Preferences>) => void savePreferences(part).catch((error) => toast(errorText(error)));
  const ask = async (on: boolean) => {
    if (on && permission === 'default') setPermission(await Notification.requestPermission());
    save({ banner: on });
  };
  return (
    <Page>
      <h1>{t('title')}</h1>
      <p>{t('intro')}</p>
      <section class={styles.card}>
        <Switch label={t('sound')} checked={sound} onChange={(on) => save({ sound: on })} />
        <Switch label={t('banner')} checked={wantsBanner} onChange={(on) => void ask(on)} />
        {wantsBanner && permission === 'denied' ? <Notice tone="bad">{t('denied')}</Notice> : null}
        {wantsBanner && permission === 'unsupported' ? <Notice>{t('unsupported')}</Notice> : null}
        <Switch label={t('taken')} checked={tellTaken} onChange={(on) => save({ tellTaken: on })} />
        <div>
          <Button
            onClick={async () => {
              if (wantsBanner) await ask(true);
              toast(t('tested'));
              if (sound) beep();
              if (wantsBanner) banner(t('tested'), () => undefined);
            }}
          >
            {t('test')}
          </Button>
        </div>
      </section>
    </Page>
  );
}
