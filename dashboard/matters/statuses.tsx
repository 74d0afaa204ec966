/** How a matter stands, and how it stood before. Also shown to clients. */
import { Flag } from 'lucide-preact';
import type { MatterStatus, StatusPage } from '../../protocol/matter.ts';
import { Button, Empty, Notice, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { errorText } from '../i18n/errors.ts';
import s from './matters.module.css';
import { usePages } from './pages.ts';
import { t } from './texts.ts';

interface Props {
  matter: string;
  load: (before?: number) => Promise<StatusPage>;
  /** Loads anew when it changes. */
  turn: unknown;
  /** Address of the message; null where it cannot be opened. */
  linkTo: (status: MatterStatus) => string | null;
  /** What to do where there is none yet. */
  hint?: string;
}

export function Statuses({ matter, load, turn, linkTo, hint }: Props) {
  const { rows, error, more, reload } = usePages<MatterStatus, number>(
    async (before) => {
      const { statuses, next } = await load(before);
      return { rows: statuses, next };
    },
    [matter, turn],
  );
  if (!rows) return error ? <Failed error={error} again={reload} /> : <p role="status">{t('loading')}</p>;
  const [current, ...earlier] = rows;
  if (!current) {
    return (
      <Empty icon={<Flag aria-hidden="true" />} title={t('noStatus')}>
        {hint ? <p>{hint}</p> : null}
      </Empty>
    );
  }
  return (
    <>
      <section class={`${styles.card} ${s.current}`} aria-label={t('current')}>
        <h2>{t('current')}</h2>
        <Said status={current} linkTo={linkTo} />
      </section>
      {earlier.length > 0 ? (
        <section class={styles.card} aria-label={t('earlier')}>
          <h2>{t('earlier')}</h2>
          <ol class={s.history}>
            {earlier.map((status) => (
              <li key={`${status.at} ${status.text}`}>
                <Said status={status} linkTo={linkTo} />
              </li>
            ))}
          </ol>
          {more ? (
            <p class={s.more}>
              <Button onClick={more}>{t('more')}</Button>
            </p>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function Said({ status, linkTo }: { status: MatterStatus; linkTo: Props['linkTo'] }) {
  const { text, at, name } = status;
  const link = linkTo(status);
  return (
    <>
      <p class={s.said} dir="auto">
        {text}
      </p>
      <p class={styles.hint}>
        {name ? <bdi>{name}</bdi> : null}
        {name ? ' · ' : null}
        <time dateTime={new Date(at).toISOString()}>{dateTime(at)}</time>
        {link ? (
          <>
            {' · '}
            <a href={link}>{t('showMessage')}</a>
          </>
        ) : null}
      </p>
    </>
  );
}

export const Failed = ({ error, again }: { error: unknown; again: () => void }) => (
  <>
    <Notice tone="bad">{errorText(error)}</Notice>
    <Button onClick={again}>{t('again')}</Button>
  </>
);
