import { useRef, useState } from 'preact/hooks';
import { Avatar, Button, Page, SelectField, styles, TextField } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { del, put, toError } from '../http.ts';
import { LANGUAGES } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { loadMe, me, preferences, savePreferences } from '../stores/me.ts';
import { Mobile } from './mobile.tsx';
import { t } from './texts.ts';
import { UnreadMail } from './unread-mail.tsx';

const fail = (error: unknown): void => toast(errorText(error));

export function Profile() {
  const { user } = me.value!;
  const own = preferences.value;
  const [name, setName] = useState(user.name);
  const [transcriptEmail, setTranscriptEmail] = useState(own.transcriptEmail);
  const [away, setAway] = useState(String(own.awayAfter));
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  const save = async () => {
    if (name.trim() !== user.name) await put('/me', { name: name.trim() });
    await savePreferences({ transcriptEmail: transcriptEmail.trim(), awayAfter: Number(away) || 0 });
    await loadMe();
    toast(t('saved'));
  };
  return (
    <Page>
      <h1>{t('profile')}</h1>
      <Photo />
      <form
        class={styles.card}
        onSubmit={(event) => {
          event.preventDefault();
          void save().catch(fail);
        }}
      >
        <TextField label={t('name')} required maxLength={100} autocomplete="name" value={name} onValue={setName} />
        <TextField
          label={t('transcriptEmail')}
          hint={t('transcriptHint')}
          type="email"
          value={transcriptEmail}
          onValue={setTranscriptEmail}
        />
        <TextField label={t('awayAfter')} hint={t('awayHint')} type="number" min={0} max={1440} value={away} onValue={setAway} />
        <div>
          <Button look="main" type="submit">
            {t('save')}
          </Button>
        </div>
      </form>
      <section class={styles.card}>
        <SelectField
          label={t('language')}
          value={own.language}
          onValue={(language) => void savePreferences({ language }).catch(fail)}
          options={[['auto', t('auto')], ...LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)]}
        />
        <SelectField
          label={t('theme')}
          value={own.theme}
          onValue={(theme) => void savePreferences({ theme: theme as 'auto' }).catch(fail)}
          options={(['auto', 'light', 'dark'] as const).map((theme) => [theme, t(`theme_${theme}`)] as const)}
        />
      </section>
      <Mobile />
      <UnreadMail />
    </Page>
  );
}

/** The photo that visitors see. */
function Photo() {
  const { user } = me.value!;
  const picker = useRef<HTMLInputElement>(null);
  const upload = async (file: File) => {
    const response = await fetch('/api/me/photo', { method: 'PUT', body: file, headers: { 'content-type': file.type } });
    if (!response.ok) throw toError(response.status, await response.json().catch(() => null));
    await loadMe();
  };
  return (
    <section class={styles.card}>
      <h2>{t('photo')}</h2>
      <div class={styles.bar}>
        <Avatar name={user.name} photo={user.photo} size={64} />
        <Button onClick={() => picker.current?.click()}>{t('choosePhoto')}</Button>
        {user.photo ? (
          <Button look="quiet" onClick={() => void del('/me/photo').then(loadMe).catch(fail)}>
            {t('removePhoto')}
          </Button>
        ) : null}
      </div>
      <p class={styles.hint}>{t('photoHint')}</p>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('choosePhoto')}
        accept="image/png,image/jpeg,image/webp,image/gif"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void upload(file).catch(fail);
          event.currentTarget.value = '';
        }}
      />
    </section>
  );
}
