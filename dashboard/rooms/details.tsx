/** Beside a room: who is in it, who answers for it, and what can be done with it. The permission table decides what is offered. */
import { Archive, ArchiveRestore, Download, LogOut, Pencil, Trash2, X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { may, type RoomRole } from '../../protocol/permissions.ts';
import panel from '../chats/details.module.css';
import { LeaveRoom } from '../chats/leave-room.tsx';
import { Button, IconButton, Switch, styles } from '../design/controls.tsx';
import { usePageCommands } from '../shell/palette.tsx';
import { myId } from '../stores/desk.ts';
import { isMuted, loadMutes, mutes, setMute } from '../stores/mutes.ts';
import type { ClientsRoom } from '../stores/rooms.ts';
import { archiveRoom, exportAddress, removePerson } from './api.ts';
import s from './beside.module.css';
import { Add, Erase, Rename } from './dialogs.tsx';
import { comingsSeq } from './participants.ts';
import { PeopleList } from './people-list.tsx';
import { t } from './texts.ts';
import { tried } from './tried.ts';

type Asking = 'add' | 'rename' | 'leave' | 'erase' | null;

interface Props {
  room: ClientsRoom;
  roles: readonly RoomRole[];
  nameOf: (person: PersonId) => string;
  shown: boolean;
  onClose: () => void;
}

export function RoomDetails({ room, roles, nameOf, shown, onClose }: Props) {
  const [asking, setAsking] = useState<Asking>(null);
  const { client, entries } = room.view.value;
  const close = () => setAsking(null);
  const archive = () => tried(archiveRoom(room.id, !client.archived));
  usePageCommands(() => [
    ...(may(roles, 'add') ? [{ name: t('addPeople'), run: () => setAsking('add') }] : []),
    ...(may(roles, 'rename') ? [{ name: t('rename'), run: () => setAsking('rename') }] : []),
    ...(may(roles, 'archive') ? [{ name: t(client.archived ? 'unarchive' : 'archive'), run: archive }] : []),
    ...(may(roles, 'leave') ? [{ name: t('leave'), run: () => setAsking('leave') }] : []),
  ]);
  const act = (icon: ComponentChildren, text: string, run: () => void, more = '') => (
    <Button look="quiet" class={`${s.action} ${more}`} onClick={run}>
      {icon}
      {text}
    </Button>
  );
  return (
    <aside class={`${panel.details} ${shown ? '' : panel.hidden}`} aria-label={t('details')}>
      {/* Where the panel lies above the room. */}
      <div class={s.over}>
        <strong>{t('details')}</strong>
        <IconButton label={t('close')} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      {client.form === 'internal' ? null : (
        <section>
          <p>
            <strong>{client.assignee === 'system' ? t('nobodyAssigned') : t('assignedTo', { name: nameOf(client.assignee) })}</strong>
          </p>
          <p class={styles.hint}>{t('assignHint')}</p>
        </section>
      )}
      <PeopleList room={room.id} client={client} roles={roles} version={comingsSeq(entries)} onAdd={() => setAsking('add')} />
      <section>
        <h2>{t('actions')}</h2>
        {may(roles, 'mute') ? <Mails room={room.id} /> : null}
        {may(roles, 'rename') ? act(<Pencil aria-hidden="true" />, t('rename'), () => setAsking('rename')) : null}
        {may(roles, 'export') ? (
          <a class={s.action} href={exportAddress(room.id)} download title={t('exportHint')}>
            <Download aria-hidden="true" />
            {t('export')}
          </a>
        ) : null}
        {may(roles, 'archive')
          ? act(
              client.archived ? <ArchiveRestore aria-hidden="true" /> : <Archive aria-hidden="true" />,
              t(client.archived ? 'unarchive' : 'archive'),
              archive,
            )
          : null}
        {may(roles, 'leave') ? act(<LogOut aria-hidden="true" />, t('leave'), () => setAsking('leave')) : null}
        {may(roles, 'erase') ? act(<Trash2 aria-hidden="true" />, t('erase'), () => setAsking('erase'), s.final) : null}
      </section>
      {asking === 'add' ? <Add room={room.id} form={client.form} onClose={close} /> : null}
      {asking === 'rename' ? <Rename room={room.id} name={client.name} onClose={close} /> : null}
      {asking === 'leave' ? (
        <LeaveRoom name={client.name} t={t} leave={() => removePerson(room.id, myId.value!)} to="/app/rooms" onClose={close} />
      ) : null}
      {asking === 'erase' ? <Erase room={room.id} name={client.name} onClose={close} /> : null}
    </aside>
  );
}

/** Whether mails of unread messages come. Not shown before it is known. */
function Mails({ room }: { room: string }) {
  useEffect(() => {
    loadMutes().catch(() => undefined);
  }, []);
  if (mutes.value === null) return null;
  if (mutes.value.all) return <p class={styles.hint}>{t('mutedAll')}</p>;
  return <Switch label={t('muteMails')} checked={isMuted(room)} onChange={(on) => tried(setMute(room, on))} />;
}
