import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HeldMail } from '../../protocol/api.ts';
import { Held } from './held.tsx';

const MAIL: HeldMail = {
  id: 'mail_1',
  from: 'eve@evil.example',
  subject: 'Re: Kitchen',
  text: '<b>walnut</b>',
  room: 'client.1',
  roomName: 'Kitchen',
  person: 'Clara',
  reason: 'other_sender',
  at: Date.parse('2026-11-21T10:00:00Z'),
};

let held: HeldMail[];
let asked: string[];

beforeEach(() => {
  held = [MAIL];
  asked = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET' }: RequestInit = {}) => {
    asked.push(`${method} ${path}`);
    if (method !== 'GET') held = [];
    return Response.json(method === 'GET' ? held : { seq: 1, leftOut: [] });
  });
  document.body.replaceChildren();
  render(<Held />, document.body);
});
afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

const button = (name: string) =>
  vi.waitFor(() => [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)!.click());

it('shows who wrote, as whom, where and what, as text', async () => {
  await vi.waitFor(() => expect(document.body.textContent).toContain('eve@evil.example'));
  expect(document.body.textContent).toContain('Came to the answer address of Clara, from another address.');
  expect(document.body.textContent).toContain('Conversation: Kitchen');
  expect(document.body.textContent).toContain('“<b>walnut</b>”');
});

it('lets one in, and is empty then', async () => {
  await button('Add as Clara');
  await vi.waitFor(() => expect(document.body.textContent).toContain('Nothing is waiting here.'));
  expect(asked).toEqual(['GET /api/held-mails', 'POST /api/held-mails/mail_1/release', 'GET /api/held-mails']);
});

it('throws one away', async () => {
  await button('Throw away');
  await vi.waitFor(() => expect(document.body.textContent).toContain('Nothing is waiting here.'));
  expect(asked).toContain('DELETE /api/held-mails/mail_1');
});
