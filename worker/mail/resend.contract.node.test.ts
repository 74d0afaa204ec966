/**
 * What the adapter sends, held against Resend's own OpenAPI description (https://github.com/resend/resend-openapi). The description is
 * not part of this repository: RESEND_SPEC, or `shared/specs/resend.yaml` beside the repository, says where it is.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { Mail } from './port.ts';
import { resendPort } from './resend.ts';

const SPEC = process.env.RESEND_SPEC ?? '../shared/specs/resend.yaml';
const there = existsSync(SPEC);

const MAIL: Mail = {
  id: '0199-job:0123456789abcdef',
  to: 'ann@shop.example',
  from: 'Foyer <hello@foyer.example>',
  replyTo: 'desk@foyer.example',
  subject: 'Chat transcript',
  text: 'Hello',
  html: '<p>Hello</p>',
  headers: { 'Auto-Submitted': 'auto-generated' },
};

afterEach(() => vi.unstubAllGlobals());

describe.skipIf(!there)(`POST /emails${there ? '' : ` (skipped: no description at ${SPEC})`}`, () => {
  interface Operation {
    parameters: { in: string; name: string; schema: object }[];
  }
  const document = there ? parse(readFileSync(SPEC, 'utf8')) : {};
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  if (there) ajv.addSchema(document, 'resend');
  const schema = (name: string) => ajv.compile({ $ref: `resend#/components/schemas/${name}` });

  async function sent(mail: Mail): Promise<{ request: Request; body: Record<string, unknown> }> {
    const requests: Request[] = [];
    const accepted = { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' };
    expect(schema('SendEmailResponse')(accepted)).toBe(true);
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      requests.push(new Request(url, init));
      return Response.json(accepted);
    });
    await resendPort('re_secret').send(mail);
    const [request] = requests;
    if (!request || requests.length !== 1) throw new Error(`${requests.length} requests`);
    return { request, body: await request.json() };
  }

  it('is where the adapter sends to, by default', async () => {
    const { request } = await sent(MAIL);
    const { url } = document.servers[0] as { url: string };
    expect(`${request.method} ${request.url}`).toBe(`POST ${url}/emails`);
    expect(request.headers.get('authorization')).toBe('Bearer re_secret');
    expect(request.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    ['everything', MAIL],
    ['the least', { ...MAIL, replyTo: undefined, headers: undefined }],
  ])('gets a body of the described shape, with %s', async (_name, mail) => {
    const { body } = await sent(mail);
    const valid = schema('SendEmailRequest');
    expect(valid(body), ajv.errorsText(valid.errors)).toBe(true);
    const known = Object.keys(document.components.schemas.SendEmailRequest.properties as object);
    expect(Object.keys(body).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('gets every field of a mail under its own name', async () => {
    const { body } = await sent(MAIL);
    const { replyTo, id: _id, ...rest } = MAIL;
    expect(body).toEqual({ ...rest, reply_to: replyTo });
  });

  it('gets the id of the mail as idempotency key, within its bounds', async () => {
    const { request } = await sent(MAIL);
    const operation = document.paths['/emails'].post as Operation;
    const header = operation.parameters.find(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
    expect(header).toBeDefined();
    expect(ajv.validate(header?.schema ?? false, request.headers.get('idempotency-key'))).toBe(true);
    expect(request.headers.get('idempotency-key')).toBe(MAIL.id);
  });
});
