/** A conversation by SMS: whom it is with, what can be done with it, and all that was said. */
import { ArrowLeft, BellOff, PanelBottom, Phone, Users } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { smsTitle } from '../../protocol/sms.ts';
import chats from '../chats/chats.module.css';
import { LeaveRoom } from '../chats/leave-room.tsx';
import { Empty, IconButton, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Menu } from '../design/menu.tsx';
import { clearNotices } from '../phone/open.ts';
import { tried } from '../rooms/tried.ts';
import { usePageCommands } from '../shell/palette.tsx';
import { smsRooms } from '../stores/desk.ts';
import { canDock, dock } from '../stores/docks.ts';
import { isAdmin, me } from '../stores/me.ts';
import { type SmsTalk as Talk, useSmsTalk } from '../stores/rooms.ts';
import { eraseSms, leaveSms, renameSms, setMine } from './api.ts';
import { canCall, ownNumbers } from './own-numbers.ts';
import { ringUp } from './ring-up.ts';
import { SmsPeople } from './sms-people.tsx';
import { SmsTalk } from './sms-talk.tsx';
import { t } from './texts.ts';

type Asking = 'rename' | 'leave' | 'erase' | null;

export function SmsConversation({ id }: { id: string }) {
  const room = useSmsTalk(me.value!.user.id, id);
  const [showsPeople, setShowsPeople] = useState(false);
  const { stoppedBy, sms } = room.view.value;
  useEffect(() => {
    void clearNotices(id).catch(() => undefined);
  }, [id]);
  if (stoppedBy || sms.erased) {
    return (
      <div class={chats.chat}>
        <Empty title={t(sms.erased ? 'erased' : 'notThere')}>
          <a href="/app/messages">{t('backToList')}</a>
        </Empty>
      </div>
    );
  }
  return (
    <>
      <section class={chats.chat} aria-label={smsTitle(sms) || t('title')}>
        <SmsHead room={room} onPeople={() => setShowsPeople(!showsPeople)} />
        <SmsTalk room={room} />
      </section>
      <SmsPeople room={room} shown={showsPeople} />
    </>
  );
}

function SmsHead({ room, onPeople }: { room: Talk; onPeople: () => void }) {
  const { route } = useLocation();
  const [asking, setAsking] = useState<Asking>(null);
  const { sms, loaded } = room.view.value;
  const summary = smsRooms.value.get(room.id);
  const title = smsTitle(sms);
  const from = sms.number.label || sms.number.national;
  const muted = summary?.muted ?? false;
  const calls = sms.held && sms.people.length === 1 && ownNumbers.value?.some((own) => own.id === sms.number.id && canCall(own));
  const close = () => setAsking(null);
  const mute = () => tried(setMine(room.id, { muted: !muted }));
  usePageCommands(() => [
    { name: t('rename'), run: () => setAsking('rename') },
    { name: t(muted ? 'unmute' : 'mute'), run: mute },
    { name: t('leave'), run: () => setAsking('leave') },
  ]);
  return (
    <>
      <header class={chats.head}>
        <a class={chats.back} style={{ display: 'inline-flex' }} href="/app/messages" aria-label={t('backToList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <div class={chats.title}>
          <h1 dir="auto">{title}</h1>
          <p>{loaded ? t('smsFrom', { number: from }) : t('loading')}</p>
        </div>
        {muted ? <BellOff role="img" aria-label={t('muted')} /> : null}
        {calls ? (
          <IconButton label={t('callTo', { name: title })} onClick={() => ringUp(sms.number.id, sms.people[0]!.e164, room.id)}>
            <Phone aria-hidden="true" />
          </IconButton>
        ) : null}
        {canDock.value ? (
          <IconButton
            label={t('dock')}
            onClick={() => {
              dock(room.id);
              route('/app/messages');
            }}
          >
            <PanelBottom aria-hidden="true" />
          </IconButton>
        ) : null}
        <Menu label={t('more')}>
          <button type="button" onClick={() => setAsking('rename')}>
            {t('rename')}
          </button>
          <button type="button" onClick={mute}>
            {t(muted ? 'unmute' : 'mute')}
          </button>
          <button
            type="button"
            onClick={() =>
              tried(
                setMine(room.id, { hidden: true }).then(() => {
                  route('/app/messages');
                }),
              )
            }
          >
            {t('hide')}
          </button>
          {summary?.in ? (
            <button type="button" onClick={() => setAsking('leave')}>
              {t('leave')}
            </button>
          ) : null}
          {isAdmin.value ? (
            <button type="button" onClick={() => setAsking('erase')}>
              {t('erase')}
            </button>
          ) : null}
        </Menu>
        <IconButton class={chats.info!} label={t('people')} onClick={onPeople}>
          <Users aria-hidden="true" />
        </IconButton>
      </header>
      {asking === 'rename' ? <Rename room={room.id} name={sms.name} onClose={close} /> : null}
      {asking === 'leave' ? <LeaveRoom name={title} t={t} leave={() => leaveSms(room.id)} to="/app/messages" onClose={close} /> : null}
      {asking === 'erase' ? (
        <Dialog
          title={t('eraseTitle', { name: title })}
          action={t('erase')}
          danger
          run={() => eraseSms(room.id)}
          onDone={() => route('/app/messages')}
          onClose={close}
        >
          <p>{t('eraseText')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

function Rename({ room, name, onClose }: { room: string; name: string; onClose: () => void }) {
  const [next, setNext] = useState(name);
  return (
    <Dialog title={t('rename')} action={t('save')} run={() => renameSms(room, next.trim())} onClose={onClose}>
      <TextField label={t('name')} hint={t('nameHint')} maxLength={80} value={next} onValue={setNext} />
    </Dialog>
  );
}
