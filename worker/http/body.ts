import type { Context } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { InvalidBody } from './problems.ts';

/** Bytes of a JSON body. */
const MAX_BODY = 128 * 1024;

/**
 * The JSON body of a request, checked. Only `application/json` is read: a form of another site cannot send that without
 * asking first. Refuses with `bad_request` (naming fields, never repeating what was sent) and `too_large`.
 */
export async function readJson<S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal('bad_request', 'The body must be application/json.');
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await readBytes(c.req.raw, MAX_BODY)));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('bad_request', 'The body is not JSON.');
  }
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  throw new InvalidBody(Object.fromEntries(result.issues.map((issue) => [v.getDotPath(issue) ?? '', reason(issue)])));
}

/** The body as bytes, cut off at `limit`, whatever length was claimed. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new Refusal('too_large');
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Valibot's own messages quote the input; these name the rule. */
function reason(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case 'max_length':
      return 'too long';
    case 'min_length':
      return 'too short';
    case 'email':
      return 'not an email address';
    case 'check':
      return issue.message;
    default:
      return 'not of the expected form';
  }
}
