/** What every way into the portal shares: the company, a form, what went wrong. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, Notice, TextField } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import s from './portal.module.css';
import { Brand } from './shell.tsx';
import { t } from './texts.ts';

interface Props {
  title: string;
  intro?: string;
  action: string;
  submit: () => Promise<unknown>;
  children?: ComponentChildren;
  below?: ComponentChildren;
}

export function EntryForm({ title, intro, action, submit, children, below }: Props) {
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  return (
    <main class={s.entry}>
      <form
        class={s.card}
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          setFault('');
          await submit().catch((error) => setFault(errorText(error)));
          setBusy(false);
        }}
      >
        <span class={s.cardBrand}>
          <Brand />
        </span>
        <h1>{title}</h1>
        {intro ? <p>{intro}</p> : null}
        {children}
        {fault ? <Notice tone="bad">{fault}</Notice> : null}
        <Button look="main" type="submit" disabled={busy}>
          {action}
        </Button>
        {below}
      </form>
    </main>
  );
}

interface FieldProps {
  value: string;
  onValue: (value: string) => void;
}

export const Email = ({ value, onValue }: FieldProps) => (
  <TextField label={t('email')} type="email" autocomplete="username" required maxLength={254} value={value} onValue={onValue} />
);

export const NewPassword = ({ value, onValue, label = t('newPassword') }: FieldProps & { label?: string }) => (
  <TextField
    label={label}
    type="password"
    autocomplete="new-password"
    required
    minLength={10}
    maxLength={128}
    hint={t('passwordHint')}
    value={value}
    onValue={onValue}
  />
);
