/** What is asked before something is done to a room. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ClientRoom } from '../../protocol/client-room.ts';
import { isClient } from '../../protocol/entries.ts';
import { styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { addPeople, beginRoom, eraseRoom, removePerson, renameRoom, roomPath } from './api.ts';
import s from './beside.module.css';
import { type Chosen, Picker } from './picker.tsx';
import { t } from './texts.ts';

const FORMS = ['clients', 'internal', 'announcement'] as const;

/** As long as the server takes. */
const NAME = 80;

export function NewRoom({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [cid] = useState(() => crypto.randomUUID());
  const [name, setName] = useState('');
  const [form, setForm] = useState<ClientRoom['form']>('clients');
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const people = chosen.filter(({ id }) => form !== 'internal' || !isClient(id));
  return (
    <Dialog
      title={t('newRoom')}
      action={t('make')}
      ready={name.trim() !== ''}
      run={() =>
        beginRoom(
          cid,
          form,
          name,
          people.map(({ id }) => id),
        )
      }
      onDone={({ room }) => {
        route(roomPath(room));
        onClose();
      }}
      onClose={onClose}
    >
      <TextField label={t('name')} required maxLength={NAME} value={name} onValue={setName} />
      <fieldset class={s.forms}>
        <legend class={styles.label}>{t('whoFor')}</legend>
        {FORMS.map((one) => (
          <label key={one}>
            <input type="radio" name="form" value={one} checked={form === one} onChange={() => setForm(one)} />
            <span>
              <strong>{t(`form_${one}`)}</strong>
              <span class={styles.hint}>{t(`formHint_${one}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Picker label={t('people')} chosen={people} onChosen={setChosen} clients={form !== 'internal'} />
    </Dialog>
  );
}

export function Rename({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const [next, setNext] = useState(name);
  return (
    <Dialog title={t('rename')} action={t('save')} ready={next.trim() !== ''} run={() => renameRoom(room, next)} onClose={onClose}>
      <TextField label={t('name')} required maxLength={NAME} value={next} onValue={setNext} />
    </Dialog>
  );
}

export function Add({ room, form, onClose }: { room: string; form: ClientRoom['form']; onClose: () => void }) {
  const [chosen, setChosen] = useState<Chosen[]>([]);
  return (
    <Dialog
      title={t('addPeople')}
      action={t('add')}
      ready={chosen.length > 0}
      run={() =>
        addPeople(
          room,
          chosen.map(({ id }) => id),
        )
      }
      onClose={onClose}
    >
      <p>{t('addText')}</p>
      <Picker label={t('people')} chosen={chosen} onChosen={setChosen} clients={form !== 'internal'} />
    </Dialog>
  );
}

export function Remove({ room, person, onClose }: { room: string; person: Chosen; onClose: () => void }) {
  return (
    <Dialog
      title={t('removeTitle', { name: person.name })}
      action={t('remove')}
      danger
      run={() => removePerson(room, person.id)}
      onClose={onClose}
    >
      <p>{t('removeText')}</p>
    </Dialog>
  );
}

/** Cannot be undone: the name is typed by whoever means it. */
export function Erase({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const { route } = useLocation();
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      title={t('eraseTitle', { name })}
      action={t('erase')}
      danger
      ready={typed.trim() === name.trim()}
      run={() => eraseRoom(room)}
      onDone={() => route('/app/rooms')}
      onClose={onClose}
    >
      <p>{t('eraseText')}</p>
      <TextField label={t('eraseConfirm', { name })} value={typed} onValue={setTyped} autocomplete="off" />
    </Dialog>
  );
}
