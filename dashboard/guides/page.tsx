/** How to put Foyer on a website, for each kind of website. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { SiteInfo } from '../../protocol/api.ts';
import { Notice, Page, SelectField, styles } from '../design/controls.tsx';
import { Copy } from '../design/copy.tsx';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './guides.module.css';
import { GUIDES, type Guide, placeOf, stepsOf } from './guides.ts';
import { t } from './texts.ts';

export default function Guides() {
  const { guide = 'plain' } = useRoute().params;
  const { query, route } = useLocation();
  const current = GUIDES.find((one) => one === guide) ?? 'plain';
  const [sites, setSites] = useState<SiteInfo[]>([]);
  const [fault, setFault] = useState('');
  useEffect(() => {
    get<SiteInfo[]>('/sites').then(setSites, (error) => setFault(errorText(error)));
  }, []);
  const site = sites.find(({ id }) => id === query.site) ?? sites[0];
  const address = (name: Guide, id = site?.id) => `/app/guides/${name}${id ? `?site=${id}` : ''}`;
  return (
    <Page>
      <h1>{t('guides')}</h1>
      {fault ? <Notice tone="bad">{fault}</Notice> : null}
      <nav class={s.guides} aria-label={t('guides')}>
        {GUIDES.map((name) => (
          <a key={name} href={address(name)} aria-current={name === current ? 'page' : undefined}>
            {t(name)}
          </a>
        ))}
      </nav>
      {sites.length > 1 ? (
        <SelectField
          label={t('site')}
          value={site?.id ?? ''}
          onValue={(id) => route(address(current, id))}
          options={sites.map(({ id, settings }) => [id, settings.name] as const)}
        />
      ) : null}
      {site ? <Steps key={`${current} ${site.id}`} guide={current} site={site} /> : null}
      <p>
        <a href="/app/setup">{t('setup')}</a>
        {site ? (
          <>
            {' · '}
            <a href={`/app/settings/sites/${site.id}`}>{t('settings')}</a>
          </>
        ) : null}
      </p>
    </Page>
  );
}

function Steps({ guide, site }: { guide: Guide; site: SiteInfo }) {
  return (
    <section class={styles.card}>
      <h2>{t(guide)}</h2>
      {stepsOf(guide, placeOf(site.snippet, site.id)).map(({ title, text, name, code }) => (
        <div class={s.step} key={text}>
          {title ? <h3>{t(title)}</h3> : null}
          <p>{t(text)}</p>
          {code ? (
            <>
              <pre class={s.code}>{code}</pre>
              <div class={s.foot}>
                <span class={styles.hint}>{name}</span>
                <Copy text={code} copy={t('copy')} copied={t('copied')} label={`${t(title ?? guide)}, ${name}`} />
              </div>
            </>
          ) : null}
        </div>
      ))}
    </section>
  );
}
