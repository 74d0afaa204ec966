/** What was said in a room, and a place to write. */
import type { Entry, PersonId } from '../../../protocol/entries.ts';
import { Composer } from '../../chats/composer.tsx';
import { Messages } from '../../chats/messages.tsx';
import { Empty } from '../../design/controls.tsx';
import s from '../../matters/matters.module.css';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { portal } from '../portal.ts';
import { uploadAddress } from './room.ts';
import { t } from './texts.ts';

export function Talk({ room, name }: { room: ClientsRoom; name: string }) {
  const view = room.view.value;
  if (view.stoppedBy) return <Empty title={t('roomGone')} />;
  const company = portal!.name;
  // Whoever has not written is the company to its clients.
  const nameOf = (person: PersonId): string => view.people[person]?.name ?? company;
  const eventOf = (entry: Entry): string => {
    if (entry.kind === 'renamed') return t('renamed', { name: entry.name });
    return entry.kind === 'archived' && entry.on ? t('archived') : '';
  };
  return (
    <section class={s.room} aria-label={name}>
      <Messages room={room} label={name} nameOf={nameOf} isOurs={({ by }) => by === view.me} stateOf={() => t('sent')} eventOf={eventOf} />
      {!view.loaded ? null : view.client.archived ? (
        <p class={s.below}>{t('archived')}</p>
      ) : (
        <Composer
          room={room}
          placeholder={t('write', { company })}
          suggestions={[]}
          uploadTo={uploadAddress(room.id)}
          onSend={(text, files) => void room.client.send(text, files)}
        />
      )}
    </section>
  );
}
