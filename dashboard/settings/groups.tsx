import { useState } from 'preact/hooks';
import type { Group } from '../../protocol/api.ts';
import { Button, Page, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { people, personName } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import { useList } from './list.tsx';
import { t } from './texts.ts';

export function Groups() {
  const { items, save, remove } = useList<Group>('/groups');
  const [editing, setEditing] = useState<Group | null>(null);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('groups')}</h1>
        {isAdmin.value ? (
          <Button look="main" onClick={() => setEditing({ id: '', name: '', members: [] })}>
            {t('new')}
          </Button>
        ) : null}
      </div>
      <p>{t('groupsIntro')}</p>
      <section class={styles.card}>
        {items?.length === 0 ? <p>{t('groupsNone')}</p> : null}
        <ul class={styles.rows}>
          {items?.map((group) => (
            <li key={group.id}>
              <div class={styles.grow}>
                <strong>{group.name}</strong>
                <p>{group.members.map((user) => personName(`o_${user}`)).join(', ')}</p>
              </div>
              {isAdmin.value ? (
                <>
                  <Button onClick={() => setEditing(group)}>{t('edit')}</Button>
                  <Button look="quiet" onClick={() => void remove(group.id)}>
                    {t('delete')}
                  </Button>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      {editing ? <Edit group={editing} save={save} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}

function Edit({ group, save, onClose }: { group: Group; save: (group: Group) => Promise<void>; onClose: () => void }) {
  const [name, setName] = useState(group.name);
  const [members, setMembers] = useState<ReadonlySet<string>>(new Set(group.members));
  const choose = (user: string, on: boolean) => {
    const next = new Set(members);
    if (on) next.add(user);
    else next.delete(user);
    setMembers(next);
  };
  return (
    <Dialog title={t('groups')} onClose={onClose} run={() => save({ id: group.id, name, members: [...members] })} action={t('save')}>
      <TextField label={t('name')} required maxLength={100} value={name} onValue={setName} />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend class={styles.label}>{t('members')}</legend>
        {people.value.map(({ id, name: person }) => (
          <Switch key={id} label={person} checked={members.has(id.slice(2))} onChange={(on) => choose(id.slice(2), on)} />
        ))}
      </fieldset>
    </Dialog>
  );
}
