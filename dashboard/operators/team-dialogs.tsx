/** Beginning a group, naming it, and choosing people for it. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { PersonId } from '../../protocol/entries.ts';
import { Button, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { myId, people } from '../stores/desk.ts';
import { addMembers, makeGroup, removeMember, rename, roomPath } from './rooms.ts';
import { t } from './texts.ts';

interface Props {
  title: string;
  action: string;
  danger?: boolean;
  /** Whether there is anything to do yet. */
  ready?: boolean;
  run: () => Promise<unknown>;
  onClose: () => void;
  children: preact.ComponentChildren;
}

/** A dialog that does one thing, once at a time, and closes when it was done. */
function Doing({ title, action, danger, ready = true, run, onClose, children }: Props) {
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (busy || !ready) return;
    setBusy(true);
    if (await run()) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={danger ? 'danger' : 'main'} type="submit" disabled={busy || !ready}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

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
  const run = async () => {
    const made = await makeGroup(cid, name, chosen);
    if (made) route(roomPath(made.room));
    return made;
  };
  return (
    <Doing title={t('newGroup')} action={t('create')} ready={name.trim() !== '' && chosen.length > 0} run={run} onClose={onClose}>
      <TextField label={t('groupName')} required maxLength={80} value={name} onValue={setName} />
      <Choice without={myId.value ? [myId.value] : []} chosen={chosen} onChosen={setChosen} />
    </Doing>
  );
}

export function Rename({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const [next, setNext] = useState(name);
  return (
    <Doing title={t('rename')} action={t('save')} ready={next.trim() !== ''} run={() => rename(room, next)} onClose={onClose}>
      <TextField label={t('groupName')} required maxLength={80} value={next} onValue={setNext} />
    </Doing>
  );
}

export function AddMembers({ room, members, onClose }: { room: string; members: PersonId[]; onClose: () => void }) {
  const [chosen, setChosen] = useState<PersonId[]>([]);
  return (
    <Doing title={t('addMembers')} action={t('add')} ready={chosen.length > 0} run={() => addMembers(room, chosen)} onClose={onClose}>
      <p>{t('addMembersText')}</p>
      <Choice without={members} chosen={chosen} onChosen={setChosen} />
    </Doing>
  );
}

export function Leave({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const { route } = useLocation();
  const run = async () => {
    const left = myId.value && (await removeMember(room, myId.value));
    if (left) route('/app/operators');
    return left;
  };
  return (
    <Doing title={t('leaveTitle', { name })} action={t('leave')} danger run={run} onClose={onClose}>
      <p>{t('leaveText')}</p>
    </Doing>
  );
}
