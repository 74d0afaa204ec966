import { Download as Icon } from 'lucide-preact';
import type { Grouping, Part } from '../../protocol/statistics.ts';
import { styles } from '../design/controls.tsx';
import s from './statistics.module.css';
import { t } from './texts.ts';

/** A table as a file. */
export const Download = ({ by, query, what }: { by: Grouping | Part; query: string; what: string }) => (
  <a
    class={`${styles.button} ${styles.small} ${s.file}`}
    href={`/api/statistics/csv?${query}&by=${by}`}
    download
    aria-label={t('csvOf', { what })}
  >
    <Icon aria-hidden="true" /> CSV
  </a>
);
