/**
 * What the adapter sends, held against Twilio's own OpenAPI description (https://github.com/twilio/twilio-oai), and fed with the answers that are
 * its examples. The description is not part of this repository: TWILIO_SPEC, or `shared/specs/twilio-2010-04-01.json` beside the repository, says
 * where it is.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Call, Sms } from './port.ts';
import { twilioPort } from './twilio.ts';

const SPEC = process.env.TWILIO_SPEC ?? '../shared/specs/twilio-2010-04-01.json';
const there = existsSync(SPEC);

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const sid = (kind: string) => `${kind}${'0f'.repeat(16)}`;
const SMS: Sms = {
  id: 'm1',
  from: '+12025550123',
  to: '+12025550199',
  text: 'Hello 👍',
  media: ['https://foyer.example/f/1', 'https://foyer.example/f/2'],
};
const CALL: Call = { id: 'c1', number: '+12025550123', own: '+12025550111', other: '+12025550199', language: 'en' };

interface Parameter {
  in: 'path' | 'query';
  name: string;
  required?: boolean;
  schema: object;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: { required?: string[]; properties: Record<string, Property> } }> };
  responses: Record<string, { content?: Record<string, { schema: object; examples?: Record<string, { value: object }> }> }>;
}
type Property = { type?: string; items?: object; $ref?: string };

afterEach(() => vi.unstubAllGlobals());

describe.skipIf(!there)(`Twilio 2010-04-01${there ? '' : ` (skipped: no description at ${SPEC})`}`, () => {
  const document = there ? JSON.parse(readFileSync(SPEC, 'utf8')) : {};
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: true });
  if (there) ajv.addSchema(document, 'twilio');
  const absolute = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"twilio#/'));
  const fits = (schema: object | false, value: unknown) =>
    expect(ajv.validate(schema && absolute(schema), value), `${ajv.errorsText()}`).toBe(true);

  /** The operation of a request, once all that goes with it was found right. */
  async function check(request: Request): Promise<{ name: string; operation: Operation; form: Record<string, string[]> }> {
    const url = new URL(request.url);
    expect(url.origin).toBe(document.servers[0].url);
    const found = Object.entries(document.paths as Record<string, Record<string, Operation>>)
      .map(([path, methods]) => {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
        const match = new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/.]+)')}$`).exec(url.pathname);
        return { path, operation: methods[request.method.toLowerCase()], match, names };
      })
      .find(({ match, operation }) => match && operation);
    expect(found, `${request.method} ${url.pathname}`).toBeDefined();
    const { path, operation, match, names } = found!;
    const parameters = operation!.parameters ?? [];
    for (const [at, name] of names.entries()) fits(parameters.find((one) => one.name === name)?.schema ?? false, match![at + 1]);
    for (const [name, value] of url.searchParams) {
      const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
      expect(parameter, `query ${name}`).toBeDefined();
      fits({ type: 'object', properties: { value: parameter!.schema } }, { value });
    }
    const form: Record<string, string[]> = {};
    const described = operation!.requestBody?.content['application/x-www-form-urlencoded']?.schema;
    if (request.method === 'POST') {
      expect(request.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
      for (const [name, value] of new URLSearchParams(await request.text())) form[name] = [...(form[name] ?? []), value];
      for (const name of described!.required ?? []) expect(form, name).toHaveProperty(name);
      for (const [name, values] of Object.entries(form)) {
        const property = described!.properties[name];
        expect(property, `field ${name}`).toBeDefined();
        if (property!.type !== 'array') expect(values, name).toHaveLength(1);
        fits({ type: 'object', properties: { value: property! } }, { value: property!.type === 'array' ? values : values[0] });
      }
    }
    return { name: `${request.method} ${path}`, operation: operation!, form };
  }

  /** Does something with the port; each request is checked and answered by the description's own example. */
  async function asked(act: (port: ReturnType<typeof twilioPort>) => Promise<unknown>, change: (body: object) => object = (body) => body) {
    const requests: { name: string; form: Record<string, string[]>; url: URL; authorization: string | null }[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const request = new Request(url, init);
      const { name, operation, form } = await check(request);
      requests.push({ name, form, url: new URL(request.url), authorization: request.headers.get('authorization') });
      const [status, response] = Object.entries(operation.responses)[0]!;
      const content = response.content?.['application/json'];
      if (!content) return new Response(null, { status: Number(status) });
      const body = change(Object.values(content.examples!)[0]!.value);
      return Response.json(body, { status: Number(status) });
    });
    const result = await act(twilioPort({ account: ACCOUNT, user: 'SK1', password: 'secret', host: 'https://foyer.example' }));
    return { result, requests };
  }

  it('gets messages', async () => {
    const { result, requests } = await asked((port) => port.send(SMS));
    expect(requests.map(({ name }) => name)).toEqual(['POST /2010-04-01/Accounts/{AccountSid}/Messages.json']);
    expect(requests[0]!.authorization).toBe(`Basic ${btoa('SK1:secret')}`);
    expect(requests[0]!.form).toMatchObject({ From: [SMS.from], To: [SMS.to], Body: [SMS.text], MediaUrl: SMS.media });
    expect(requests[0]!.form.StatusCallback![0]).toMatch(/^https:\/\/foyer\.example\/hooks\/phone\/status\?id=m1#/);
    expect(result).toEqual({ provider: expect.stringMatching(/^(SM|MM)/), segments: 1 });
  });

  it('gets messages without text', async () => {
    const { requests } = await asked((port) => port.send({ ...SMS, text: '' }));
    expect(requests[0]!.form).not.toHaveProperty('Body');
  });

  it('is asked for messages that it may have', async () => {
    const { result, requests } = await asked(
      (port) => port.find(SMS, Date.parse('2026-11-21T10:00:00Z')),
      (body) => ({
        ...body,
        messages: [
          { sid: 'SM1', body: SMS.text, num_segments: '2' },
          { sid: 'SM2', body: 'Other', num_segments: '1' },
        ],
      }),
    );
    expect(requests[0]!.name).toBe('GET /2010-04-01/Accounts/{AccountSid}/Messages.json');
    expect(Object.fromEntries(requests[0]!.url.searchParams)).toMatchObject({
      From: SMS.from,
      To: SMS.to,
      'DateSent>': '2026-11-21T10:00:00.000Z',
    });
    expect(result).toEqual([{ provider: 'SM1', segments: 2 }]);
  });

  it('reads its own list of messages', async () => {
    const { result } = await asked((port) => port.find({ ...SMS, text: 'no such text' }, 0));
    expect(result).toEqual([]);
  });

  it('makes calls: the own phone first, which a key connects', async () => {
    const { result, requests } = await asked((port) => port.call(CALL));
    expect(requests[0]!.name).toBe('POST /2010-04-01/Accounts/{AccountSid}/Calls.json');
    const { form } = requests[0]!;
    expect(form).toMatchObject({ To: [CALL.own], From: [CALL.number], StatusCallbackEvent: ['ringing', 'answered', 'completed'] });
    expect(form.Twiml![0]).toContain('<Gather');
    expect(form.Twiml![0]!.length).toBeLessThan(4000);
    expect(result).toMatch(/^CA/);
  });

  it('ends calls', async () => {
    const { requests } = await asked((port) => port.endCall(sid('CA')));
    expect(requests[0]).toMatchObject({ name: 'POST /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json', form: { Status: ['completed'] } });
  });

  it('lists numbers, page after page', async () => {
    let pages = 0;
    const { result, requests } = await asked(
      (port) => port.numbers(),
      (body) => ({
        ...body,
        next_page_uri: pages++ === 0 ? `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json?Page=1&PageSize=1000&PageToken=x` : null,
      }),
    );
    expect(requests.map(({ url }) => url.searchParams.get('Page'))).toEqual([null, '1']);
    expect(result).toHaveLength(2);
    expect((result as object[])[0]).toMatchObject({
      provider: expect.stringMatching(/^PN/),
      capabilities: expect.arrayContaining(['voice', 'mms']),
    });
  });

  it('is told where to tell us of a number', async () => {
    const { requests } = await asked((port) => port.adopt(sid('PN')));
    expect(requests[0]!.name).toBe('POST /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json');
    expect(requests[0]!.form.SmsUrl![0]).toMatch(/^https:\/\/foyer\.example\/hooks\/phone\/sms#/);
    expect(requests[0]!.form.VoiceUrl![0]).toMatch(/^https:\/\/foyer\.example\/hooks\/phone\/voice#/);
  });

  it('deletes recordings and files of messages that were fetched', async () => {
    const own = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}`;
    const { requests } = await asked(async (port) => {
      await port.forget(`${own}/Recordings/${sid('RE')}`);
      await port.forget(`${own}/Messages/${sid('MM')}/Media/${sid('ME')}`);
    });
    expect(requests.map(({ name }) => name)).toEqual([
      'DELETE /2010-04-01/Accounts/{AccountSid}/Recordings/{Sid}.json',
      'DELETE /2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json',
    ]);
  });
});
