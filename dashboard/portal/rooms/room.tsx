import { ArrowLeft, Bell, BellOff } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { PortalMe } from '../../../protocol/portal.ts';
import { CallBarSlot, CallButtonSlot } from '../../calls/slot.tsx';
import chats from '../../chats/chats.module.css';
import { Empty, IconButton } from '../../design/controls.tsx';
import { toast } from '../../design/toasts.tsx';
import { put } from '../../http.ts';
import { errorText } from '../../i18n/errors.ts';
import { rooms } from '../desk.ts';
import { keep, me } from '../me-store.ts';
import { api, at } from '../portal.ts';
import { mayWrite } from './may.ts';
import { useOwnRoom } from './open.ts';
import { PORTAL } from './place.ts';
import { Talk } from './talk.tsx';
import { t } from './texts.ts';

/** A room as a client sees it: what was said and by whom, and nothing of who else is in it. */
export function Room({ id }: { id: string }) {
  const room = useOwnRoom(id);
  const view = room.view.value;
  const { client } = view;
  const isListed = rooms.value.has(id);
  // Whoever is brought in again finds the room without a reload.
  useEffect(() => {
    if (isListed && room.client.view.stoppedBy) room.client.start();
  }, [isListed, room]);
  if (view.stoppedBy) {
    return (
      <div class={chats.chat}>
        <Empty title={t(view.loaded ? 'removed' : 'notThere')}>
          <p>{t('removedText')}</p>
          <a href={at('/rooms')}>{t('backToList')}</a>
        </Empty>
      </div>
    );
  }
  const calls = { place: PORTAL, user: me.value!.id, room, mayStart: view.loaded && mayWrite(client) };
  return (
    <section class={chats.chat} aria-label={client.name}>
      <header class={chats.head}>
        <a class={chats.back} href={at('/rooms')} aria-label={t('backToList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <div class={chats.title}>
          <h1 dir="auto">{client.name}</h1>
          <p role="status">
            {!view.caughtUp ? (
              t(view.loaded ? 'reconnecting' : 'loading')
            ) : client.matter ? (
              <a href={at(`/matters/${client.matter}`)}>{t('ofMatter')}</a>
            ) : client.form === 'announcement' ? (
              t('announcements')
            ) : null}
          </p>
        </div>
        <CallButtonSlot {...calls} />
        {view.loaded ? <MuteButton id={id} /> : null}
      </header>
      <CallBarSlot {...calls} />
      <Talk room={room} name={client.name || t('rooms')} />
    </section>
  );
}

/** Whether unread messages of this room are mailed. */
function MuteButton({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  const { all, rooms: muted } = me.value!.mutes;
  const isMuted = muted.includes(id);
  if (all) return null;
  const change = async () => {
    setBusy(true);
    try {
      await keep(await put<PortalMe>(api('/me/mutes'), { room: id, muted: !isMuted }));
      toast(t(isMuted ? 'mailsOn' : 'mailsOff'));
    } catch (error) {
      toast(errorText(error));
    }
    setBusy(false);
  };
  return (
    <IconButton label={t('muteMails')} aria-pressed={isMuted} disabled={busy} onClick={() => void change()}>
      {isMuted ? <BellOff aria-hidden="true" /> : <Bell aria-hidden="true" />}
    </IconButton>
  );
}
