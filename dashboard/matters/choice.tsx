/** Choosing colleagues and clients by name. */
import { X } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { clientPersonId, type PersonId } from '../../protocol/entries.ts';
import type { ClientList } from '../../protocol/portal.ts';
import { Button, Switch, styles, TextField } from '../design/controls.tsx';
import { get } from '../http.ts';
import { myId, people } from '../stores/desk.ts';
import s from './matters.module.css';
import { t } from './texts.ts';

export interface Chosen {
  id: PersonId;
  name: string;
}

interface Props {
  /** Who cannot be chosen: they are there already. */
  without: readonly PersonId[];
  chosen: Chosen[];
  onChosen: (chosen: Chosen[]) => void;
}

/** Clients whose name or address holds the text; those of the last answer while the next is on its way. */
function useClients(text: string): (Chosen & { email: string })[] {
  const [found, setFound] = useState<(Chosen & { email: string })[]>([]);
  useEffect(() => {
    const asking = new AbortController();
    get<ClientList>(`/clients?${new URLSearchParams({ search: text })}`, asking.signal).then(
      ({ clients }) => setFound(clients.map(({ id, name, email }) => ({ id: clientPersonId(id), name: name || email, email }))),
      () => undefined,
    );
    return () => asking.abort();
  }, [text]);
  return found;
}

export function Choice({ without, chosen, onChosen }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const clients = useClients(wanted);
  const isFree = ({ id }: Chosen) => !without.includes(id) && id !== myId.value;
  const colleagues = people.value.filter((one) => isFree(one) && `${one.name} ${one.email}`.toLowerCase().includes(wanted));
  const found = [
    ...colleagues.map(({ id, name, email }) => ({ id, name, email, kind: t('colleague') })),
    ...clients.filter(isFree).map((one) => ({ ...one, kind: t('client') })),
  ];
  const put = (one: Chosen, on: boolean) =>
    onChosen(on ? [...chosen, { id: one.id, name: one.name }] : chosen.filter(({ id }) => id !== one.id));
  return (
    <>
      {chosen.length > 0 ? (
        <ul class={s.chips} aria-label={t('chosen')}>
          {chosen.map((one) => (
            <li key={one.id}>
              <Button small aria-label={t('takeBack', { name: one.name })} onClick={() => put(one, false)}>
                <bdi>{one.name}</bdi> <X aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <TextField label={t('find')} type="search" maxLength={100} value={text} onValue={setText} />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend class={styles.label}>{t('found')}</legend>
        <div class={s.choices}>
          {found.map((one) => (
            <Switch
              key={one.id}
              label={
                <>
                  <bdi>{one.name}</bdi> · {one.kind} · {one.email}
                </>
              }
              checked={chosen.some(({ id }) => id === one.id)}
              onChange={(on) => put(one, on)}
            />
          ))}
          {found.length === 0 ? <p role="status">{t('nobody')}</p> : null}
        </div>
      </fieldset>
    </>
  );
}
