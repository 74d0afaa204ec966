/** An operator's action on a chat; one that is refused changes nothing. */
import type { RoomAction } from '../../protocol/frames.ts';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';

/** A refusal is thrown. */
export const tryAct = (room: string, action: RoomAction) => post<{ seq: number }>(`/rooms/${encodeURIComponent(room)}/actions`, action);

/** A refusal is told. */
export const act = (room: string, action: RoomAction) => tryAct(room, action).catch((error) => toast(errorText(error)));
