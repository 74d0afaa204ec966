import type { PersonId } from '../../protocol/entries.ts';
import details from '../chats/details.module.css';
import { Avatar, styles } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { myId, people } from '../stores/desk.ts';
import type { TeamRoom } from '../stores/rooms.ts';
import { removeMember, setAdmin, tried } from './rooms.ts';
import { t } from './texts.ts';

/** Who is in the room. Admins of a group change it here. */
export function TeamPeople({ room, nameOf, shown }: { room: TeamRoom; nameOf: (person: PersonId) => string; shown: boolean }) {
  const { team } = room.view.value;
  const admins = team.form === 'group' ? team.admins : [];
  const rules = myId.value !== null && admins.includes(myId.value);
  return (
    <aside class={`${details.details} ${shown ? '' : details.hidden}`} aria-label={t('members')}>
      <section>
        <h2>{t('membersCount', { count: team.members.length })}</h2>
        <ul class={styles.rows}>
          {team.members.map((id) => {
            const known = people.value.find((person) => person.id === id);
            const admin = admins.includes(id);
            return (
              <li key={id}>
                <Avatar name={nameOf(id)} photo={known?.photo} presence={known?.presence} />
                <div class={styles.grow}>
                  <strong>
                    {nameOf(id)} {id === myId.value ? `(${t('you')})` : ''}
                  </strong>
                  <p>{[known && t(known.presence), admin && t('groupAdmin')].filter(Boolean).join(' · ')}</p>
                </div>
                {rules ? (
                  <Menu label={t('change', { name: nameOf(id) })}>
                    <button type="button" onClick={() => void tried(setAdmin(room.id, id, !admin))}>
                      {t(admin ? 'takeAdmin' : 'makeAdmin')}
                    </button>
                    {id === myId.value ? null : (
                      <button type="button" onClick={() => void tried(removeMember(room.id, id))}>
                        {t('removeFromGroup')}
                      </button>
                    )}
                  </Menu>
                ) : null}
              </li>
            );
          })}
        </ul>
      </section>
    </aside>
  );
}
