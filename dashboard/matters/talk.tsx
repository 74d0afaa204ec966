/** The messages of a matter: one participant or group is chosen, then their whole history is there, and a place to write. */
import { ArrowLeft, Lock, MessagesSquare, Users } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { PersonId } from '../../protocol/entries.ts';
import type { Matter, MatterRoom } from '../../protocol/matter.ts';
import { may, type RoomRole, rolesIn } from '../../protocol/permissions.ts';
import { DASHBOARD } from '../calls/place.ts';
import { CallBarSlot } from '../calls/slot.tsx';
import { Messages } from '../chats/messages.tsx';
import { type Dealings, type Message, seenCount } from '../conversation/dealings.ts';
import { Avatar, Badge, Button, Empty } from '../design/controls.tsx';
import { clearNotices } from '../phone/open.ts';
import { RoomComposer } from '../rooms/composer.tsx';
import { roomEventText } from '../rooms/events.ts';
import { comingsSeq, useNames } from '../rooms/participants.ts';
import { Seen } from '../rooms/seen.tsx';
import { clientRooms, personName } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { useClientsRoom } from '../stores/rooms.ts';
import { NewGroup } from './dialogs.tsx';
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
  const { user, role } = me.value!;
  const room = useClientsRoom(user.id, id);
  const [answering, setAnswering] = useState<Message | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const view = room.view.value;
  const { client, reads, entries } = view;
  const { names, ask } = useNames(id, comingsSeq(entries));
  useEffect(() => {
    void clearNotices(id).catch(() => undefined);
  }, [id]);
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
    personName(person) || view.people[person]?.name || names.get(person) || inMatter(person) || t('someone');
  const roles: RoomRole[] = view.loaded && view.me ? rolesIn(client, { id: view.me, role }, matter.in) : ['stranger'];
  const countOf = (message: Pick<Message, 'seq' | 'by'>) => seenCount(reads, message);
  const dealings: Dealings = { client, roles, onReply: setAnswering, seen: { countOf, onAsk: setAsked } };
  const calls = { place: DASHBOARD, user: user.id, room, mayStart: !client.archived && may(roles, 'write') };
  const stateOf = (seq: number): string => t(view.me && countOf({ seq, by: view.me }) > 0 ? 'seen' : 'sent');
  return (
    <section class={s.room} aria-label={name}>
      <header class={s.roomHead}>
        <a href={matterPath(matter.id)} aria-label={t('toList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <h2 dir="auto">{name}</h2>
      </header>
      {matter.in ? <CallBarSlot starts {...calls} /> : null}
      <Messages
        room={room}
        label={name}
        nameOf={nameOf}
        isOurs={({ by }) => by === view.me}
        stateOf={stateOf}
        eventOf={(entry, by) => roomEventText(entry, by, nameOf)}
        dealings={dealings}
      />
      {!view.loaded ? null : matter.in ? (
        <RoomComposer
          room={room}
          roles={roles}
          named={[...names].map(([person, called]) => ({ id: person, name: called })).filter((one) => one.id !== view.me)}
          onAsked={ask}
          nameOf={nameOf}
          answering={answering}
          onAnswered={() => setAnswering(null)}
        />
      ) : (
        <p class={s.below}>{t('lookingIn')}</p>
      )}
      {asked === null ? null : <Seen room={id} seq={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}
