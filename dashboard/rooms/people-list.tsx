import { useState } from 'preact/hooks';
import type { ClientRoom } from '../../protocol/client-room.ts';
import { isOperator } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { may, type RoomRole } from '../../protocol/permissions.ts';
import { Avatar, Button, Notice, styles } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { errorText } from '../i18n/errors.ts';
import { people as colleagues, myId } from '../stores/desk.ts';
import { assignRoom } from './api.ts';
import s from './beside.module.css';
import { Remove } from './dialogs.tsx';
import { usePeople } from './participants.ts';
import { t } from './texts.ts';
import { tried } from './tried.ts';

interface Props {
  room: string;
  client: ClientRoom;
  roles: readonly RoomRole[];
  /** Changes when somebody comes or goes. */
  version: number;
  onAdd: () => void;
}

/** Who is in the room, by name; of many a page at a time. */
export function PeopleList({ room, client, roles, version, onAdd }: Props) {
  const [text, setText] = useState('');
  const [removing, setRemoving] = useState<RoomPerson | null>(null);
  const { people, total, more, error, again } = usePeople(room, text, version);
  const assigns = may(roles, 'assign');
  const removes = may(roles, 'remove');
  const said = (id: RoomPerson['id']) =>
    [t(isOperator(id) ? 'colleague' : 'client'), id === client.creator && t('creator'), id === client.assignee && t('assigned')]
      .filter(Boolean)
      .join(' · ');
  return (
    <section>
      <div class={styles.bar}>
        <h2>{total === null ? t('people') : t('peopleCount', { count: total })}</h2>
        {may(roles, 'add') ? (
          <Button small onClick={onAdd}>
            {t('addPeople')}
          </Button>
        ) : null}
      </div>
      <input
        type="search"
        list={undefined}
        class={styles.input}
        aria-label={t('findPeople')}
        placeholder={t('findPeople')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {error ? (
        <Notice tone="bad">
          {errorText(error)}
          <Button small onClick={again}>
            {t('again')}
          </Button>
        </Notice>
      ) : null}
      {total === null && !error ? <p role="status">{t('loading')}</p> : null}
      <ul class={`${styles.rows} ${s.people}`}>
        {people.map((person) => {
          const { id, name, photo } = person;
          const known = colleagues.value.find((one) => one.id === id);
          const isSelf = id === myId.value;
          const mayAssign = assigns && isOperator(id) && id !== client.assignee;
          return (
            <li key={id}>
              <Avatar name={name} photo={known?.photo ?? photo} presence={known?.presence} />
              <div class={styles.grow}>
                <strong>
                  <bdi>{name}</bdi> {isSelf ? `(${t('you')})` : ''}
                </strong>
                <p>{said(id)}</p>
              </div>
              {mayAssign || (removes && !isSelf) ? (
                <Menu label={t('changePerson', { name })}>
                  {mayAssign ? (
                    <button type="button" onClick={() => tried(assignRoom(room, id))}>
                      {t('assignTo')}
                    </button>
                  ) : null}
                  {removes && !isSelf ? (
                    <button type="button" onClick={() => setRemoving(person)}>
                      {t('remove')}
                    </button>
                  ) : null}
                </Menu>
              ) : null}
            </li>
          );
        })}
      </ul>
      {total !== null && people.length === 0 && text ? <p>{t('nobodyFound')}</p> : null}
      {more ? (
        <Button small onClick={more}>
          {t('more')}
        </Button>
      ) : null}
      {removing ? <Remove room={room} person={removing} onClose={() => setRemoving(null)} /> : null}
    </section>
  );
}
