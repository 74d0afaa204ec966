/** Archives written while they are read: of each file only the part at hand is in memory. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface Packed {
  /** Path within the archive. */
  name: string;
  at: Date;
  /** Text is made smaller; pictures and the like are as small as they get. */
  isText: boolean;
  parts: AsyncIterable<Uint8Array>;
}

/** Without ZIP64 an archive ends at 4 GiB (APPNOTE 4.4.1.4); some is kept for names and the directory at its end. */
export const MOST_BYTES = 0xffff_ffff - 64 * 1024 * 1024;

/** The bytes of the archive. An error of a file is thrown: what was read until then is no archive. */
export async function* zipped(files: AsyncIterable<Packed>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const taken = () => {
    const chunks = ready;
    ready = [];
    return chunks;
  };
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for await (const { name, at, isText, parts } of files) {
    const file = isText ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    file.mtime = at;
    zip.add(file);
    for await (const part of parts) {
      file.push(part);
      yield* taken();
    }
    file.push(new Uint8Array(), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

/** A stream that asks for more when the reader has taken what there was. */
export function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
