import type { ClientRoom } from '../../../protocol/client-room.ts';
import { may } from '../../../protocol/permissions.ts';

/** Whether a client who is in a room may write in it, and call. */
export const mayWrite = ({ archived, form }: ClientRoom): boolean =>
  !archived && may(['client'], form === 'announcement' ? 'announce' : 'write');
