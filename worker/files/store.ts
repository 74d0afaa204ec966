/** Attachments in R2, at `files/<room>/<id>`. What a file is called and who may read it is in its Room. */
import { Refusal } from '../../protocol/errors.ts';

/** R2's smallest part but the last; also what one upload holds in memory. https://developers.cloudflare.com/r2/objects/multipart-objects/ */
const PART = 5 * 1024 * 1024;

export const fileKey = (room: string, id: string): string => `files/${room}/${id}`;

/** Removes a file: an upload never sent, or one of a deleted message. Harmless when it is gone. */
export async function deleteFile(env: { FILES: R2Bucket }, room: string, id: string): Promise<void> {
  await env.FILES.delete(fileKey(room, id));
}

/**
 * Streams a body into the bucket and counts its bytes, whatever length was claimed. Nothing can be read under `key` before all of it
 * has come: a body cut in the middle leaves nothing. Answers the size and the first part; `describe` gives the type to keep from that part.
 * Refuses with `too_large` and `file_empty`.
 */
export async function storeStream(
  bucket: R2Bucket,
  key: string,
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  describe: (head: Uint8Array) => string,
): Promise<{ size: number; type: string; head: Uint8Array }> {
  let head: Uint8Array | null = null;
  let upload: R2MultipartUpload | null = null;
  let type = '';
  const parts: R2UploadedPart[] = [];
  let size = 0;
  try {
    for await (const { bytes, last } of inParts(body, limit)) {
      size += bytes.byteLength;
      if (head === null) {
        if (bytes.byteLength === 0) throw new Refusal('file_empty');
        head = bytes;
        type = describe(head);
        if (last) await bucket.put(key, bytes, { httpMetadata: { contentType: type } });
        else upload = await bucket.createMultipartUpload(key, { httpMetadata: { contentType: type } });
      }
      if (upload && bytes.byteLength > 0) parts.push(await upload.uploadPart(parts.length + 1, bytes));
    }
    await upload?.complete(parts);
  } catch (error) {
    await upload?.abort().catch(() => undefined);
    throw error;
  }
  return { size, type, head: head ?? new Uint8Array() };
}

/** Cuts a stream into parts of equal size; the last may be shorter, or empty. Throws `too_large` as soon as the limit is passed. */
async function* inParts(body: ReadableStream<Uint8Array> | null, limit: number): AsyncGenerator<{ bytes: Uint8Array; last: boolean }> {
  let size = 0;
  let part = new Uint8Array(64 * 1024);
  let filled = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new Refusal('too_large');
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === PART) {
        yield { bytes: part, last: false };
        part = new Uint8Array(PART);
        filled = 0;
      }
      const piece = chunk.subarray(at, at + PART - filled);
      part = withRoom(part, filled, piece.byteLength);
      part.set(piece, filled);
      filled += piece.byteLength;
      at += piece.byteLength;
    }
  }
  yield { bytes: part.subarray(0, filled), last: true };
}

/** The buffer, or a copy twice as large: small files are many and must not cost a whole part of memory. */
function withRoom(buffer: Uint8Array<ArrayBuffer>, filled: number, more: number): Uint8Array<ArrayBuffer> {
  if (filled + more <= buffer.byteLength) return buffer;
  const larger = new Uint8Array(Math.min(PART, Math.max(buffer.byteLength * 2, filled + more)));
  larger.set(buffer.subarray(0, filled));
  return larger;
}
