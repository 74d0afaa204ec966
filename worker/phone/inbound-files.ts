/** What comes with messages, and what was recorded: fetched from the provider into the room's files. */
import type { FileRef } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { LostMedia } from '../../protocol/sms.ts';
import type { Env } from '../env.ts';
import { dimensions } from '../files/dimensions.ts';
import { isProgram } from '../files/name.ts';
import { sniff } from '../files/sniff.ts';
import { fileKey, storeStream } from '../files/store.ts';
import { sha256 } from '../http/ids.ts';
import { PhoneFailure, type PhonePort } from './port.ts';

/** A file as the provider tells of it; `id` is the telling's own, so that a file that is fetched twice is one. */
export interface Offered {
  id: string;
  url: string;
  type: string;
  /** What it is called, without an extension. */
  name: string;
}

const EXTENSIONS: Record<string, string> = {
  jpeg: 'jpg',
  mpeg: 'mp3',
  'x-wav': 'wav',
  plain: 'txt',
  vcard: 'vcf',
  'x-vcard': 'vcf',
  'x-msdownload': 'exe',
  '3gpp': '3gp',
  quicktime: 'mov',
};

/** Kinds that only say how the others are laid out. */
export const isLayout = (type: string): boolean => type === 'application/smil';

/** Fetches a file into the bucket; or says why it could not be taken. Throws when the provider may still give it. */
export async function takeFile(
  env: Pick<Env, 'FILES'>,
  port: Pick<PhonePort, 'fetch'>,
  room: string,
  { id: of, url, type, name: called }: Offered,
): Promise<FileRef | LostMedia> {
  const name = nameOf(called, type);
  if (isProgram(name)) return { reason: 'type', type };
  const id = (await sha256(`${room} ${of} ${url}`)).slice(0, 32);
  try {
    const { body } = await port.fetch(url);
    const stored = await storeStream(env.FILES, fileKey(room, id), body, LIMITS.fileSize, sniff);
    return { id, name, type: stored.type, size: stored.size, ...dimensions(stored.type, stored.head) };
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.code === 'too_large' ? 'too_large' : 'gone', type };
    if (error instanceof PhoneFailure && error.refusal) return { reason: 'gone', type };
    throw error;
  }
}

export const isLost = (taken: FileRef | LostMedia): taken is LostMedia => 'reason' in taken;

/** By what the network calls its type: senders' own names do not come along. */
function nameOf(called: string, type: string): string {
  const kind = /^[\w-]+\/([\w.+-]{1,60})$/.exec(type.toLowerCase())?.[1] ?? 'bin';
  const extension = EXTENSIONS[kind] ?? kind.replace(/^x-/, '').replace(/[^\w]/g, '');
  return `${called}.${extension.slice(0, 10) || 'bin'}`;
}
