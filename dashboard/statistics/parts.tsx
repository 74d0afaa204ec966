/** The parts of operators, categories and listings. */
import type { Part, Slice } from '../../protocol/statistics.ts';
import { styles } from '../design/controls.tsx';
import { Download } from './download.tsx';
import s from './statistics.module.css';
import { t } from './texts.ts';
import { Wide } from './wide.tsx';
import { count, decimal, length, median } from './words.ts';

const UNNAMED = { operator: 'formerOperator', category: 'noCategory', listing: 'listing' } as const;
const TITLES = { operator: 'perOperator', category: 'perCategory', listing: 'topListings' } as const;
const EMPTY = { operator: 'noOperators', category: 'noCategories', listing: 'noListings' } as const;

export function Parts({ part, slices, query }: { part: Part; slices: Slice[]; query: string }) {
  const title = t(TITLES[part]);
  return (
    <section class={styles.card}>
      <div class={styles.bar}>
        <h2>{title}</h2>
        {slices.length > 0 ? <Download by={part} query={query} what={title} /> : null}
      </div>
      {slices.length === 0 ? (
        <p>{t(EMPTY[part])}</p>
      ) : (
        <Wide label={title}>
          <table class={s.table}>
            <thead>
              <tr>
                <th scope="col">{t(part)}</th>
                <th scope="col">{t('chats')}</th>
                <th scope="col">{t('meaningful')}</th>
                <th scope="col">{t('missed')}</th>
                <th scope="col">{t('response')}</th>
                <th scope="col">{t('averageDuration')}</th>
                <th scope="col">{t('rating')}</th>
              </tr>
            </thead>
            <tbody>
              {slices.map((slice) => (
                <tr key={slice.id}>
                  <th scope="row">{slice.name || t(UNNAMED[part])}</th>
                  <td>{count(slice.chats)}</td>
                  <td>{count(slice.meaningful)}</td>
                  <td>{count(slice.missed)}</td>
                  <td>{median(slice.response)}</td>
                  <td>{length(slice.duration.average)}</td>
                  <td>{decimal(slice.rating.average)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {part === 'operator' && slices.length > 0 ? <p class={s.note}>{t('operatorNote')}</p> : null}
    </section>
  );
}
