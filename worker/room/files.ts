import type { FileRef, PersonId } from '../../protocol/entries.ts';
import { type Person, visitorRoom } from '../contracts/people.ts';
import { signFileKey } from '../files/file-key.ts';
import { deleteFile } from '../files/store.ts';

/** Uploads of a room: registered before they may be sent, so that a message never names a file that is not there or is another's. */

export type FileState = 'pending' | 'sent' | 'deleted';

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  by: string;
  state: FileState;
  json: string;
}

export interface RoomFile {
  file: FileRef;
  by: PersonId;
  state: FileState;
}

export function addFile(sql: SqlStorage, by: PersonId, file: FileRef, at: number): void {
  sql.exec(
    "INSERT INTO file (id, by, at, state, json) VALUES (?, ?, ?, 'pending', ?) ON CONFLICT (id) DO NOTHING",
    file.id,
    by,
    at,
    JSON.stringify(file),
  );
}

export function fileOf(sql: SqlStorage, id: string): RoomFile | null {
  const [row] = sql.exec<Row>('SELECT id, by, state, json FROM file WHERE id = ?', id).toArray();
  return row ? { file: JSON.parse(row.json) as FileRef, by: row.by as PersonId, state: row.state } : null;
}

export function setFileState(sql: SqlStorage, id: string, state: FileState): void {
  sql.exec('UPDATE file SET state = ? WHERE id = ?', state, id);
}

/** No file of the room is to be kept. */
export function setAllDeleted(sql: SqlStorage): void {
  sql.exec("UPDATE file SET state = 'deleted'");
}

/** Deletes files nobody can reach: of deleted messages, and uploads never sent since `before` (ms). */
export async function collect(env: { FILES: R2Bucket }, room: string, sql: SqlStorage, before: number): Promise<void> {
  const found = sql.exec<{ id: string }>("SELECT id FROM file WHERE state = 'deleted' OR (state = 'pending' AND at < ?)", before).toArray();
  for (const { id } of found) {
    await deleteFile(env, room, id);
    sql.exec('DELETE FROM file WHERE id = ?', id);
  }
}

export const hasPending = (sql: SqlStorage): boolean => sql.exec("SELECT 1 FROM file WHERE state = 'pending' LIMIT 1").toArray().length > 0;

/** With this key in their addresses a visitor's page shows the files of the room. */
export function fileKeyFor(secret: string, person: Extract<Person, { kind: 'visitor' }>, now: number): Promise<string> {
  const { id: sub, account, site, visitor, verified, listing } = person;
  const room = visitorRoom(site, visitor, listing?.advertiser);
  return signFileKey(secret, { sub, room, account, site, visitor, ...(verified ? { verified } : {}) }, now);
}
