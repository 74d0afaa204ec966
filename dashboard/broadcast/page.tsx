/** The Broadcast tab: before one, while one is on, and those that were. */
import { useEffect, useState } from 'preact/hooks';
import { Button, Empty, Notice, Page, styles } from '../design/controls.tsx';
import { onClock } from '../design/time.ts';
import { caughtUp, siteName, sites } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import s from './broadcast.module.css';
import { Live } from './live.tsx';
import { type OwnCast, ownCast, picks } from './own.ts';
import { Past } from './past.tsx';
import { Setup } from './setup.tsx';
import { studioOf } from './studio.ts';
import { t } from './texts.ts';

export default function Broadcast() {
  const [chosen, setChosen] = useState(picks.value?.site ?? '');
  const cast = ownCast.value;
  const isLive = cast?.view.own ?? false;
  const site = isLive ? cast!.site : (sites.value.find(({ id }) => id === chosen)?.id ?? sites.value[0]?.id);
  const user = me.value!.user.id;
  useEffect(() => (site ? studioOf(user, site).hold() : undefined), [user, site]);
  if (!site) return caughtUp.value ? <NoSite /> : <Page>{t('loading')}</Page>;
  if (isLive) return <Live cast={cast!} />;
  return (
    <Page>
      <h1>{t('title')}</h1>
      <p>{t('intro')}</p>
      {cast ? <Before cast={cast} /> : null}
      {cast?.view.live ? null : <Setup cast={cast} site={site} onSite={setChosen} />}
      <Past key={cast?.view.ended ? 'after' : 'before'} site={site} />
    </Page>
  );
}

const NoSite = () => (
  <Page>
    <h1>{t('title')}</h1>
    <Empty title={t('noSite')} />
  </Page>
);

/** What happened just now, or happens in another window. */
function Before({ cast: { view, studio, site } }: { cast: OwnCast }) {
  const { ended, live, connection, loaded } = view;
  return (
    <>
      {ended ? (
        <Notice tone={ended.reason === 'ended' ? 'good' : 'bad'}>
          {t(`ended_${ended.reason}`)} {ended.seconds > 0 ? t('lasted', { time: onClock(ended.seconds) }) : ''}
        </Notice>
      ) : null}
      {connection === 'stopped' && !loaded ? <Notice tone="bad">{t('refused')}</Notice> : null}
      {live ? (
        <section class={styles.card}>
          <p>
            <strong>{t('otherWindow', { site: siteName(site) })}</strong>
          </p>
          <p class={s.muted}>{t('otherWindowText')}</p>
          <div class={styles.actions}>
            <Button look="main" onClick={() => studio.takeOver()}>
              {t('goOnHere')}
            </Button>
          </div>
        </section>
      ) : null}
    </>
  );
}
