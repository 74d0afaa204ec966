import { me } from '../stores/me.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { CallDialog } from './dialog.tsx';
import { callVisitor } from './store.ts';
import { t } from './texts.ts';

export interface VisitorCallProps {
  room: OpenRoom;
  /** Of the visitor. */
  name: string;
  onClose: () => void;
}

/** Before a visitor is called. */
export const VisitorCallDialog = ({ room, name, onClose }: VisitorCallProps) => (
  <CallDialog
    title={t('title', { name })}
    explain={t('explain')}
    action={t('call')}
    enter={(media, tracks) => callVisitor(me.value!.user.id, room, media, tracks)}
    onClose={onClose}
  />
);
