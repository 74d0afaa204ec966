/**
 * Which object a meeting is of, in the meeting's title: with this what RealtimeKit tells finds its way without a table of all meetings. Signed, so that
 * meetings of RealtimeKit's other customers, whose tellings are signed just as well, wake no object here.
 */
import { derivedKey } from '../http/ids.ts';

const MARK = 32;
const TITLE = /^(room:(?:team|client)\.[\w-]{1,64}|site:[\w-]{10,64}) ([\da-f]{32})$/;

/** `room:` and a room's name, or `site:` and a site's id. */
export const holderTitle = async (secret: string, name: string): Promise<string> => `${name} ${await markOf(secret, name)}`;

/** Whose meeting it is; null when the title is not by us. */
export async function holderIn(secret: string, title: string | undefined): Promise<{ room: string } | { site: string } | null> {
  const [, name, mark] = TITLE.exec(title ?? '') ?? [];
  if (!name || mark !== (await markOf(secret, name))) return null;
  const [kind, id = ''] = name.split(':');
  return kind === 'room' ? { room: id } : { site: id };
}

const markOf = async (secret: string, name: string): Promise<string> => (await derivedKey(secret, `meeting:${name}`)).slice(0, MARK);
