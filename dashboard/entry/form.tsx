/** The frame that every way in shares: the brand, a form, what went wrong. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, Notice } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import s from './entry.module.css';

interface FormProps {
  title: string;
  intro?: string;
  action: string;
  submit: () => Promise<void>;
  children?: ComponentChildren;
  below?: ComponentChildren;
  fault?: string;
}

export function EntryForm({ title, intro, action, submit, children, below, fault: given = '' }: FormProps) {
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  return (
    <main class={s.page}>
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
        <span class={s.brand}>
          <i /> Foyer
        </span>
        <h1>{title}</h1>
        {intro ? <p>{intro}</p> : null}
        {children}
        {fault || given ? <Notice tone="bad">{fault || given}</Notice> : null}
        <Button look="main" type="submit" disabled={busy}>
          {action}
        </Button>
        {below}
      </form>
    </main>
  );
}
