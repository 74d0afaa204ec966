/** Who is in a conversation by SMS; people outside are added and removed here, as long as one remains. */
import { Plus, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SmsPerson } from '../../protocol/sms.ts';
import details from '../chats/details.module.css';
import { Avatar, Button, IconButton, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { tried } from '../operators/rooms.ts';
import { messagesPath } from '../phone/path.ts';
import { people as colleagues, personName } from '../stores/desk.ts';
import type { SmsTalk } from '../stores/rooms.ts';
import { changePeople } from './api.ts';
import { RecipientField } from './recipient-field.tsx';
import type { Recipient } from './recipients.ts';
import { t } from './texts.ts';

export function SmsPeople({ room, shown }: { room: SmsTalk; shown: boolean }) {
  const { route } = useLocation();
  const [adding, setAdding] = useState(false);
  const { sms } = room.view.value;
  const goOn = async (people: string[]) => {
    const opened = await tried(changePeople(room.id, people));
    if (opened && opened.room !== room.id) route(messagesPath(opened.room));
  };
  return (
    <aside class={`${details.details} ${shown ? '' : details.hidden}`} aria-label={t('people')}>
      <section>
        <h2>{t('people')}</h2>
        <ul class={styles.rows}>
          {sms.people.map((person) => (
            <Person
              key={person.e164}
              person={person}
              stopped={sms.stopped.includes(person.e164)}
              onRemove={
                sms.people.length > 1 && sms.held
                  ? () => void goOn(sms.people.filter(({ e164 }) => e164 !== person.e164).map(({ e164 }) => e164))
                  : null
              }
            />
          ))}
        </ul>
        {sms.held ? (
          <div>
            <Button small onClick={() => setAdding(true)}>
              <Plus aria-hidden="true" />
              {t('addPeople')}
            </Button>
          </div>
        ) : null}
      </section>
      <section>
        <h2>{t('answeredBy')}</h2>
        <ul class={styles.rows}>
          {sms.members.map((id) => {
            const known = colleagues.value.find((one) => one.id === id);
            return (
              <li key={id}>
                <Avatar name={personName(id)} photo={known?.photo} presence={known?.presence} size={28} />
                <bdi>{personName(id) || t('former')}</bdi>
              </li>
            );
          })}
        </ul>
      </section>
      {adding ? <Add room={room} onClose={() => setAdding(false)} /> : null}
    </aside>
  );
}

interface PersonProps {
  person: SmsPerson;
  stopped: boolean;
  /** Null where nobody can be removed. */
  onRemove: (() => void) | null;
}

function Person({ person: { name, national, e164 }, stopped, onRemove }: PersonProps) {
  const shown = name || national || e164;
  return (
    <li>
      <Avatar name={name} size={28} />
      <div class={styles.grow}>
        <strong>
          <bdi>{shown}</bdi>
        </strong>
        <p>{[name && (national || e164), stopped && t('wantsNone')].filter(Boolean).join(' · ')}</p>
      </div>
      {onRemove ? (
        <IconButton small label={t('takeOut', { name: shown })} onClick={onRemove}>
          <X aria-hidden="true" />
        </IconButton>
      ) : null}
    </li>
  );
}

function Add({ room, onClose }: { room: SmsTalk; onClose: () => void }) {
  const { route } = useLocation();
  const [chosen, setChosen] = useState<Recipient[]>([]);
  const { people } = room.view.value.sms;
  const numbers = chosen.flatMap((one) => (one.kind === 'number' ? [one.number] : []));
  return (
    <Dialog
      title={t('addPeople')}
      action={t('add')}
      ready={numbers.length > 0}
      run={() => changePeople(room.id, [...people.map(({ e164 }) => e164), ...numbers])}
      onDone={({ room: opened }) => {
        onClose();
        if (opened !== room.id) route(messagesPath(opened));
      }}
      onClose={onClose}
    >
      <p>{t('addText')}</p>
      <RecipientField label={t('people')} chosen={chosen} onChosen={setChosen} only="sms" />
    </Dialog>
  );
}
