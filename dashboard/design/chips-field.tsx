/** A field that finds things by what one types (WAI-ARIA combobox); each that was chosen stands above it and can be taken out again. */
import { X } from 'lucide-preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import s from './chips-field.module.css';
import { styles } from './controls.tsx';
import { placeFor } from './popover.tsx';

/** One thing that is offered. */
export interface ChipOption {
  key: string;
  name: string;
  more: string;
}

interface Props<O extends ChipOption> {
  label: string;
  placeholder: string;
  /** Told when nothing is found. */
  none: string;
  /** Names the button that takes one out. */
  takeOut: (name: string) => string;
  chosen: readonly { key: string; name: string }[];
  /** What is offered for `text`, which the owner keeps. */
  options: readonly O[];
  text: string;
  onText: (text: string) => void;
  onChoose: (option: O) => void;
  onDrop: (key: string) => void;
}

export function ChipsField<O extends ChipOption>(props: Props<O>) {
  const { label, placeholder, none, takeOut, chosen, options, text, onText, onChoose, onDrop } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const current = Math.min(at, options.length - 1);
  // Above everything: nothing moves while somebody is about to click it.
  useLayoutEffect(() => {
    const around = field.current!.getBoundingClientRect();
    if (!open) return box.current?.hidePopover();
    Object.assign(box.current!.style, placeFor(around, innerWidth, innerHeight), { width: `${around.width}px` });
    box.current!.showPopover();
  }, [open, chosen.length]);
  const choose = (option: O | undefined) => {
    if (!option) return;
    onChoose(option);
    onText('');
    setAt(0);
    field.current?.focus();
    // Open, it would fold up under the next click, and what is clicked would be elsewhere by then.
    setOpen(false);
  };
  const drop = (key: string) => {
    onDrop(key);
    field.current?.focus();
  };
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {label}
      </label>
      {chosen.length > 0 ? (
        <ul class={s.chosen}>
          {chosen.map(({ key, name }) => (
            <li key={key}>
              <bdi>{name}</bdi>
              <button type="button" aria-label={takeOut(name)} onClick={() => drop(key)}>
                <X aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div>
        <input
          ref={field}
          id={id}
          class={styles.input}
          role="combobox"
          autocomplete="off"
          aria-expanded={open && options.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && options.length > 0 ? `${id}-${current}` : undefined}
          placeholder={placeholder}
          value={text}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onInput={(event) => {
            onText(event.currentTarget.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && text === '' && chosen.length > 0) onDrop(chosen.at(-1)!.key);
            if (!open) return;
            if (event.key === 'ArrowDown') setAt((current + 1) % options.length);
            else if (event.key === 'ArrowUp') setAt((current + options.length - 1) % options.length);
            else if (event.key === 'Enter') choose(options[current]);
            else if (event.key === 'Escape') setOpen(false);
            else return;
            // Neither the dialog nor its form is meant.
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <div ref={box} class={s.options} popover="manual">
          <div id={`${id}-list`} role="listbox" tabIndex={-1} aria-label={label} hidden={options.length === 0}>
            {options.map((option, index) => (
              <div
                key={option.key}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                onPointerMove={() => setAt(index)}
                // Before the field loses the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(option)}
                onKeyDown={(event) => event.key === 'Enter' && choose(option)}
              >
                <strong>
                  <bdi>{option.name}</bdi>
                </strong>
                <span>{option.more}</span>
              </div>
            ))}
          </div>
          {options.length === 0 ? <p>{none}</p> : null}
        </div>
      </div>
    </div>
  );
}
