/** The audience on each site, live. */
import type { DeskSite } from '../../protocol/frames.ts';
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

function Audience({ site: { id, name } }: { site: DeskSite }) {
  const visitors = useVisitors(id);
  return (
    <li>
      <div class={styles.grow}>
        <strong>{name}</strong>
      </div>
      <span class={styles.tag}>{visitors ? t('count', { count: visitors.length }) : '…'}</span>
    </li>
  );
}
