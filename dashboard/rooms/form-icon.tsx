import { Lock, Megaphone, Users } from 'lucide-preact';
import type { ClientRoom } from '../../protocol/client-room.ts';
import s from './rooms.module.css';
import { t } from './texts.ts';

const ICONS = { clients: Users, internal: Lock, announcement: Megaphone } as const;

/** Tells by a sign who is meant to be in the room and to write. */
export function FormIcon({ form }: { form: ClientRoom['form'] }) {
  const Icon = ICONS[form];
  return (
    <span class={s.form} role="img" aria-label={t(`form_${form}`)} title={t(`form_${form}`)}>
      <Icon aria-hidden="true" />
    </span>
  );
}
