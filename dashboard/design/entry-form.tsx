/** What every way in shares: whose it is, a form, what went wrong. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../i18n/errors.ts';
import { Button, Notice } from './controls.tsx';
import s from './entry-form.module.css';

export { s as entryStyles };

interface Props {
  /** Whose door it is. */
  brand: ComponentChildren;
  title: string;
  intro?: string | undefined;
  action: string;
  submit: () => Promise<unknown>;
  children?: ComponentChildren;
  below?: ComponentChildren;
  /** What went wrong before it was sent. */
  fault?: string | undefined;
}

export type EntryProps = Omit<Props, 'brand'>;

/** One card in the middle of the page, with one thing to do. */
export function EntryForm({ brand, title, intro, action, submit, children, below, fault: given = '' }: Props) {
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
        <span class={s.brand}>{brand}</span>
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
