/** Sends a file to a room, with progress; the answer is what a message may name. */
import type { Problem } from '../api.ts';
import type { FileRef } from '../entries.ts';
import { LIMITS } from '../limits.ts';

export interface Upload {
  id: number;
  name: string;
  /** 0 to 1. */
  progress: number;
  file?: FileRef;
  /** Address of the local picture, for showing it meanwhile. */
  preview?: string;
  error?: 'file_type' | 'too_large' | 'file_empty' | 'failed';
  cancel(): void;
}

let last = 0;

/**
 * `address` takes the upload of this room; `token` is a visitor's, `listing` the ticket of their conversation. `onChange` is called with each new
 * picture of the upload.
 */
export function startUpload(address: string, token: string | null, blob: File, onChange: (upload: Upload) => void, listing = ''): Upload {
  const request = new XMLHttpRequest();
  const preview = /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type) ? { preview: URL.createObjectURL(blob) } : {};
  let upload: Upload = {
    id: ++last,
    name: blob.name,
    progress: 0,
    ...preview,
    cancel: () => request.abort(),
  };
  const change = (part: Partial<Upload>) => {
    upload = { ...upload, ...part };
    onChange(upload);
  };
  if (blob.size > LIMITS.fileSize) return { ...upload, error: 'too_large' };
  if (blob.size === 0) return { ...upload, error: 'file_empty' };
  request.open('POST', `${address}?name=${encodeURIComponent(blob.name)}${listing && `&listing=${listing}`}`);
  if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => change({ progress: total ? loaded / total : 0 });
  request.onload = () => {
    if (request.status === 201) return change({ progress: 1, file: (request.response as { file: FileRef }).file });
    const code = (request.response as Problem | null)?.code;
    change({ error: code === 'file_type' || code === 'too_large' || code === 'file_empty' ? code : 'failed' });
  };
  request.onerror = () => change({ error: 'failed' });
  request.send(blob);
  return upload;
}
