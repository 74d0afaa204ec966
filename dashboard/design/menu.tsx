import { EllipsisVertical } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { IconButton } from './controls.tsx';
import s from './menu.module.css';

interface Props {
  label: string;
  /** What opens it; three dots when there is nothing else. */
  children: ComponentChildren;
  trigger?: (props: { 'aria-expanded': boolean; onClick: () => void }) => ComponentChildren;
}

/** Buttons and links behind a button. Closes with the next click, or Escape. */
export function Menu({ label, trigger, children }: Props) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const close = () => setOpen(false);
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && close();
    document.addEventListener('click', close);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);
  const props = { 'aria-expanded': open, onClick: () => setOpen(!open) };
  return (
    <div class={s.box}>
      {trigger ? (
        trigger(props)
      ) : (
        <IconButton label={label} {...props}>
          <EllipsisVertical aria-hidden="true" />
        </IconButton>
      )}
      {open ? <div class={s.menu}>{children}</div> : null}
    </div>
  );
}
