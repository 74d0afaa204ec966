/** Beginning a matter and groups in it, naming it, and changing who is in it. */
import { useState } from 'preact/hooks';
import { isClient, type PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { Matter } from '../../protocol/matter.ts';
import { Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { type Chosen, Picker } from '../rooms/picker.tsx';
import { myId } from '../stores/desk.ts';
import { addPeople, changeMatter, makeGroup, makeMatter, removePerson } from './requests.ts';
import { t } from './texts.ts';

interface Props<T> {
  onClose: () => void;
  onDone: (done: T) => void;
}

const idsOf = (people: Chosen[]): PersonId[] => people.map(({ id }) => id);

export function NewMatter({ onClose, onDone }: Props<Matter>) {
  const [cid] = useState(() => crypto.randomUUID());
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Chosen[]>([]);
  return (
    <Dialog
      title={t('new')}
      action={t('create')}
      ready={name.trim() !== ''}
      run={() => makeMatter(cid, name, idsOf(chosen))}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField label={t('name')} required maxLength={80} dir="auto" value={name} onValue={setName} />
      <Picker label={t('find')} clients chosen={chosen} onChosen={setChosen} />
    </Dialog>
  );
}

export function RenameMatter({ matter, onClose, onDone }: Props<Matter> & { matter: Matter }) {
  const [name, setName] = useState(matter.name);
  return (
    <Dialog
      title={t('rename')}
      action={t('save')}
      ready={name.trim() !== ''}
      run={() => changeMatter(matter.id, { name })}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField label={t('name')} required maxLength={80} dir="auto" value={name} onValue={setName} />
    </Dialog>
  );
}

export function AddPeople({ matter, onClose, onDone }: Props<Matter> & { matter: Matter }) {
  const [chosen, setChosen] = useState<Chosen[]>([]);
  return (
    <Dialog
      title={t('addPeople')}
      action={t('add')}
      ready={chosen.length > 0}
      run={() => addPeople(matter.id, idsOf(chosen))}
      onDone={onDone}
      onClose={onClose}
    >
      <Picker label={t('find')} clients without={idsOf(matter.people)} chosen={chosen} onChosen={setChosen} />
    </Dialog>
  );
}

export function RemovePerson({ matter, person, onClose, onDone }: Props<unknown> & { matter: Matter; person: RoomPerson }) {
  return (
    <Dialog
      title={t('removeTitle', { name: person.name })}
      action={t('remove')}
      danger
      run={() => removePerson(matter.id, person.id)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t(person.id === myId.value ? 'leaveText' : 'removeText')}</p>
    </Dialog>
  );
}

export function NewGroup({ matter, onClose, onDone }: Props<{ room: string }> & { matter: Matter }) {
  const [cid] = useState(() => crypto.randomUUID());
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<PersonId[]>([]);
  const clients = matter.people.filter(({ id }) => isClient(id));
  return (
    <Dialog
      title={t('newGroup')}
      action={t('create')}
      ready={name.trim() !== ''}
      run={() => makeGroup(matter.id, cid, name, chosen)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('groupText')}</p>
      <TextField label={t('groupName')} required maxLength={80} dir="auto" value={name} onValue={setName} />
      {clients.length > 0 ? (
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <legend class={styles.label}>{t('clients')}</legend>
          {clients.map(({ id, name: called }) => (
            <Switch
              key={id}
              label={<bdi>{called}</bdi>}
              checked={chosen.includes(id)}
              onChange={(on) => setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
          ))}
        </fieldset>
      ) : null}
    </Dialog>
  );
}
