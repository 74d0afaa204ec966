import { ArrowLeft, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { DASHBOARD } from '../calls/place.ts';
import { CallBarSlot, CallButtonSlot } from '../calls/slot.tsx';
import s from '../chats/chats.module.css';
import { Looking } from '../chats/company.tsx';
import { Composer } from '../chats/composer.tsx';
import { mentioned } from '../chats/mentions.ts';
import { Messages } from '../chats/messages.tsx';
import { peopleSuggestions } from '../chats/suggestions.tsx';
import { Avatar, Empty, IconButton } from '../design/controls.tsx';
import { Menu } from '../design/menu.tsx';
import { dateTime } from '../design/time.ts';
import { usePageCommands } from '../shell/palette.tsx';
import { myId, people, personName, teamRooms, teamTitle } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { type TeamRoom, useTeamRoom } from '../stores/rooms.ts';
import { teamEventText } from './events.ts';
import { otherOf } from './rooms.ts';
import { AddMembers, Leave, NewGroup, Rename } from './team-dialogs.tsx';
import { TeamList } from './team-list.tsx';
import { TeamPeople } from './team-people.tsx';
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
      <Room key={id} id={id} />
      {beginning ? <NewGroup onClose={() => setBeginning(false)} /> : null}
    </div>
  );
}

function Room({ id }: { id: string }) {
  const room = useTeamRoom(me.value!.user.id, id);
  const [showsPeople, setShowsPeople] = useState(false);
  const view = room.view.value;
  if (view.stoppedBy) {
    return (
      <div class={s.chat}>
        <Empty title={t('notYours')}>
          <a href="/app/operators">{t('backToList')}</a>
        </Empty>
      </div>
    );
  }
  const nameOf = (person: PersonId): string => personName(person) || view.people[person]?.name || t('formerColleague');
  const others = view.team.members.filter((person) => person !== myId.value);
  const summary = teamRooms.value.get(id);
  const other = otherOf(view.team);
  const title = view.team.form === 'group' ? view.team.name : other ? nameOf(other) : summary ? teamTitle(summary) : '';
  const seenBy = (seq: number) => others.filter((person) => (view.reads[person] ?? 0) >= seq);
  const stateOf = (seq: number): string => {
    const seen = seenBy(seq);
    if (seen.length === 0) return t('sent');
    return seen.length === others.length ? t('seen_all') : t('seenBy', { names: seen.map(nameOf).join(', ') });
  };
  const named = others.map((person) => ({ id: person, name: nameOf(person) }));
  return (
    <>
      <section class={s.chat} aria-label={title}>
        <TeamHead room={room} title={title} onPeople={() => setShowsPeople(!showsPeople)} />
        <Messages
          room={room}
          label={title}
          nameOf={nameOf}
          isOurs={({ by }) => by === view.me}
          stateOf={stateOf}
          eventOf={(entry, by) => teamEventText(entry, by, nameOf)}
        />
        {view.loaded && others.length === 0 ? <p class={s.event}>{t(view.team.form === 'group' ? 'aloneInGroup' : 'otherGone')}</p> : null}
        {view.loaded && others.length === 0 && view.team.form === 'direct' ? null : (
          <Composer
            room={room}
            placeholder={t('writeTo', { name: title })}
            suggestions={[peopleSuggestions(named)]}
            onSend={(text, files) => void room.client.send(text, files, { mentions: mentioned(text, named) })}
          />
        )}
      </section>
      <TeamPeople room={room} nameOf={nameOf} shown={showsPeople} />
    </>
  );
}

function TeamHead({ room, title, onPeople }: { room: TeamRoom; title: string; onPeople: () => void }) {
  const [asking, setAsking] = useState<Asking>(null);
  const { team, loaded } = room.view.value;
  const other = people.value.find(({ id }) => id === otherOf(team));
  const group = loaded && team.form === 'group' ? team : null;
  const rules = group !== null && myId.value !== null && group.admins.includes(myId.value);
  const close = () => setAsking(null);
  const calls = { place: DASHBOARD, user: me.value!.user.id, room, mayStart: loaded && team.members.length > 1 };
  usePageCommands(() => [
    ...(rules ? [{ name: t('rename'), run: () => setAsking('rename') }] : []),
    ...(rules ? [{ name: t('addMembers'), run: () => setAsking('add') }] : []),
    ...(group ? [{ name: t('leave'), run: () => setAsking('leave') }] : []),
  ]);
  const seen = other?.presence === 'offline' && other.seen ? `, ${t('seen', { time: dateTime(other.seen) })}` : '';
  const said = group ? t('membersCount', { count: group.members.length }) : other ? t(other.presence) + seen : '';
  return (
    <>
      <header class={s.head}>
        <a class={s.back} href="/app/operators" aria-label={t('backToList')}>
          <ArrowLeft aria-hidden="true" />
        </a>
        <Avatar name={title} photo={other?.photo} size={36} presence={group ? undefined : other?.presence} />
        <div class={s.title}>
          <h1>{title}</h1>
          <p>{said}</p>
        </div>
        <Looking room={room} />
        <CallButtonSlot {...calls} />
        {group ? (
          <Menu label={t('groupMenu')}>
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
            <button type="button" onClick={() => setAsking('leave')}>
              {t('leave')}
            </button>
          </Menu>
        ) : null}
        <IconButton class={s.info!} label={t('members')} onClick={onPeople}>
          <Users aria-hidden="true" />
        </IconButton>
      </header>
      <CallBarSlot {...calls} />
      {asking === 'rename' ? <Rename room={room.id} name={title} onClose={close} /> : null}
      {asking === 'add' ? <AddMembers room={room.id} members={team.members} onClose={close} /> : null}
      {asking === 'leave' ? <Leave room={room.id} name={title} onClose={close} /> : null}
    </>
  );
}
