/** What the desk counts now; follows the desk's changes. */
import { useEffect, useState } from 'preact/hooks';
import type { Now } from '../../protocol/api.ts';
import { Notice, styles } from '../design/controls.tsx';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { people, rooms } from '../stores/desk.ts';
import s from './statistics.module.css';
import { t } from './texts.ts';

const FIGURES = ['waiting', 'open', 'unanswered', 'closedToday', 'online'] as const;

export function RightNow() {
  const [figures, setFigures] = useState<Now | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      get<Now>('/statistics/now').then(
        (found) => {
          setFault('');
          setFigures(found);
        },
        (error) => setFault(errorText(error)),
      );
    }, 300);
    return () => clearTimeout(timer);
  }, [rooms.value, people.value]);
  return (
    <>
      <h1>{t('title')}</h1>
      {fault ? <Notice tone="bad">{fault}</Notice> : null}
      <dl class={s.figures}>
        {FIGURES.map((name) => (
          <div class={s.figure} key={name}>
            <dt>{t(name)}</dt>
            <dd>{figures ? figures[name] : '–'}</dd>
          </div>
        ))}
      </dl>
      {figures?.byCategory.length ? (
        <section class={styles.card}>
          <h2>{t('byCategory')}</h2>
          <table class={s.table}>
            <thead>
              <tr>
                <th scope="col">{t('category')}</th>
                <th scope="col">{t('chats')}</th>
              </tr>
            </thead>
            <tbody>
              {figures.byCategory.map(({ name, count }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
}
