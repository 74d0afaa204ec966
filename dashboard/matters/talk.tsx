/** The messages of a matter: one participant or group is chosen, then their whole history is there, and a place to write. */
import { ArrowLeft, Lock, MessagesSquare, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { FileRef, PersonId } from '../../protocol/entries.ts';
import type { Matter, MatterRoom } from '../../protocol/matter.ts';
import { Composer } from '../chats/composer.tsx';
import { Messages } from '../chats/messages.tsx';
import { Avatar, Badge, Button, Empty, Switch } from '../design/controls.tsx';
import { clientRooms, myId, personName } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { useClientsRoom } from '../stores/rooms.ts';
import { NewGroup } from './dialogs.tsx';
import { matterEventText } from './events.ts';
import s from './matters.module.css';
import { matterPath } from './requests.ts';
import { t } from './texts.ts';

interface Props {
  matter: Matter;
  room: string | undefined;
  onChanged: () => void;
}

export function Talk({ matter, room, onChanged }: Props) {
  const { route } = useLocation();
  const [grouping, setGrouping] = useState(false);
  const isPresent = ({ thread }: MatterRoom) => matter.people.some(({ id }) => id === thread);
  const parts = [
    ['clients', matter.rooms.filter((one) => one.thread && isPresent(one))],
    ['groups', matter.rooms.filter(({ thread }) => !thread)],
    ['former', matter.rooms.filter((one) => one.thread && !isPresent(one))],
  ] as const;
  const open = matter.rooms.find((one) => one.room === room);
  return (
    <div class={`${s.talk} ${room ? s.withRoom : ''}`}>
      <nav class={s.side} aria-label={t('choose')}>
        {parts.map(([title, list]) =>
          list.length > 0 || title === 'clients' ? (
            <section key={title}>
              <h2>{t(title)}</h2>
              {list.length === 0 ? <p>{t('noClients')}</p> : null}
              <ul>
                {list.map((one) => (
                  <Item key={one.room} matter={matter.id} room={one} current={one.room === room} />
                ))}
              </ul>
            </section>
          ) : null,
        )}
        <p>
          <Button small onClick={() => setGrouping(true)}>
            {t('newGroup')}
          </Button>
        </p>
      </nav>
      {room ? (
        <Room key={room} matter={matter} id={room} name={open?.name ?? clientRooms.value.get(room)?.client.name ?? ''} />
      ) : (
        <div class={s.room}>
          <Empty icon={<MessagesSquare aria-hidden="true" />} title={t('choose')}>
            <p>{t('chooseText')}</p>
          </Empty>
        </div>
      )}
      {grouping ? (
        <NewGroup
          matter={matter}
          onClose={() => setGrouping(false)}
          onDone={(made) => {
            setGrouping(false);
            onChanged();
            route(matterPath(matter.id, 'messages', made.room));
          }}
        />
      ) : null}
    </div>
  );
}

function Item({
  matter,
  room: { room, name, thread, internal, archived },
  current,
}: {
  matter: string;
  room: MatterRoom;
  current: boolean;
}) {
  const unread = clientRooms.value.get(room)?.unread ?? 0;
  const more = [internal ? t('internal') : '', archived ? t('archived') : ''].filter(Boolean).join(' · ');
  return (
    <li>
      <a class={s.entry} href={matterPath(matter, 'messages', room)} aria-current={current ? 'page' : undefined}>
        {thread ? <Avatar name={name} /> : internal ? <Lock aria-hidden="true" /> : <Users aria-hidden="true" />}
        <span>
          <strong dir="auto">{name}</strong>
          {more ? <span class={s.line}>{more}</span> : null}
        </span>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : null}
      </a>
    </li>
  );
}

/** A room of the matter with its whole history. */
function Room({ matter, id, name }: { matter: Matter; id: string; name: string }) {
  const room = useClientsRoom(me.value!.user.id, id);
  const [isStatus, setIsStatus] = useState(false);
  const view = room.view.value;
  if (view.stoppedBy) {
    return (
      <div class={s.room}>
        <Empty title={t('roomGone')}>
          <a href={matterPath(matter.id)}>{t('toList')}</a>
        </Empty>
      </div>
    );
  }
  const inMatter = (person: PersonId) => matter.people.find((one) => one.id === person)?.name;
  const nameOf = (person: PersonId): string =>
    personName(person) || view.people[person]?.name || inMatter(person) || t(person === 'system' ? 'system' : 'someone');
  const others = Object.entries(view.reads).filter(([person]) => person !== myId.value);
  const stateOf = (seq: number): string => t(others.some(([, read]) => read >= seq) ? 'seen' : 'sent');
  const send = (text: string, files: FileRef[]) => {
    const status = isStatus ? { status: true as const } : {};
    void room.client.command({ t: 'send', text, ...(files.length > 0 ? { files: files.map((file) => file.id) } : {}), ...status }, files);
    setIsStatus(false);
  };
  return (
    <section class={s.room} aria-label={name}>
      <header class={s.roomHead}>
        <a href={matterPath(matter.id)} aria-label={t('toList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <h2 dir="auto">{name}</h2>
      </header>
      <Messages
        room={room}
        label={name}
        nameOf={nameOf}
        isOurs={({ by }) => by.startsWith('o_')}
        stateOf={stateOf}
        eventOf={(entry, by) => matterEventText(entry, by, nameOf)}
      />
      {!view.loaded ? null : view.client.archived ? (
        <p class={s.below}>{t('isArchived')}</p>
      ) : matter.in ? (
        <Composer
          room={room}
          placeholder={t('writeTo', { name })}
          suggestions={[]}
          head={
            <span class={s.tick}>
              <Switch
                label={
                  <>
                    {t('makeStatus')} <small>{t('makeStatusHint')}</small>
                  </>
                }
                checked={isStatus}
                onChange={setIsStatus}
              />
            </span>
          }
          onSend={send}
        />
      ) : (
        <p class={s.below}>{t('lookingIn')}</p>
      )}
    </section>
  );
}
