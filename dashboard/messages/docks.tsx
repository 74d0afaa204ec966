/** Conversations docked at the foot of every page: their names in a row that takes room of its own, and above it those that are open. */
import { Maximize2, Minus, X } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, useLocation } from 'preact-iso';
import { smsTitle } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { DASHBOARD } from '../calls/place.ts';
import { CallBarSlot, CallButtonSlot } from '../calls/slot.tsx';
import { Badge, Empty, IconButton } from '../design/controls.tsx';
import { TeamTalk } from '../operators/team-talk.tsx';
import { isPageOf, messagesPath } from '../phone/path.ts';
import { smsRooms, teamRooms, teamTitle } from '../stores/desk.ts';
import type { Dock } from '../stores/docked.ts';
import { canDock, closeDock, dock, dockInHand, docks, foldDock } from '../stores/docks.ts';
import { me } from '../stores/me.ts';
import { useSmsTalk, useTeamRoom } from '../stores/rooms.ts';
import s from './docks.module.css';
import { loadOwnNumbers, ownNumbers } from './own-numbers.ts';
import { SmsTalk } from './sms-talk.tsx';
import { t } from './texts.ts';

export function Docks() {
  const { path } = useLocation();
  useEffect(() => {
    if (ownNumbers.peek() === null) loadOwnNumbers().catch(() => undefined);
  }, []);
  // What is on the page itself is not shown twice.
  const shown = docks.value.filter(({ room }) => !isPageOf(path, room));
  if (!canDock.value || shown.length === 0) return null;
  return (
    <ErrorBoundary>
      <aside class={s.docks} aria-label={t('docked')}>
        {shown.map((one) => (
          <Docked key={one.room} dock={one} />
        ))}
      </aside>
    </ErrorBoundary>
  );
}

function titleOf(room: string): { title: string; unread: number } {
  const team = teamRooms.value.get(room);
  if (team) return { title: teamTitle(team), unread: team.unread };
  const sms = smsRooms.value.get(room);
  return sms ? { title: smsTitle(sms.sms), unread: sms.unread } : { title: '', unread: 0 };
}

function Docked({ dock: { room, folded } }: { dock: Dock }) {
  const { title, unread } = titleOf(room);
  const name = title || t('conversation');
  const isNew = folded && unread > 0;
  return (
    <section
      class={`${s.dock} ${folded ? '' : s.open} ${isNew ? s.lit : ''}`}
      aria-label={name}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && foldDock(room)}
    >
      {folded ? null : (
        <div class={s.window}>{isTeamRoom(room) ? <TeamWindow room={room} name={name} /> : <SmsWindow room={room} name={name} />}</div>
      )}
      <div class={s.foot}>
        <button type="button" class={s.name} aria-expanded={!folded} onClick={() => (folded ? dock(room) : foldDock(room))}>
          <bdi>{name}</bdi>
          {isNew ? <Badge count={unread} label={t('unread', { count: unread })} /> : null}
        </button>
        <IconButton small label={t('closeDock', { name })} onClick={() => closeDock(room)}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <span class="visually-hidden" role="status">
        {isNew ? t('unread', { count: unread }) : ''}
      </span>
    </section>
  );
}

interface WindowProps {
  room: string;
  name: string;
}

/** The head of an open one. */
function Head({ room, name, children }: WindowProps & { children?: preact.ComponentChildren }) {
  return (
    <header class={s.head}>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {children}
      <a class={s.whole} href={messagesPath(room)} aria-label={t('openPage', { name })} title={t('openPage', { name })}>
        <Maximize2 aria-hidden="true" />
      </a>
      <IconButton small label={t('minimise', { name })} onClick={() => foldDock(room)}>
        <Minus aria-hidden="true" />
      </IconButton>
    </header>
  );
}

const Gone = () => <Empty title={t('notThere')} />;

function TeamWindow({ room: id, name }: WindowProps) {
  const user = me.value!.user.id;
  const room = useTeamRoom(user, id);
  const { loaded, stoppedBy, team } = room.view.value;
  const calls = { place: DASHBOARD, user, room, mayStart: loaded && team.members.length > 1 };
  return (
    <>
      <Head room={id} name={name}>
        {stoppedBy ? null : <CallButtonSlot {...calls} />}
      </Head>
      {stoppedBy ? (
        <Gone />
      ) : (
        <>
          <CallBarSlot {...calls} />
          <TeamTalk room={room} quiet={dockInHand.value !== id} />
        </>
      )}
    </>
  );
}

function SmsWindow({ room: id, name }: WindowProps) {
  const room = useSmsTalk(me.value!.user.id, id);
  const { stoppedBy, sms } = room.view.value;
  return (
    <>
      <Head room={id} name={smsTitle(sms) || name} />
      {stoppedBy || sms.erased ? <Gone /> : <SmsTalk room={room} quiet={dockInHand.value !== id} />}
    </>
  );
}
