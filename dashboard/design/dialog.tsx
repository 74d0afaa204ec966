import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { styles as s } from './controls.tsx';

interface Props {
  title: string;
  onClose: () => void;
  /** With it the dialog is a form. */
  onSubmit?: () => void;
  actions: ComponentChildren;
  children: ComponentChildren;
}

/** A modal dialog: traps focus, closes on Escape, gives the focus back. */
export function Dialog({ title, onClose, onSubmit, actions, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key: what is typed at once goes into the dialog.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog class={s.dialog} ref={dialog} aria-labelledby={id} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        <div class={s.actions}>{actions}</div>
      </form>
    </dialog>
  );
}
