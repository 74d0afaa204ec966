/** Choosing whom a conversation is with by an extension, a name, a number, or a number that nobody knows yet. */
import { useEffect, useState } from 'preact/hooks';
import type { Contact, ContactPage } from '../../protocol/contacts.ts';
import { type ChipOption, ChipsField } from '../design/chips-field.tsx';
import { get } from '../http.ts';
import { myId, people } from '../stores/desk.ts';
import { colleaguesFor, isNumberLike, keyOf, kindOf, type Recipient } from './recipients.ts';
import { t } from './texts.ts';

/** Shown at once. */
const MOST = 8;
const PAUSE = 150;

/** Contacts that hold the text; those of the text before until there is an answer. */
export function useContacts(text: string): { contacts: Contact[]; next: boolean; error: unknown } {
  const [page, setPage] = useState<ContactPage>({ contacts: [] });
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        get<ContactPage>(`/contacts?${new URLSearchParams({ q: text })}`, controller.signal).then(
          (found) => {
            setPage(found);
            setError(null);
          },
          (failed) => controller.signal.aborted || setError(failed),
        );
      },
      text ? PAUSE : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return { contacts: page.contacts, next: page.next !== undefined, error };
}

interface Props {
  label: string;
  chosen: Recipient[];
  onChosen: (chosen: Recipient[]) => void;
  /** Nobody else is offered. */
  only?: 'sms';
  /** Told what is typed. */
  onTyped?: (text: string) => void;
}

export function RecipientField({ label, chosen, onChosen, only, onTyped }: Props) {
  const [text, setText] = useState('');
  const { contacts } = useContacts(text.trim());
  const type = (next: string) => {
    setText(next);
    onTyped?.(next);
  };
  const known = new Set(chosen.map(keyOf));
  const colleagues = only
    ? []
    : colleaguesFor(text, people.value)
        .filter(({ id }) => id !== myId.value)
        .map(({ id, name, email, extension }) => ({
          recipient: { kind: 'colleague', id, name } as const,
          name,
          more: `${t('colleague')} · ${extension ? t('extensionOf', { digits: extension }) : email}`,
        }));
  const numbers = contacts.flatMap(({ name, numbers: all }) =>
    all.map(({ e164, display }) => ({
      recipient: { kind: 'number', number: e164, name: name || display } as const,
      name: name || display,
      more: `${t('contact')} · ${display}`,
    })),
  );
  const typed = { recipient: { kind: 'number', number: text.trim(), name: text.trim() } as const, name: text.trim(), more: t('newNumber') };
  // Whom one can still add without mixing the kinds comes first.
  const kind = kindOf(chosen);
  const all = kind === 'sms' ? [...numbers, ...colleagues] : [...colleagues, ...numbers];
  const listed = new Set(numbers.map(({ recipient }) => keyOf(recipient)));
  const options = [...(isNumberLike(text) && !listed.has(keyOf(typed.recipient)) ? [typed] : []), ...all]
    .map((one): ChipOption & { recipient: Recipient } => ({ ...one, key: keyOf(one.recipient) }))
    .filter(({ key }) => !known.has(key))
    .slice(0, MOST);
  return (
    <ChipsField
      label={label}
      placeholder={t(only ? 'typeNumber' : 'typeAnybody')}
      none={t('nobodyFound')}
      takeOut={(name) => t('takeOut', { name })}
      chosen={chosen.map((one) => ({ key: keyOf(one), name: one.name }))}
      options={options}
      text={text}
      onText={type}
      onChoose={({ recipient }) => onChosen([...chosen, recipient])}
      onDrop={(key) => onChosen(chosen.filter((one) => keyOf(one) !== key))}
    />
  );
}
