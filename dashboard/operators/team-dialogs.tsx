/** Beginning a group, naming it, and choosing people for it. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { PersonId } from '../../protocol/entries.ts';
import { Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { myId, people } from '../stores/desk.ts';
import { addMembers, makeGroup, rename, roomPath } from './rooms.ts';
import { t } from './texts.ts';

function Choice({ without, chosen, onChosen }: { without: PersonId[]; chosen: PersonId[]; onChosen: (chosen: PersonId[]) => void }) {
  const possible = people.value.filter(({ id }) => !without.includes(id));
  if (possible.length === 0) return <p>{t('nobodyElse')}</p>;
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend class={styles.label}>{t('members')}</legend>
      {possible.map(({ id, name }) => (
        <Switch
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(on) => onChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}

export function NewGroup({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [cid] = useState(() => crypto.randomUUID());
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<PersonId[]>([]);
  return (
    <Dialog
      title={t('newGroup')}
      action={t('create')}
      ready={name.trim() !== '' && chosen.length > 0}
      run={() => makeGroup(cid, name, chosen)}
      onDone={({ room }) => {
        route(roomPath(room));
        onClose();
      }}
      onClose={onClose}
    >
      <TextField label={t('groupName')} required maxLength={80} value={name} onValue={setName} />
      <Choice without={myId.value ? [myId.value] : []} chosen={chosen} onChosen={setChosen} />
    </Dialog>
  );
}

export function Rename({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const [next, setNext] = useState(name);
  return (
    <Dialog title={t('rename')} action={t('save')} ready={next.trim() !== ''} run={() => rename(room, next)} onClose={onClose}>
      <TextField label={t('groupName')} required maxLength={80} value={next} onValue={setNext} />
    </Dialog>
  );
}

export function AddMembers({ room, members, onClose }: { room: string; members: PersonId[]; onClose: () => void }) {
  const [chosen, setChosen] = useState<PersonId[]>([]);
  return (
    <Dialog title={t('addMembers')} action={t('add')} ready={chosen.length > 0} run={() => addMembers(room, chosen)} onClose={onClose}>
      <p>{t('addMembersText')}</p>
      <Choice without={members} chosen={chosen} onChosen={setChosen} />
    </Dialog>
  );
}
