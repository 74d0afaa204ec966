/** What was said in a room, and a place to write; or why one cannot. */
import { useState } from 'preact/hooks';
import { clientPersonId, type Entry, type PersonId } from '../../../protocol/entries.ts';
import { may } from '../../../protocol/permissions.ts';
import { Composer } from '../../chats/composer.tsx';
import { mentioned } from '../../chats/mentions.ts';
import { Messages } from '../../chats/messages.tsx';
import { peopleSuggestions } from '../../chats/suggestions.tsx';
import { callText } from '../../conversation/calls.ts';
import type { Dealings, Message } from '../../conversation/dealings.ts';
import { Answering } from '../../conversation/quote.tsx';
import type { Planning } from '../../meetings/planning.ts';
import { ScheduleButton } from '../../meetings/schedule-button.tsx';
import shared from '../../rooms/rooms.module.css';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { me } from '../me-store.ts';
import { portal } from '../portal.ts';
import { mayWrite } from './may.ts';
import { calendarAddress, roomPath, uploadAddress } from './open.ts';
import { t } from './texts.ts';

interface Props {
  room: ClientsRoom;
  /** What the room is called. */
  name: string;
  /** What the field is called; by default after the room. */
  placeholder?: string;
}

export function Talk({ room, name, placeholder = t('writeIn', { name }) }: Props) {
  const [answering, setAnswering] = useState<Message | null>(null);
  const view = room.view.value;
  const { client, people } = view;
  // Whoever has not written is the company to its clients.
  const nameOf = (person: PersonId): string => people[person]?.name ?? portal!.name;
  const dealings: Dealings = { client, roles: ['client'], onReply: setAnswering };
  const planning: Planning = {
    room,
    plans: view.loaded && mayWrite(client) && may(dealings.roles, 'schedule'),
    manages: false,
    page: roomPath(room.id),
    fileOf: (meeting) => calendarAddress(room.id, meeting),
  };
  // A client can call those who have written, and knows of nobody else.
  const named = Object.values(people).filter(({ id }) => id !== view.me);
  return (
    <>
      <Messages
        room={room}
        label={name}
        nameOf={nameOf}
        isOurs={({ by }) => by === view.me}
        stateOf={() => t('sent')}
        eventOf={eventText}
        dealings={dealings}
        planning={planning}
      />
      {!view.loaded ? null : client.archived ? (
        <p class={shared.instead} role="status">
          {t('archivedNotice')}
        </p>
      ) : !mayWrite(client) ? (
        <p class={shared.instead} role="status">
          {t('announcementNotice', { company: portal!.name })}
        </p>
      ) : (
        <Composer
          room={room}
          focusOn={answering?.seq}
          placeholder={placeholder}
          suggestions={named.length > 0 ? [{ ...peopleSuggestions(named), label: t('mention'), none: t('mentionNone') }] : []}
          uploadTo={uploadAddress(room.id)}
          extra={planning.plans ? <ScheduleButton room={room.id} /> : null}
          head={answering ? <Answering message={answering} name={nameOf(answering.by)} onCancel={() => setAnswering(null)} /> : null}
          onSend={(text, files) => {
            void room.client.send(text, files, { mentions: mentioned(text, named), reply: answering?.seq });
            setAnswering(null);
          }}
        />
      )}
    </>
  );
}

const isOwn = ({ by }: Entry): boolean => by === clientPersonId(me.value!.id);

/** What a line says that is no message: who comes, goes and decides is not the clients' to know. */
function eventText(entry: Entry, by: string): string {
  if (entry.kind === 'renamed') return t('e_renamed', { name: entry.name });
  return entry.kind === 'archived' ? t(entry.on ? 'e_archived' : 'e_unarchived') : callText(entry, by, isOwn(entry));
}
