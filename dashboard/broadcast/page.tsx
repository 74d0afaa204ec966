/** The audience on each site, live. */
import type { DeskSite } from '../../protocol/frames.ts';
import type { VisitorsLook } from '../../protocol/visitors.ts';
import { Page, styles } from '../design/controls.tsx';
import { sites } from '../stores/desk.ts';
import { useVisitors } from '../visitors/watch.ts';
import { t } from './texts.ts';

export default function Broadcast() {
  return (
    <Page>
      <h1>{t('title')}</h1>
      <p>{t('intro')}</p>
      <section class={styles.card}>
        <ul class={styles.rows}>
          {sites.value.map((site) => (
            <Audience key={site.id} site={site} />
          ))}
        </ul>
        <a href="/app/visitors">{t('see')}</a>
      </section>
    </Page>
  );
}

/** How many are there, and nobody of them. */
const LOOK: VisitorsLook = { sort: 'came', down: true, kind: 'all', text: '', language: 'en', first: 0, count: 0 };

function Audience({ site: { id, name } }: { site: DeskSite }) {
  const { window: shown } = useVisitors(id, LOOK);
  return (
    <li>
      <div class={styles.grow}>
        <strong>{name}</strong>
      </div>
      <span class={styles.tag}>{shown ? t('count', { count: shown.online }) : '…'}</span>
    </li>
  );
}
