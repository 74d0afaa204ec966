/** The embed line, and whether it has been seen: told by the desk the moment it happens. */
import { useEffect, useState } from 'preact/hooks';
import type { SiteInfo } from '../../protocol/api.ts';
import { Button, Notice, Page, SelectField, styles, TextField } from '../design/controls.tsx';
import { Copy } from '../design/copy.tsx';
import { dateTime } from '../design/time.ts';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { sites } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import s from './entry.module.css';
import { t } from './texts.ts';

export default function Setup() {
  const [all, setAll] = useState<SiteInfo[]>([]);
  const [chosen, setChosen] = useState('');
  const [fault, setFault] = useState('');
  useEffect(() => {
    get<SiteInfo[]>('/sites').then(setAll, (error) => setFault(errorText(error)));
  }, []);
  const site = all.find(({ id }) => id === chosen) ?? all[0];
  const told = sites.value.find(({ id }) => id === site?.id);
  return (
    <Page>
      <h1>{t('setupTitle')}</h1>
      {fault ? <Notice tone="bad">{fault}</Notice> : null}
      {all.length > 1 ? (
        <SelectField
          label={t('site')}
          value={site?.id ?? ''}
          onValue={setChosen}
          options={all.map(({ id, settings }) => [id, settings.name])}
        />
      ) : null}
      {site ? (
        <>
          <section class={styles.card}>
            <p>{t('setupIntro')}</p>
            <code class={s.code}>{site.snippet}</code>
            <div>
              <Copy text={site.snippet} copy={t('copy')} copied={t('copied')} />
            </div>
            {told?.seen ? (
              <Notice tone="good">{t('seen', { origin: told.seen.origin, time: dateTime(told.seen.at) })}</Notice>
            ) : (
              <Notice>{t('waiting')}</Notice>
            )}
            {told?.refused ? (
              <Notice tone="bad">
                {t('refused', { origin: told.refused.origin, count: told.refused.count })}
                <a href={`/app/settings/sites/${site.id}`}>{t('allow')}</a>
              </Notice>
            ) : null}
          </section>
          {isAdmin.value ? <Developer site={site.id} /> : null}
          <a href={`/app/guides?site=${site.id}`}>{t('guides')}</a>
          <a href="/app/">{t('toChats')}</a>
        </>
      ) : null}
    </Page>
  );
}

function Developer({ site }: { site: string }) {
  const [email, setEmail] = useState('');
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null);
  return (
    <form
      class={styles.card}
      onSubmit={async (event) => {
        event.preventDefault();
        await post(`/sites/${site}/snippet-mail`, { email }).then(
          () => setSaid({ tone: 'good', text: t('sent', { email }) }),
          (error) => setSaid({ tone: 'bad', text: errorText(error) }),
        );
      }}
    >
      <h2>{t('developer')}</h2>
      <p>{t('developerIntro')}</p>
      <div class={s.row}>
        <TextField label={t('developerEmail')} type="email" required value={email} onValue={setEmail} />
        <Button type="submit">{t('send')}</Button>
      </div>
      {said ? <Notice tone={said.tone}>{said.text}</Notice> : null}
    </form>
  );
}
