import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SiteInfo } from '../../protocol/api.ts';
import { Button, Page, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { isAdmin } from '../stores/me.ts';
import { t } from './texts.ts';

export function Sites() {
  const [sites, setSites] = useState<SiteInfo[]>([]);
  const [making, setMaking] = useState(false);
  useEffect(() => {
    get<SiteInfo[]>('/sites').then(setSites, (error) => toast(errorText(error)));
  }, []);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('sites')}</h1>
        {isAdmin.value ? (
          <Button look="main" onClick={() => setMaking(true)}>
            {t('siteNew')}
          </Button>
        ) : null}
      </div>
      <section class={styles.card}>
        <ul class={styles.rows}>
          {sites.map(({ id, settings }) => (
            <li key={id}>
              <div class={styles.grow}>
                <strong>{settings.name}</strong>
                <p>{settings.origins.join(', ')}</p>
              </div>
              <a href="/app/setup">{t('setup')}</a>
              <a href={`/app/guides?site=${id}`}>{t('guides')}</a>
              <a href={`/app/settings/sites/${id}`}>{t('edit')}</a>
            </li>
          ))}
        </ul>
      </section>
      {making ? <NewSite onClose={() => setMaking(false)} /> : null}
    </Page>
  );
}

function NewSite({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [name, setName] = useState('');
  return (
    <Dialog
      title={t('siteNew')}
      onClose={onClose}
      run={() => post<SiteInfo>('/sites', { name })}
      onDone={({ id }) => route(`/app/settings/sites/${id}`)}
      action={t('save')}
    >
      <TextField label={t('siteName')} required maxLength={100} value={name} onValue={setName} />
    </Dialog>
  );
}
