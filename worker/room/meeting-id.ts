/**
 * Ids of meetings, which are their links as well: they name the room, and nobody makes one but the room itself, so that addresses that were thought up
 * lead to no object. An id opens nothing: who follows it has to be in the room.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const KINDS = ['client', 'team'] as const;
/** Bytes: kind of the room, its name, what tells its meetings apart, and the mark. */
const ROOM = 16;
const OWN = 6;
const MARK = 10;
const LENGTH = 1 + ROOM + OWN + MARK;

const markOf = (secret: string, part: Buffer): Buffer =>
  Buffer.from(
    createHmac('sha256', secret)
      .update(`meeting ${part.toString('hex')}`)
      .digest('hex'),
    'hex',
  ).subarray(0, MARK);

/** A new one for a meeting in a room of colleagues or with clients. */
export function newMeetingId(secret: string, room: string): string {
  const [kind = '', name = ''] = room.split('.');
  const part = Buffer.concat([Buffer.from([KINDS.indexOf(kind as (typeof KINDS)[number])]), Buffer.from(name, 'hex'), randomBytes(OWN)]);
  return Buffer.concat([part, markOf(secret, part)]).toString('base64url');
}

/** The room of a meeting; null for an id that no room made. */
export function roomOfMeeting(secret: string, id: string): string | null {
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length !== LENGTH || bytes.toString('base64url') !== id) return null;
  const part = bytes.subarray(0, LENGTH - MARK);
  if (!timingSafeEqual(bytes.subarray(LENGTH - MARK), markOf(secret, part))) return null;
  return `${KINDS[part[0]!]}.${part.subarray(1, 1 + ROOM).toString('hex')}`;
}
