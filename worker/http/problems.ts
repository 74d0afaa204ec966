import type { Context } from 'hono';
import type { Problem } from '../../protocol/api.ts';
import { ERRORS, type ErrorCode, Refusal } from '../../protocol/errors.ts';
import type { Answer } from '../contracts/people.ts';
import type { AppEnv } from './context.ts';

/** A body that is not of the documented shape. `fields` maps the path of each wrong field to what is wrong with it. */
export class InvalidBody extends Refusal {
  constructor(readonly fields: Record<string, string>) {
    super('bad_request');
  }
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function problem(code: ErrorCode, detail?: string, fields?: Record<string, string>): Response {
  const { status, message } = ERRORS[code];
  const body: Problem = { type: `urn:foyer:error:${code}`, title: message, status, code };
  if (detail && detail !== message) body.detail = detail;
  if (fields) body.fields = fields;
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

/** An object's answer, or its refusal thrown. */
export function accepted<T>(answer: Answer<T>): { ok: true } & T {
  if (!answer.ok) throw new Refusal(answer.code, answer.detail);
  return answer;
}

/** The last resort of every route: refusals become problems, anything else is logged by name and told as `internal`. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof InvalidBody) return problem(error.code, undefined, error.fields);
  if (error instanceof Refusal) return problem(error.code, error.message);
  if ('retryable' in error || 'overloaded' in error) {
    logBroken(c, 'unavailable', error);
    return problem('unavailable');
  }
  logBroken(c, 'internal', error);
  return problem('internal');
}

/** Messages of errors may quote what people wrote (D1 quotes values), so only the kind and the place are logged. */
function logBroken(c: Context<AppEnv>, code: ErrorCode, error: Error): void {
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  console.error(
    JSON.stringify({
      level: 'error',
      code,
      request: c.get('requestId'),
      method: c.req.method,
      route: c.req.routePath,
      error: error.name,
      at: place?.trim(),
    }),
  );
}
