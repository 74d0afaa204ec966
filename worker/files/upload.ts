/** One upload of anybody: the raw bytes as body, the name in `?name=`. */
import type { Context } from 'hono';
import type { FileRef } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Person } from '../contracts/people.ts';
import type { AppEnv } from '../http/context.ts';
import { randomToken } from '../http/ids.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { dimensions } from './dimensions.ts';
import { cleanName, isProgram } from './name.ts';
import { sniff } from './sniff.ts';
import { deleteFile, fileKey, storeStream } from './store.ts';

/** Stores the body and tells the room of it. Whatever the room does not take leaves nothing in the bucket. */
export async function upload(c: Context<AppEnv>, room: string, person: Person): Promise<FileRef> {
  if (!/^[\w.-]{1,200}$/.test(room)) throw new Refusal('not_found');
  const name = cleanName(c.req.query('name') ?? '');
  if (isProgram(name)) throw new Refusal('file_type');
  // Honest clients learn it before they have sent all; the others are cut off while counting.
  if (Number(c.req.header('content-length') ?? 0) > LIMITS.fileSize) throw new Refusal('too_large');
  const id = randomToken();
  const { size, type, head } = await storeStream(c.env.FILES, fileKey(room, id), c.req.raw.body, LIMITS.fileSize, sniff);
  const file: FileRef = { id, name, type, size, ...dimensions(type, head) };
  try {
    accepted(await roomOf(c.env, room).addFile(person, file));
  } catch (error) {
    await deleteFile(c.env, room, id);
    throw error;
  }
  return file;
}
