import { useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { may, type RoomRole } from '../../protocol/permissions.ts';
import { Composer } from '../chats/composer.tsx';
import { mentioned, type Named } from '../chats/mentions.ts';
import { peopleSuggestions } from '../chats/suggestions.tsx';
import type { Message } from '../conversation/dealings.ts';
import { Answering } from '../conversation/quote.tsx';
import { t as said } from '../conversation/texts.ts';
import { Button } from '../design/controls.tsx';
import { ScheduleButton } from '../meetings/schedule-button.tsx';
import { myId } from '../stores/desk.ts';
import type { ClientsRoom } from '../stores/rooms.ts';
import { addPeople, archiveRoom } from './api.ts';
import s from './rooms.module.css';
import { t } from './texts.ts';
import { tried } from './tried.ts';

interface Props {
  room: ClientsRoom;
  roles: readonly RoomRole[];
  /** Who can be named. */
  named: Named[];
  /** Told what name is being looked for. */
  onAsked: (text: string) => void;
  nameOf: (person: PersonId) => string;
  answering: Message | null;
  onAnswered: () => void;
}

/** Where one writes; or why one cannot, and what would change that. */
export function RoomComposer({ room, roles, named, onAsked, nameOf, answering, onAnswered }: Props) {
  const [status, setStatus] = useState(false);
  const { client } = room.view.value;
  if (client.archived) {
    return (
      <div class={s.instead} role="status">
        <p>{t('archivedNotice')}</p>
        {may(roles, 'archive') ? <Button onClick={() => tried(archiveRoom(room.id, false))}>{t('unarchive')}</Button> : null}
      </div>
    );
  }
  if (!may(roles, client.form === 'announcement' ? 'announce' : 'write')) {
    return (
      <div class={s.instead} role="status">
        <p>{t('notInNotice')}</p>
        {may(roles, 'add') && myId.value ? <Button onClick={() => tried(addPeople(room.id, [myId.value!]))}>{t('joinIn')}</Button> : null}
      </div>
    );
  }
  const marks = client.matter !== undefined && may(roles, 'mark');
  return (
    <Composer
      room={room}
      focusOn={answering?.seq}
      placeholder={t('writeIn', { name: client.name })}
      suggestions={[{ ...peopleSuggestions(named), label: t('mention'), none: t('mentionNone'), onAsked }]}
      head={answering ? <Answering message={answering} name={nameOf(answering.by)} onCancel={onAnswered} /> : null}
      extra={
        <>
          <ScheduleButton room={room.id} />
          {marks ? (
            <label class={s.status}>
              <input type="checkbox" checked={status} onChange={(event) => setStatus(event.currentTarget.checked)} />
              {said('makeStatus')}
            </label>
          ) : null}
        </>
      }
      onSend={(text, files) => {
        void room.client.send(text, files, {
          mentions: mentioned(text, named),
          reply: answering?.seq,
          ...(marks && status ? { status: true } : {}),
        });
        setStatus(false);
        onAnswered();
      }}
    />
  );
}
