import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../i18n/errors.ts';
import { Button, Notice, styles as s } from './controls.tsx';
import { t } from './texts.ts';

interface Props<T> {
  title: string;
  /** What it does, as its button says. */
  action: string;
  danger?: boolean;
  /** Whether there is anything to do yet. */
  ready?: boolean;
  /** Does it, once at a time; what is thrown is shown, and the dialog stays. Without it there is nothing to do but read. */
  run?: () => Promise<T>;
  /** What follows when it was done, in place of closing. */
  onDone?: (done: T) => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog that does one thing: traps focus, closes on Escape, gives the focus back. */
export function Dialog<T>({ title, action, danger, ready = true, run, onClose, onDone = onClose, children }: Props<T>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  // Before the next key: what is typed at once goes into the dialog.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = async () => {
    if (busy || !ready) return;
    if (!run) return onClose();
    setBusy(true);
    setFault('');
    try {
      onDone(await run());
    } catch (error) {
      setFault(errorText(error));
    }
    setBusy(false);
  };
  return (
    <dialog class={s.dialog} ref={dialog} aria-labelledby={id} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        {fault ? <Notice tone="bad">{fault}</Notice> : null}
        <div class={s.actions}>
          {run ? <Button onClick={onClose}>{t('cancel')}</Button> : null}
          <Button look={danger ? 'danger' : 'main'} type="submit" disabled={busy || !ready}>
            {action}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
