import { ArrowLeft, BellOff, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { DASHBOARD } from '../calls/place.ts';
import { CallBarSlot, CallButtonSlot } from '../calls/slot.tsx';
import s from '../chats/chats.module.css';
import { Looking } from '../chats/company.tsx';
import { LeaveRoom } from '../chats/leave-room.tsx';
import { Avatar, Empty, IconButton } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { dateTime } from '../design/time.ts';
import { usePageCommands } from '../shell/palette.tsx';
import { myId, people } from '../stores/desk.ts';
import { me, preferences, savePreferences } from '../stores/me.ts';
import { type TeamRoom, useTeamRoom } from '../stores/rooms.ts';
import { otherOf, removeMember, tried } from './rooms.ts';
import { AddMembers, NewGroup, Rename } from './team-dialogs.tsx';
import { TeamList } from './team-list.tsx';
import { TeamPeople } from './team-people.tsx';
import { namesIn, TeamTalk, titleOf } from './team-talk.tsx';
import { t } from './texts.ts';

type Asking = 'rename' | 'add' | 'leave' | null;

/** A conversation with colleagues, beside the list of all of them. */
export function TeamRoomPage({ id }: { id: string }) {
  const [beginning, setBeginning] = useState(false);
  return (
    <div class={`${s.chats} ${s.withRoom}`}>
      <aside class={s.list}>
        <TeamList current={id} onNewGroup={() => setBeginning(true)} />
      </aside>
      <TeamConversation key={id} id={id} back={{ path: '/app/operators', label: t('backToList') }} />
      {beginning ? <NewGroup onClose={() => setBeginning(false)} /> : null}
    </div>
  );
}

/** Where one comes from to a conversation, and goes back to. */
export interface Back {
  path: string;
  label: string;
}

/** A conversation with colleagues and who is in it. */
export function TeamConversation({ id, back }: { id: string; back: Back }) {
  const room = useTeamRoom(me.value!.user.id, id);
  const [showsPeople, setShowsPeople] = useState(false);
  const view = room.view.value;
  if (view.stoppedBy) {
    return (
      <div class={s.chat}>
        <Empty title={t('notYours')}>
          <a href={back.path}>{back.label}</a>
        </Empty>
      </div>
    );
  }
  const nameOf = namesIn(room);
  const title = titleOf(room);
  return (
    <>
      <section class={s.chat} aria-label={title}>
        <TeamHead room={room} title={title} back={back} onPeople={() => setShowsPeople(!showsPeople)} />
        <TeamTalk room={room} />
      </section>
      <TeamPeople room={room} nameOf={nameOf} shown={showsPeople} />
    </>
  );
}

interface HeadProps {
  room: TeamRoom;
  title: string;
  back: Back;
  onPeople: () => void;
}

function TeamHead({ room, title, back, onPeople }: HeadProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const { team, loaded } = room.view.value;
  const other = people.value.find(({ id }) => id === otherOf(team));
  const group = loaded && team.form === 'group' ? team : null;
  const rules = group !== null && myId.value !== null && group.admins.includes(myId.value);
  const close = () => setAsking(null);
  const calls = { place: DASHBOARD, user: me.value!.user.id, room, mayStart: loaded && team.members.length > 1 };
  const { alerts } = preferences.value;
  const muted = alerts.mutedRooms.includes(room.id);
  const mute = () => {
    const mutedRooms = muted ? alerts.mutedRooms.filter((id) => id !== room.id) : [...alerts.mutedRooms, room.id];
    void tried(savePreferences({ alerts: { ...alerts, mutedRooms } }));
  };
  usePageCommands(() => [
    { name: t(muted ? 'unmute' : 'mute'), run: mute },
    ...(rules ? [{ name: t('rename'), run: () => setAsking('rename') }] : []),
    ...(rules ? [{ name: t('addMembers'), run: () => setAsking('add') }] : []),
    ...(group ? [{ name: t('leave'), run: () => setAsking('leave') }] : []),
  ]);
  const seen = other?.presence === 'offline' && other.seen ? `, ${t('seen', { time: dateTime(other.seen) })}` : '';
  const said = group ? t('membersCount', { count: group.members.length }) : other ? t(other.presence) + seen : '';
  return (
    <>
      <header class={s.head}>
        <a class={s.back} href={back.path} aria-label={back.label}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <Avatar name={title} photo={other?.photo} size={36} presence={group ? undefined : other?.presence} />
        <div class={s.title}>
          <h1>{title}</h1>
          <p>{said}</p>
        </div>
        <Looking room={room} />
        <CallButtonSlot {...calls} />
        {muted ? <BellOff role="img" aria-label={t('muted')} /> : null}
        <Menu label={t(group ? 'groupMenu' : 'directMenu')}>
          {rules ? (
            <>
              <button type="button" onClick={() => setAsking('add')}>
                {t('addMembers')}
              </button>
              <button type="button" onClick={() => setAsking('rename')}>
                {t('rename')}
              </button>
            </>
          ) : null}
          <button type="button" onClick={mute}>
            {t(muted ? 'unmute' : 'mute')}
          </button>
          {group ? (
            <button type="button" onClick={() => setAsking('leave')}>
              {t('leave')}
            </button>
          ) : null}
        </Menu>
        <IconButton class={s.info!} label={t('members')} onClick={onPeople}>
          <Users aria-hidden="true" />
        </IconButton>
      </header>
      <CallBarSlot {...calls} />
      {asking === 'rename' ? <Rename room={room.id} name={title} onClose={close} /> : null}
      {asking === 'add' ? <AddMembers room={room.id} members={team.members} onClose={close} /> : null}
      {asking === 'leave' ? (
        <LeaveRoom name={title} t={t} leave={() => removeMember(room.id, myId.value!)} to={back.path} onClose={close} />
      ) : null}
    </>
  );
}
