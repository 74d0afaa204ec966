/**
 * Which room a meeting is of, in the meeting's title: with this what RealtimeKit tells finds its way without a table of all meetings. Signed, so that
 * meetings of RealtimeKit's other customers, whose tellings are signed just as well, wake no object here.
 */
import { derivedKey } from '../http/ids.ts';

const MARK = 32;
const TITLE = /^room:((?:team|client)\.[\da-f]{32}) ([\da-f]{32})$/;

/** `name`: `room:` and a room's name, or `site:` and a site's id. */
export const holderTitle = async (secret: string, name: string): Promise<string> => `${name} ${await markOf(secret, name)}`;

/** The room whose meeting it is; null when it is none's, or the title is not by us. Sites know by their own sockets who watches. */
export async function roomIn(secret: string, title: string | undefined): Promise<string | null> {
  const [, room, mark] = TITLE.exec(title ?? '') ?? [];
  return room && mark === (await markOf(secret, `room:${room}`)) ? room : null;
}

const markOf = async (secret: string, name: string): Promise<string> => (await derivedKey(secret, `meeting:${name}`)).slice(0, MARK);
