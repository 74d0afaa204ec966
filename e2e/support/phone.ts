/** An own number, and phones that a test plays through the local phone. */
import type { NumberInfo, NumberName, NumberSettings } from '../../protocol/numbers.ts';
import { call, HOST, type Operator } from './account.ts';

/** One of many; tests that run at once choose at once. */
const any = <T>(all: T[]): T => all[Math.floor(Math.random() * all.length)]!;

/** A phone that nobody else plays. */
export const somePhone = (area = any(['202', '303', '404', '505', '606'])): string =>
  `+1${area}55501${50 + Math.floor(Math.random() * 50)}`;

/** A number of the account, assigned to these operators, of whom each has the phone that is given. */
export async function giveNumber(owner: Operator, to: Operator[], label = 'Shop', phone = ''): Promise<NumberInfo> {
  const offered = await call<NumberName[]>(owner.request, 'GET', '/api/numbers/offered');
  const made = await call<NumberInfo>(owner.request, 'POST', '/api/numbers', { e164: any(offered).e164, label });
  const { monthlyCap, quiet, timeZone, language, greeting, sites } = made;
  const operators = to.map(({ id }) => ({ user: id, phone }));
  const settings: NumberSettings = { label, monthlyCap, quiet, timeZone, language, greeting, operators, sites };
  return call<NumberInfo>(owner.request, 'PUT', `/api/numbers/${made.id}`, settings);
}

async function play({ request }: Operator, path: string, multipart: Record<string, string | File>): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(multipart)) form.set(name, value);
  const response = await request.post(`${HOST}/dev/phone/${path}`, { multipart: form, headers: { origin: HOST } });
  if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
}

/** A phone writes to a number. */
export const writes = (anyone: Operator, from: string, to: string, text: string): Promise<void> => play(anyone, 'sms', { from, to, text });

/** A phone calls a number and is not answered; `recording`: what it leaves on the voicemail. */
export const calls = (anyone: Operator, from: string, to: string, recording?: File): Promise<void> =>
  play(anyone, 'calls', { from, to, takenAt: '', ...(recording ? { recording } : {}) });

interface Sent {
  id: string;
  kind: 'sms' | 'call';
  from: string;
  text: string;
}

/** What went to a phone, newest first; waits until there are as many. */
export async function sentTo({ request }: Operator, phone: string, atLeast = 1): Promise<Sent[]> {
  const until = Date.now() + 20_000;
  for (;;) {
    const sent = await call<Sent[]>(request, 'GET', `/dev/phone.json?to=${encodeURIComponent(phone)}`);
    if (sent.length >= atLeast) return sent;
    if (Date.now() > until) throw new Error(`nothing went to ${phone}: ${sent.length} of ${atLeast}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The carrier tells what became of the newest message to a phone. */
export async function carrierSays(anyone: Operator, phone: string, status: 'delivered' | 'undelivered'): Promise<void> {
  const [{ id }] = (await sentTo(anyone, phone)) as [Sent];
  await play(anyone, `${id}/status`, { status });
}

/** The own phone that rings is taken, and the other party answers. */
export async function takesCall(anyone: Operator, ownPhone: string): Promise<void> {
  const [{ id }] = (await sentTo(anyone, ownPhone)) as [Sent];
  await play(anyone, `${id}/call`, { taken: 'yes' });
}
