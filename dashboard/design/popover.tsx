import type { ComponentChildren, TargetedEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { IconButton } from './controls.tsx';
import s from './popover.module.css';

interface Props {
  label: string;
  icon: ComponentChildren;
  /** What is in it; made when it is opened. `close` gives the focus back. */
  children: (close: () => void) => ComponentChildren;
  /** One row of symbols, in place of a list. */
  row?: boolean;
  class?: string;
}

const GAP = 4;

/**
 * A small button with a box beside it that lies above everything, whatever scrolls or ends around it. The browser closes it with Escape or a
 * touch elsewhere, and gives the focus back.
 */
export function Popover({ label, icon, children, row, class: more }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = (event: TargetedEvent<HTMLElement, globalThis.ToggleEvent>) => {
    setOpen(event.newState === 'open');
    const button = document.querySelector(`[popovertarget="${id}"]`)?.getBoundingClientRect();
    if (event.newState === 'open' && button) Object.assign(event.currentTarget.style, placeFor(button, innerWidth, innerHeight));
  };
  return (
    <>
      <IconButton small label={label} class={more ?? ''} popoverTarget={id}>
        {icon}
      </IconButton>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form */}
      <div
        ref={box}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        class={`${s.box} ${row ? s.row : ''}`}
        onBeforeToggle={place as never}
        onToggle={(event) => {
          if (event.newState === 'open') box.current?.querySelector<HTMLElement>('button, a')?.focus({ preventScroll: true });
        }}
      >
        {open ? children(() => box.current?.hidePopover()) : null}
      </div>
    </>
  );
}

/** Where the box goes: on the side of the button on which there is more room, both ways. */
export function placeFor({ left, right, top, bottom }: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>, width: number, height: number) {
  const isRight = left + right > width;
  const isLow = top + bottom > height;
  return {
    left: isRight ? 'auto' : `${Math.max(GAP, left)}px`,
    right: isRight ? `${Math.max(GAP, width - right)}px` : 'auto',
    top: isLow ? 'auto' : `${bottom + GAP}px`,
    bottom: isLow ? `${height - top + GAP}px` : 'auto',
  };
}
