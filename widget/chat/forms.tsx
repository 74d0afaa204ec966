import { useState } from 'preact/hooks';
import type { FormField } from '../../protocol/site-settings.ts';
import { t } from './i18n.ts';
import { Icon } from './icons.tsx';

const KNOWN = ['name', 'email', 'phone', 'topic', 'message'] as const;
type Known = (typeof KNOWN)[number];

const labelOf = ({ key, label }: FormField): string => label || (KNOWN.includes(key as Known) ? t(key as Known) : key);

/** A message is what an offline form is for: it asks for one whatever the site's fields are. */
export const offlineFields = (fields: FormField[]): FormField[] =>
  fields.some(({ key }) => key === 'message') ? fields : [...fields, { key: 'message', label: '', type: 'textarea', required: true }];

/** What is wrong with the values, by key; empty when nothing is. */
export function faultsOf(fields: FormField[], values: Record<string, string>): Record<string, 'required' | 'badEmail'> {
  const faults: Record<string, 'required' | 'badEmail'> = {};
  for (const { key, type, required } of fields) {
    const value = values[key]?.trim();
    if (!value) {
      if (required) faults[key] = 'required';
    } else if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) faults[key] = 'badEmail';
  }
  return faults;
}

interface FormProps {
  intro: string;
  more?: string;
  fields: FormField[];
  action: string;
  onSubmit(values: Record<string, string>): void;
}

const COMPLETE: Record<string, string> = { name: 'name', email: 'email', phone: 'tel' };

export function FieldsForm({ intro, more, fields, action, onSubmit }: FormProps) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [faults, setFaults] = useState<ReturnType<typeof faultsOf>>({});
  const submit = (event: Event) => {
    event.preventDefault();
    const found = faultsOf(fields, values);
    setFaults(found);
    const [first] = Object.keys(found);
    if (first) (event.target as HTMLFormElement).querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else onSubmit(Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim())));
  };
  return (
    <form class="fields" onSubmit={submit} noValidate>
      <p>
        {intro} {more}
      </p>
      {fields.map((field) => {
        const { key, type, required, options } = field;
        const fault = faults[key];
        const shared = {
          id: `field-${key}`,
          name: key,
          value: values[key] ?? '',
          autocomplete: COMPLETE[key],
          'aria-invalid': !!fault,
          'aria-describedby': fault && `fault-${key}`,
          'aria-required': required,
          onInput: (event: Event) => setValues({ ...values, [key]: (event.target as HTMLInputElement).value }),
        };
        return (
          <div key={key}>
            <label for={`field-${key}`}>
              {labelOf(field)} {required ? '' : <small>({t('optional')})</small>}
            </label>
            {type === 'textarea' ? (
              <textarea rows={3} maxLength={10_000} {...shared} />
            ) : type === 'select' ? (
              <select {...shared}>
                <option value="" />
                {options?.map((option) => (
                  <option key={option}>{option}</option>
                ))}
              </select>
            ) : (
              <input type={type} list={undefined} maxLength={300} {...shared} />
            )}
            {fault ? (
              <em id={`fault-${key}`} role="alert">
                {t(fault)}
              </em>
            ) : null}
          </div>
        );
      })}
      <button type="submit" class="main">
        {action}
      </button>
    </form>
  );
}

export function Rating({ onRate, onSkip }: { onRate(rating: { score: number; comment?: string }): void; onSkip(): void }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  return (
    <form
      class="fields rating"
      onSubmit={(event) => {
        event.preventDefault();
        if (score) onRate({ score, ...(comment.trim() ? { comment: comment.trim() } : {}) });
      }}
    >
      <fieldset>
        <legend>{t('rate')}</legend>
        {[1, 2, 3, 4, 5].map((count) => (
          <label key={count} class={count <= score ? 'lit' : ''}>
            <input
              type="radio"
              name="score"
              aria-label={t('stars', { count })}
              checked={count === score}
              onChange={() => setScore(count)}
            />
            <Icon name="star" />
          </label>
        ))}
      </fieldset>
      {score ? (
        <>
          <textarea
            rows={2}
            maxLength={2000}
            aria-label={t('comment')}
            placeholder={t('comment')}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="main">
            {t('rateSend')}
          </button>
        </>
      ) : null}
      <button type="button" class="plain" onClick={onSkip}>
        {t('again')}
      </button>
    </form>
  );
}

interface TranscriptProps {
  address: string;
  onSend(address: string): Promise<boolean>;
  onCancel(): void;
}

export function TranscriptForm({ address: known, onSend, onCancel }: TranscriptProps) {
  const [address, setAddress] = useState(known);
  const [fault, setFault] = useState<'badEmail' | 'unknown' | null>(null);
  const field: FormField = { key: 'email', label: '', type: 'email', required: true };
  return (
    <form
      class="fields"
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        if (faultsOf([field], { email: address }).email) return setFault('badEmail');
        setFault((await onSend(address.trim())) ? null : 'unknown');
      }}
    >
      <label>
        <span>{t('transcript')}</span>
        <input
          type="email"
          autocomplete="email"
          value={address}
          aria-invalid={!!fault}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        {fault ? <em role="alert">{t(fault)}</em> : null}
      </label>
      <button type="submit" class="main">
        {t('transcriptSend')}
      </button>
      <button type="button" class="plain" onClick={onCancel}>
        {t('cancel')}
      </button>
    </form>
  );
}
