import { LIMITS } from '../../../protocol/limits.ts';
import type { Env } from '../../env.ts';
import { sha256 } from '../../http/ids.ts';
import { roomOf } from '../../http/objects.ts';
import type { NotLogged } from '../jobs.ts';
import type { Reply } from './address.ts';
import { isEncryptedText } from './classify.ts';
import { storeFiles } from './files.ts';
import type { MailFile, MailHeaders, ParsedMail } from './parse.ts';

/** What of a text too long for a message is shown; all of it is in a file beside it. */
const SHOWN = LIMITS.text - 1;

export type Accepted = { ok: true; seq: number; leftOut: string[] } | { ok: false; reason: NotLogged; leftOut: string[] };

/**
 * The id under which the room knows a mail, so that one that comes twice is logged once. Of its Message-ID; of the mail itself where a program
 * wrote none.
 */
export async function cidOf({ room, person }: Reply, headers: MailHeaders, raw: Uint8Array): Promise<string> {
  const id = headers.get('message-id')?.trim() || (await sha256(new TextDecoder('latin1').decode(raw)));
  return `mail_${(await sha256(`${room}\n${person}\n${id}`)).slice(0, 40)}`;
}

/** Marks a mail in `sent_mail` as done with. */
export const loggedMark = (cid: string): string => `mailed:${cid}`;

/** Logs a mail in its room as a message of that person. Throws where another try can succeed. */
export async function accept(env: Env, { room, person }: Reply, mail: ParsedMail, cid: string): Promise<Accepted> {
  if (isEncryptedText(mail.text)) return { ok: false, reason: 'encrypted', leftOut: [] };
  const { text, files: more } = fitting(mail.text);
  const { files, leftOut, undo } = await storeFiles(env, room, cid, [...more, ...mail.files]);
  if (text === '' && files.length === 0) return { ok: false, reason: 'empty', leftOut };
  const answer = await roomOf(env, room).mailed(person, { text, files, cid });
  if (answer.ok) return { ok: true, seq: answer.seq, leftOut };
  if (answer.code === 'unavailable' || answer.code === 'internal') throw new Error(`The room did not take a mail: ${answer.code}`);
  await undo();
  const reason = answer.code === 'not_found' ? 'not_in_room' : answer.code === 'too_many' ? 'too_many' : 'not_allowed';
  return { ok: false, reason, leftOut };
}

/** Nothing of a long text is lost: it goes along as a file. */
function fitting(text: string): { text: string; files: MailFile[] } {
  if (text.length <= LIMITS.text) return { text, files: [] };
  const shown = `${text.slice(0, SHOWN).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return { text: shown, files: [{ name: 'mail.txt', bytes: new TextEncoder().encode(text) }] };
}
