/** What viewers ask before everybody: equal questions are one, those with most votes come first. */
import type { Question } from '../../protocol/broadcast.ts';
import type { HostLine } from '../../protocol/client/video/cast-host/line.ts';
import { Button, styles } from '../design/controls.tsx';
import s from './broadcast.module.css';
import { t } from './texts.ts';

export function Board({ questions, line }: { questions: Question[]; line: HostLine }) {
  const open = questions.filter(({ answered }) => !answered);
  return (
    <section class={styles.card} aria-labelledby="questions">
      <h2 id="questions">{t('questions', { count: open.length })}</h2>
      {questions.length === 0 ? (
        <p class={s.muted}>{t('noQuestions')}</p>
      ) : (
        <ul class={`${styles.rows} ${s.scroll}`}>
          {[...open, ...questions.filter(({ answered }) => answered)].map(({ id, text, votes, answered = false }) => (
            <li key={id}>
              <div class={`${styles.grow} ${answered ? s.muted : ''}`}>
                <strong>{text}</strong>
                <p>
                  {t('votes', { count: votes })}
                  {answered ? ` · ${t('isAnswered')}` : ''}
                </p>
              </div>
              <Button small aria-label={t(answered ? 'reopenOf' : 'answeredOf', { text })} onClick={() => line.answered(id, !answered)}>
                {t(answered ? 'reopen' : 'answered')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
