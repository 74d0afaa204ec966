import { useId } from 'preact/hooks';
import { Button, styles } from '../design/controls.tsx';
import { isFiltered, type Question } from './question.ts';
import s from './search.module.css';
import type { Searcher } from './searcher.ts';
import { t } from './texts.ts';

interface Props {
  question: Question;
  searcher: Searcher;
  onChange: (part: Partial<Question>) => void;
}

/** Who, where, when, and whether with a file. */
export function Filters({ question, searcher: { me, people, kinds, rooms }, onChange }: Props) {
  const id = useId();
  const named = people.map(({ id, name }) => [id, id === me ? `${name} (${t('you')})` : name] as const);
  const select = (label: string, name: 'from' | 'kind' | 'in', options: (readonly [string, string])[]) => (
    <div class={s.filter}>
      <label for={`${id}-${name}`}>{label}</label>
      <select
        id={`${id}-${name}`}
        class={styles.input}
        value={question[name]}
        onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  const day = (label: string, name: 'since' | 'until') => (
    <div class={s.filter}>
      <label for={`${id}-${name}`}>{label}</label>
      <input
        id={`${id}-${name}`}
        type="date"
        list={undefined}
        class={styles.input}
        value={question[name]}
        onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      />
    </div>
  );
  const check = (label: string, checked: boolean, onChecked: (on: boolean) => void) => (
    <label class={s.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
  return (
    <div class={s.filters}>
      {select(t('from'), 'from', [['', t('anybody')], ...named])}
      {kinds.length > 0
        ? select(t('kind'), 'kind', [['', t('kind_all')], ...kinds.map((kind) => [kind, t(`kind_${kind}`)] as const)])
        : null}
      {rooms.length > 0 ? select(t('kind'), 'in', [['', t('kind_all')], ...rooms.map(({ id, name }) => [id, name] as const)]) : null}
      {day(t('since'), 'since')}
      {day(t('until'), 'until')}
      {check(t('files'), question.files !== '', (on) => onChange({ files: on ? '1' : '' }))}
      {question.in && rooms.length === 0 ? check(t('inRoom'), true, () => onChange({ in: '' })) : null}
      {isFiltered(question) ? (
        <Button small look="quiet" onClick={() => onChange({ from: '', kind: '', in: '', files: '', since: '', until: '' })}>
          {t('clear')}
        </Button>
      ) : null}
    </div>
  );
}
