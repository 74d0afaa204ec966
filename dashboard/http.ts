/** Requests to our own Worker: JSON both ways, refusals as typed errors. */
import type { Problem } from '../protocol/api.ts';
import type { ErrorCode } from '../protocol/errors.ts';

/** A request that was refused, or that never got through (`offline`). */
export class HttpError extends Error {
  constructor(
    readonly code: ErrorCode | 'offline',
    readonly detail?: string,
    /** What is wrong with each field of a form, by its path. */
    readonly fields: Record<string, string> = {},
  ) {
    super(detail ?? code);
    this.name = 'HttpError';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Asks `/api` + path; a body that is a text is a CSV file. Throws `HttpError`; a 401 also tells those who listen with `onSignedOut`. */
export async function request<T = unknown>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new HttpError('offline');
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw toError(response.status, await response.json().catch(() => null));
}

/** The error of an answer that is not 2xx. */
export function toError(status: number, body: unknown): HttpError {
  const problem = body as Partial<Problem> | null;
  const code = problem?.code ?? (status === 401 ? 'unauthorised' : status >= 500 ? 'unavailable' : 'bad_request');
  if (code === 'unauthorised') signedOut();
  return new HttpError(code, problem?.detail, problem?.fields);
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>('GET', path, undefined, signal);
export const post = <T = unknown>(path: string, body: unknown = {}): Promise<T> => request<T>('POST', path, body);
export const put = <T = unknown>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, body);
export const patch = <T = unknown>(path: string, body: unknown): Promise<T> => request<T>('PATCH', path, body);
export const del = <T = unknown>(path: string): Promise<T> => request<T>('DELETE', path);

let signedOut: () => void = () => {};

/** Called when the session has ended. One listener: the app. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}
