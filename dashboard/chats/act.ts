/** An operator's action on a chat; what it refuses is told, and changes nothing. */
import type { RoomAction } from '../../protocol/frames.ts';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';

/** Answers whether it was done. */
export async function act(room: string, action: RoomAction): Promise<boolean> {
  try {
    await post(`/rooms/${encodeURIComponent(room)}/actions`, action);
    return true;
  } catch (error) {
    toast(errorText(error));
    return false;
  }
}
