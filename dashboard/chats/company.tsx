/** Who else has the room open, and who of them writes: so that two operators do not answer the same thing. */
import { Eye, Pencil } from 'lucide-preact';
import { isOperator, type PersonId } from '../../protocol/entries.ts';
import { Avatar } from '../design/controls.tsx';
import { people as colleagues, myId, personName } from '../stores/desk.ts';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './company.module.css';
import { t } from './texts.ts';

/** Faces shown before the rest is a number. */
const FACES = 4;

function others(room: AnyRoom): { id: PersonId; name: string; photo?: string | undefined; writes: boolean }[] {
  const { present, people, typing } = room.view.value;
  return [...new Set(present)]
    .filter((id) => isOperator(id) && id !== myId.value)
    .map((id) => {
      const name = people[id]?.name || personName(id) || t('colleague');
      return { id, name, photo: people[id]?.photo ?? colleagues.value.find((one) => one.id === id)?.photo, writes: id in typing };
    });
}

/** Colleagues who look at this now. */
export function Looking({ room }: { room: AnyRoom }) {
  const here = others(room);
  if (here.length === 0) return null;
  const told = t('looking', { names: here.map(({ name, writes }) => (writes ? t('lookingWrites', { name }) : name)).join(', ') });
  return (
    <span class={s.looking} role="img" aria-label={told} title={told}>
      <Eye aria-hidden="true" />
      {here.slice(0, FACES).map(({ id, name, photo, writes }) => (
        <span key={id} class={writes ? s.writes : ''}>
          <Avatar name={name} photo={photo} size={26} />
          {writes ? <Pencil aria-hidden="true" /> : null}
        </span>
      ))}
      {here.length > FACES ? <b>+{here.length - FACES}</b> : null}
    </span>
  );
}

/** Told right where one writes. */
export function Writing({ room }: { room: AnyRoom }) {
  const names = others(room)
    .filter(({ writes }) => writes)
    .map(({ name }) => name);
  return (
    <p class={`${s.writing} ${names.length > 0 ? s.on : ''}`} role="status">
      {names.length > 0 ? (
        <>
          <Pencil aria-hidden="true" /> {t('writingToo', { count: names.length, names: names.join(', ') })}
        </>
      ) : null}
    </p>
  );
}
