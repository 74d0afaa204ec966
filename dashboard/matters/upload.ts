import { startUpload, type Upload } from '../../protocol/client/upload.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { HttpError } from '../http.ts';

/** Sends a file to where a room's files go. Resolves when it is there; throws why it is not. */
export const uploaded = (address: string, file: globalThis.File): Promise<FileRef> =>
  new Promise((resolve, reject) => {
    const settle = ({ file: done, error }: Upload) => {
      if (done) resolve(done);
      else if (error) reject(new HttpError(error === 'failed' ? 'offline' : error));
    };
    settle(startUpload(address, null, file, settle));
  });
