/** Whose number it is, and in which order their phones ring. */
import { ArrowDown, ArrowUp, X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import type { NumberOperator } from '../../protocol/numbers.ts';
import { IconButton, SelectField, styles, TextField } from '../design/controls.tsx';
import { people } from '../stores/desk.ts';
import s from './numbers.module.css';
import { t } from './texts.ts';

interface Props {
  operators: NumberOperator[];
  /** What is wrong, by path: `operators.0.phone`. */
  faults: Record<string, string>;
  onChange: (operators: NumberOperator[]) => void;
}

const swapped = (all: NumberOperator[], at: number): NumberOperator[] => {
  const next = [...all];
  next.splice(at - 1, 2, all[at]!, all[at - 1]!);
  return next;
};

export function Operators({ operators, faults, onChange }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const moved = useRef('');
  // The focus goes along with the one that was moved; at an end its button is gone, and the other has it.
  useEffect(() => {
    if (!moved.current) return;
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(`[data-user="${moved.current.slice(2)}"] button[data-move]`);
    const wanted = [...(buttons ?? [])].find(({ dataset, disabled }) => dataset.move === moved.current[0] && !disabled);
    (wanted ?? [...(buttons ?? [])].find(({ disabled }) => !disabled))?.focus();
    moved.current = '';
  }, [operators]);
  const nameOf = (user: string): string => people.value.find(({ id }) => id === `o_${user}`)?.name ?? t('former');
  const free = people.value.filter(({ id }) => !operators.some(({ user }) => `o_${user}` === id));
  const move = (at: number, way: 'u' | 'd') => {
    moved.current = `${way} ${operators[at]!.user}`;
    onChange(swapped(operators, way === 'u' ? at : at + 1));
  };
  return (
    <section class={styles.card} aria-label={t('people')}>
      <h2>{t('people')}</h2>
      <p class={styles.hint}>{t('peopleHint')}</p>
      {operators.length === 0 ? <p>{t('peopleNone')}</p> : null}
      <ul class={styles.rows} ref={list}>
        {operators.map(({ user, phone }, at) => {
          const name = nameOf(user);
          return (
            <li key={user} data-user={user}>
              <div class={`${styles.grow} ${s.person}`}>
                <TextField
                  label={t('phone', { name })}
                  hint={t('phoneHint')}
                  fault={faults[`operators.${at}.phone`] === undefined ? undefined : t('phoneWrong')}
                  inputMode="tel"
                  dir="ltr"
                  maxLength={40}
                  value={phone}
                  onValue={(value) => onChange(operators.map((one) => (one.user === user ? { user, phone: value } : one)))}
                />
                <IconButton label={t('up', { name })} data-move="u" disabled={at === 0} onClick={() => move(at, 'u')}>
                  <ArrowUp aria-hidden="true" />
                </IconButton>
                <IconButton label={t('down', { name })} data-move="d" disabled={at === operators.length - 1} onClick={() => move(at, 'd')}>
                  <ArrowDown aria-hidden="true" />
                </IconButton>
                <IconButton label={t('removePerson', { name })} onClick={() => onChange(operators.filter((one) => one.user !== user))}>
                  <X aria-hidden="true" />
                </IconButton>
              </div>
            </li>
          );
        })}
      </ul>
      {free.length > 0 ? (
        <SelectField
          label={t('addPerson')}
          value=""
          onValue={(id) => id && onChange([...operators, { user: id.slice(2), phone: '' }])}
          options={[['', t('choose')], ...free.map(({ id, name }) => [id, name] as const)]}
        />
      ) : null}
    </section>
  );
}
