/** Choosing colleagues and clients by what one types; each can be taken out again. */
import { X } from 'lucide-preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { clientPersonId } from '../../protocol/entries.ts';
import type { ClientList } from '../../protocol/portal.ts';
import { styles } from '../design/controls.tsx';
import { placeFor } from '../design/popover.tsx';
import { get } from '../http.ts';
import { myId, people } from '../stores/desk.ts';
import s from './rooms.module.css';
import { t } from './texts.ts';

export interface Chosen {
  id: PersonId;
  name: string;
}

interface Option extends Chosen {
  email: string;
  isClient: boolean;
}

/** Shown at once. */
const MOST = 8;
const PAUSE = 150;

/** Clients whose name or address holds the text; with the one typed before until there is an answer. */
function useClients(text: string, wanted: boolean): Option[] {
  const [found, setFound] = useState<Option[]>([]);
  useEffect(() => {
    if (!wanted) return setFound([]);
    const controller = new AbortController();
    const timer = setTimeout(() => {
      get<ClientList>(`/clients?${new URLSearchParams({ q: text })}`, controller.signal).then(
        ({ clients }) => setFound(clients.map(({ id, name, email }) => ({ id: clientPersonId(id), name, email, isClient: true }))),
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, wanted]);
  return found;
}

interface Props {
  label: string;
  chosen: Chosen[];
  onChosen: (chosen: Chosen[]) => void;
  /** Whether clients may be chosen. */
  clients: boolean;
  /** Who is not offered. */
  without?: readonly PersonId[];
}

export function Picker({ label, chosen, onChosen, clients, without = [] }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = useClients(wanted, clients);
  const colleagues = people.value.map(({ id: person, name, email }): Option => ({ id: person, name, email, isClient: false }));
  const options = [...colleagues, ...found]
    .filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted))
    .filter((one) => one.id !== myId.value && !without.includes(one.id) && !chosen.some((known) => known.id === one.id))
    .slice(0, MOST);
  const current = Math.min(at, options.length - 1);
  // Above the dialog: nothing in it moves while somebody is about to click it.
  useLayoutEffect(() => {
    const around = field.current!.getBoundingClientRect();
    if (!open) return box.current?.hidePopover();
    Object.assign(box.current!.style, placeFor(around, innerWidth, innerHeight), { width: `${around.width}px` });
    box.current!.showPopover();
  }, [open, chosen.length]);
  const choose = (option: Option | undefined) => {
    if (!option) return;
    onChosen([...chosen, { id: option.id, name: option.name || option.email }]);
    setText('');
    setAt(0);
    field.current?.focus();
    // Open, it would fold up under the next click, and what is clicked would be elsewhere by then.
    setOpen(false);
  };
  const drop = (person: PersonId) => {
    onChosen(chosen.filter((one) => one.id !== person));
    field.current?.focus();
  };
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {label}
      </label>
      {chosen.length > 0 ? (
        <ul class={s.chosen}>
          {chosen.map((one) => (
            <li key={one.id}>
              <bdi>{one.name}</bdi>
              <button type="button" aria-label={t('takeOut', { name: one.name })} onClick={() => drop(one.id)}>
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
          placeholder={t(clients ? 'typeName' : 'typeColleague')}
          value={text}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && text === '' && chosen.length > 0) onChosen(chosen.slice(0, -1));
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
                key={option.id}
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
                <span>
                  {t(option.isClient ? 'client' : 'colleague')} · {option.email}
                </span>
              </div>
            ))}
          </div>
          {options.length === 0 ? <p>{t('nobodyFound')}</p> : null}
        </div>
      </div>
    </div>
  );
}
