import type { FileRef } from '../../../protocol/entries.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Env } from '../../env.ts';
import { dimensions } from '../../files/dimensions.ts';
import { cleanName, isProgram } from '../../files/name.ts';
import { sniff } from '../../files/sniff.ts';
import { deleteFile, fileKey } from '../../files/store.ts';
import { sha256 } from '../../http/ids.ts';
import type { MailFile } from './parse.ts';

/** Images of fewer pixels tell a sender who reads; nobody attaches them. */
const PIXELS = 4;

export interface Stored {
  files: FileRef[];
  /** Names of those that were not taken. */
  leftOut: string[];
  /** Takes back what was stored here and now; what an earlier delivery of the mail stored may be in the room. */
  undo(): Promise<void>;
}

/**
 * Stores the files of a mail for a room, as an upload does. Ids follow from the mail and the bytes: delivered twice, a mail stores nothing more.
 */
export async function storeFiles(env: Pick<Env, 'FILES'>, room: string, cid: string, files: readonly MailFile[]): Promise<Stored> {
  const taken: FileRef[] = [];
  const leftOut: string[] = [];
  const made: string[] = [];
  for (const [at, { name: raw, bytes }] of files.entries()) {
    const name = cleanName(raw);
    const type = sniff(bytes.subarray(0, 4096));
    const size = bytes.byteLength;
    const pixels = dimensions(type, bytes.subarray(0, 256 * 1024));
    if (pixels && pixels.width * pixels.height <= PIXELS) continue;
    if (size === 0 || size > LIMITS.fileSize || isProgram(name) || taken.length >= LIMITS.filesPerMessage) {
      leftOut.push(name);
      continue;
    }
    const id = (await sha256(`${cid} ${at} ${await digest(bytes)}`)).slice(0, 32);
    const object = await env.FILES.put(fileKey(room, id), bytes, {
      httpMetadata: { contentType: type },
      onlyIf: { etagDoesNotMatch: '*' },
    });
    if (object) made.push(id);
    taken.push({ id, name, type, size, ...pixels });
  }
  const undo = async () => {
    for (const id of made) await deleteFile(env, room, id);
  };
  return { files: taken, leftOut, undo };
}

async function digest(bytes: Uint8Array): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))].join('.');
}
