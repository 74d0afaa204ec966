import type { PersonId } from '../../protocol/entries.ts';
import s from '../chats/chats.module.css';
import { Composer } from '../chats/composer.tsx';
import { mentioned } from '../chats/mentions.ts';
import { Messages } from '../chats/messages.tsx';
import { peopleSuggestions } from '../chats/suggestions.tsx';
import type { Planning } from '../meetings/planning.ts';
import { ScheduleButton } from '../meetings/schedule-button.tsx';
import { pathOf } from '../phone/path.ts';
import { myId, personName, teamRooms, teamTitle } from '../stores/desk.ts';
import type { TeamRoom } from '../stores/rooms.ts';
import { teamEventText } from './events.ts';
import { otherOf } from './rooms.ts';
import { t } from './texts.ts';

/** What people of a room of colleagues are called in it, also those who are not in the account any more. */
export const namesIn =
  ({ view }: TeamRoom) =>
  (person: PersonId): string =>
    personName(person) || view.value.people[person]?.name || t('formerColleague');

/** What the room is called; of two, what the other is called now. */
export function titleOf(room: TeamRoom): string {
  const { team } = room.view.value;
  const other = otherOf(team);
  const summary = teamRooms.value.get(room.id);
  return team.form === 'group' ? team.name : other ? namesIn(room)(other) : summary ? teamTitle(summary) : '';
}

/** What was said among colleagues, and where one writes. `quiet`: it takes no focus when it appears. */
export function TeamTalk({ room, quiet }: { room: TeamRoom; quiet?: boolean }) {
  const view = room.view.value;
  const nameOf = namesIn(room);
  const title = titleOf(room);
  const others = view.team.members.filter((person) => person !== myId.value);
  const seenBy = (seq: number) => others.filter((person) => (view.reads[person] ?? 0) >= seq);
  const stateOf = (seq: number): string => {
    const seen = seenBy(seq);
    if (seen.length === 0) return t('sent');
    return seen.length === others.length ? t('seen_all') : t('seenBy', { names: seen.map(nameOf).join(', ') });
  };
  const planning: Planning = {
    room,
    plans: view.loaded && (view.team.form === 'group' || others.length > 0),
    manages: view.team.form === 'group' && myId.value !== null && view.team.admins.includes(myId.value),
    page: pathOf(room.id),
    fileOf: (meeting) => `/api/rooms/${room.id}/meetings/${meeting}.ics`,
  };
  const named = others.map((person) => ({ id: person, name: nameOf(person) }));
  return (
    <>
      <Messages
        room={room}
        label={title}
        nameOf={nameOf}
        isOurs={({ by }) => by === view.me}
        stateOf={stateOf}
        eventOf={(entry, by) => teamEventText(entry, by, nameOf)}
        planning={planning}
      />
      {view.loaded && others.length === 0 ? <p class={s.event}>{t(view.team.form === 'group' ? 'aloneInGroup' : 'otherGone')}</p> : null}
      {view.loaded && others.length === 0 && view.team.form === 'direct' ? null : (
        <Composer
          room={room}
          placeholder={t('writeTo', { name: title })}
          suggestions={[peopleSuggestions(named)]}
          extra={<ScheduleButton room={room.id} />}
          quiet={quiet}
          onSend={(text, files) => void room.client.send(text, files, { mentions: mentioned(text, named) })}
        />
      )}
    </>
  );
}
