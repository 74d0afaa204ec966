/** Who is in a matter, who is assigned to it, and changing that. */
import { useState } from 'preact/hooks';
import { isClient } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { Matter } from '../../protocol/matter.ts';
import { Avatar, Button, styles } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import { myId, people } from '../stores/desk.ts';
import { AddPeople, RemovePerson } from './dialogs.tsx';
import { changeMatter } from './requests.ts';
import { t } from './texts.ts';

interface Props {
  matter: Matter;
  onChanged: (matter?: Matter) => void;
}

export function People({ matter, onChanged }: Props) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<RoomPerson | null>(null);
  const parts = [
    ['colleagues', matter.people.filter(({ id }) => !isClient(id))],
    ['clients', matter.people.filter(({ id }) => isClient(id))],
  ] as const;
  const assign = (person: RoomPerson) =>
    void changeMatter(matter.id, { assignee: person.id }).then(onChanged, (error) => toast(errorText(error)));
  return (
    <>
      <div class={styles.bar}>
        <h2>{t('tab_people')}</h2>
        <Button look="main" onClick={() => setAdding(true)}>
          {t('addPeople')}
        </Button>
      </div>
      {parts.map(([title, list]) =>
        list.length > 0 ? (
          <section class={styles.card} key={title}>
            <h3>{t(title)}</h3>
            {title === 'colleagues' ? <p class={styles.hint}>{t('assignHint')}</p> : null}
            <ul class={styles.rows}>
              {list.map((person) => (
                <li key={person.id}>
                  <Avatar name={person.name} photo={person.photo} presence={people.value.find(({ id }) => id === person.id)?.presence} />
                  <div class={styles.grow}>
                    <strong>
                      <bdi>{person.name}</bdi> {person.id === myId.value ? `(${t('you')})` : ''}
                    </strong>
                  </div>
                  {person.id === matter.assignee ? <span class={styles.tag}>{t('assignee')}</span> : null}
                  {person.id !== matter.assignee && !isClient(person.id) ? (
                    <Button small aria-label={t('assignTo', { name: person.name })} onClick={() => assign(person)}>
                      {t('assign')}
                    </Button>
                  ) : null}
                  <Button small look="quiet" aria-label={t('removeOne', { name: person.name })} onClick={() => setRemoving(person)}>
                    {t('remove')}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        ) : null,
      )}
      {adding ? (
        <AddPeople
          matter={matter}
          onClose={() => setAdding(false)}
          onDone={(changed) => {
            setAdding(false);
            onChanged(changed);
          }}
        />
      ) : null}
      {removing ? (
        <RemovePerson
          matter={matter}
          person={removing}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}
