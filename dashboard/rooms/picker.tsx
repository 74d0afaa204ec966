/** Choosing colleagues and clients by what one types; each can be taken out again. */
import { useEffect, useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { clientPersonId } from '../../protocol/entries.ts';
import type { ClientList } from '../../protocol/portal.ts';
import { type ChipOption, ChipsField } from '../design/chips-field.tsx';
import { get } from '../http.ts';
import { myId, people } from '../stores/desk.ts';
import { t } from './texts.ts';

export interface Chosen {
  id: PersonId;
  name: string;
}

interface Person extends Chosen {
  email: string;
  isClient: boolean;
}

/** Shown at once. */
const MOST = 8;
const PAUSE = 150;

/** Clients whose name or address holds the text; with the one typed before until there is an answer. */
function useClients(text: string, wanted: boolean): Person[] {
  const [found, setFound] = useState<Person[]>([]);
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
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = useClients(wanted, clients);
  const colleagues = people.value.map(({ id, name, email }): Person => ({ id, name, email, isClient: false }));
  const options = [...colleagues, ...found]
    .filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted))
    .filter((one) => one.id !== myId.value && !without.includes(one.id) && !chosen.some((known) => known.id === one.id))
    .slice(0, MOST)
    .map((one): ChipOption & { person: Chosen } => ({
      key: one.id,
      name: one.name,
      more: `${t(one.isClient ? 'client' : 'colleague')} · ${one.email}`,
      person: { id: one.id, name: one.name || one.email },
    }));
  return (
    <ChipsField
      label={label}
      placeholder={t(clients ? 'typeName' : 'typeColleague')}
      none={t('nobodyFound')}
      takeOut={(name) => t('takeOut', { name })}
      chosen={chosen.map(({ id, name }) => ({ key: id, name }))}
      options={options}
      text={text}
      onText={setText}
      onChoose={({ person }) => onChosen([...chosen, person])}
      onDrop={(key) => onChosen(chosen.filter(({ id }) => id !== key))}
    />
  );
}
