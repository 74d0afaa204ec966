/** What a client sets for themselves, and where they are signed in. */
import { useState } from 'preact/hooks';
import type { PortalMe } from '../../protocol/portal.ts';
import { Button, Page, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { zones } from '../design/day.ts';
import { toast } from '../design/toasts.tsx';
import { post, put } from '../http.ts';
import { LANGUAGES } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { NewPassword } from './form.tsx';
import { keep, loadMe, me, save, signOut } from './me-store.ts';
import { api } from './portal.ts';
import { Sessions } from './sessions.tsx';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

export default function Me() {
  const known = me.value!;
  const [name, setName] = useState(known.name);
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  const own = known.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const saving = (part: Parameters<typeof save>[0]) => void save(part).then(() => toast(t('saved')), fail);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('me')}</h1>
        <Button onClick={() => void signOut().catch(fail)}>{t('signOut')}</Button>
      </div>
      <form
        class={styles.card}
        onSubmit={(event) => {
          event.preventDefault();
          saving({ name: name.trim() });
        }}
      >
        <TextField
          label={t('name')}
          hint={t('signedInAs', { email: known.email })}
          required
          maxLength={80}
          autocomplete="name"
          dir="auto"
          value={name}
          onValue={setName}
        />
        <div>
          <Button look="main" type="submit">
            {t('save')}
          </Button>
        </div>
      </form>
      <section class={styles.card}>
        <SelectField
          label={t('language')}
          value={known.language}
          onValue={(language) => saving({ language })}
          options={[['', t('likeBrowser')], ...LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)]}
        />
        <SelectField
          label={t('timeZone')}
          hint={t('timeZoneHint')}
          value={own}
          onValue={(timeZone) => saving({ timeZone })}
          options={[...new Set(['UTC', own, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
        />
        <Switch
          label={t('mails')}
          checked={!known.mutes.all}
          onChange={(on) =>
            void put<PortalMe>(api('/me/mutes'), { room: '', muted: !on })
              .then(keep)
              .then(() => toast(t('saved')), fail)
          }
        />
      </section>
      {known.password ? <Password /> : <NoPassword email={known.email} />}
      <Sessions />
    </Page>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = async () => {
    await put(api('/me/password'), { current, password });
    setCurrent('');
    setPassword('');
    toast(t('saved'));
    await loadMe();
  };
  return (
    <form
      class={styles.card}
      onSubmit={(event) => {
        event.preventDefault();
        void change().catch(fail);
      }}
    >
      <h2>{t('changePassword')}</h2>
      <TextField
        label={t('currentPassword')}
        type="password"
        autocomplete="current-password"
        required
        value={current}
        onValue={setCurrent}
      />
      <NewPassword value={password} onValue={setPassword} />
      <div>
        <Button look="main" type="submit">
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** Whoever signs in by link proves their address once more to choose a password. */
function NoPassword({ email }: { email: string }) {
  return (
    <section class={styles.card}>
      <h2>{t('password')}</h2>
      <p>{t('noPassword')}</p>
      <div>
        <Button onClick={() => void post(api('/forgot'), { email }).then(() => toast(t('linkSent', { email })), fail)}>
          {t('setPassword')}
        </Button>
      </div>
    </section>
  );
}
