import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button, styles as s } from './controls.tsx';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const toasts = signal<Toast[]>([]);
let last = 0;

/** Shows a line for a few seconds. */
export function toast(text: string, action?: Toast['action']): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-3), { id, text, ...(action ? { action } : {}) }];
  setTimeout(() => drop(id), 7000);
}
const drop = (id: number): void => {
  toasts.value = toasts.value.filter((one) => one.id !== id);
};

export const Toasts = (): ComponentChildren => (
  <div class={s.toasts} role="status">
    {toasts.value.map(({ id, text, action }) => (
      <div class={s.toast} key={id}>
        <span>{text}</span>
        {action ? (
          <Button
            small
            onClick={() => {
              drop(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
      </div>
    ))}
  </div>
);
