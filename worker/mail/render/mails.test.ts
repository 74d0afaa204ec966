import { describe, expect, it } from 'vitest';
import { NEW_CHAT } from '../../../protocol/chat.ts';
import type { Transcript } from '../../contracts/room.ts';
import type { LinkedMessage } from '../digest.ts';
import { invitationMail, resetMail, smsCapMail, snippetMail, verifyMail, welcomeMail } from './account-mails.ts';
import { notLoggedMail } from './answer-mails.ts';
import { type Content, harmlessName, oneLine, webAddress } from './blocks.ts';
import { offlineAnswerMail, offlineFormMail, transcriptMail, visitorTranscriptMail } from './chat-mails.ts';
import { clientInvitationMail, clientLinkMail, clientResetMail } from './client-mails.ts';
import { digestMail } from './digest-mail.ts';
import { renderHtml } from './html.tsx';
import { renderText } from './text.ts';

const EVIL = `"><script>alert('x')</script><img src=x onerror=alert(1)>\r\nBcc: all@spam.example`;
const host = 'https://foyer.example';
const snippet = `<script async src="${host}/w.js" data-site="site1"></script>`;
const site = { name: 'Shop', timeZone: 'Europe/Madrid' };

const transcript = (text: string, name: string): Transcript => ({
  account: 'a',
  site: 'site1',
  episode: 1,
  openedAt: Date.parse('2026-11-21T10:00:00Z'),
  closedAt: Date.parse('2026-11-21T10:30:00Z'),
  chat: { ...NEW_CHAT, answered: true, rating: 4, category: { id: 'c', name: 'Sales' } },
  visitor: { name, email: 'vic@visitor.example' },
  page: { url: text, title: text },
  operators: ['u1'],
  lines: [
    { at: Date.parse('2026-11-21T10:01:00Z'), name, operator: false, text, files: [] },
    {
      at: Date.parse('2026-11-21T10:02:00Z'),
      name: 'Olga',
      operator: true,
      text: 'Here it is',
      files: [{ id: 'f1', name, type: 'image/png', size: 3 }],
    },
  ],
});

/** A mail of one unread message. */
const unread = (message: Partial<LinkedMessage> = {}, facts: Partial<Parameters<typeof digestMail>[0]> = {}) => ({
  company: { name: 'Shop' },
  room: 'The move',
  messages: [{ seq: 2, at: Date.parse('2026-11-21T10:01:00Z'), by: 'o_1' as const, name: 'Olga', text: 'Hello', files: [], ...message }],
  earlier: 0,
  url: `${host}/portal/a/rooms/client.0`,
  client: true,
  active: true,
  answer: 'mail' as const,
  unsubscribe: `${host}/unsubscribe/t`,
  timeZone: 'Europe/Madrid',
  ...facts,
});

/** Every mail, with `text` wherever somebody else's text may be. */
const all = (text: string): Record<string, Content> => ({
  welcome: welcomeMail({ name: text, account: text, snippet, setUpUrl: `${host}/app/setup` }),
  verify: verifyMail({ url: `${host}/v` }),
  reset: resetMail({ url: `${host}/r` }),
  invitation: invitationMail({ inviter: text, account: text, url: `${host}/i` }),
  clientInvitation: clientInvitationMail({ inviter: text, company: text, message: text, url: `${host}/portal/a/activate`, language: 'es' }),
  clientLink: clientLinkMail({ company: text, url: `${host}/portal/a/link`, language: '' }),
  clientReset: clientResetMail({ company: text, url: `${host}/portal/a/reset`, language: 'en' }),
  snippet: snippetMail({ sender: text, site: text, snippet, host }),
  transcript: transcriptMail({ transcript: transcript(text, text), site, roomUrl: `${host}/room`, fileUrl: (id) => `${host}/f/${id}` }),
  visitorTranscript: visitorTranscriptMail({ transcript: transcript(text, text), site }),
  offlineForm: offlineFormMail({ values: { name: text, custom: text, message: text, [text]: text }, site, roomUrl: `${host}/room` }),
  offlineAnswer: offlineAnswerMail({ text, files: [text], site, pageUrl: 'https://shop.example/' }),
  digest: digestMail(unread({ text, name: text, files: [{ name: text, url: `${host}/f/mail/t` }] })),
  notLogged: notLoggedMail({ subject: text, reason: 'not_in_room', files: [] }),
  smsCap: smsCapMail({ level: 'warned', label: text, display: '(202) 555-0100', used: 8, cap: 10, begin: 0, url: `${host}/app/settings` }),
  filesNotLogged: notLoggedMail({ subject: text, reason: 'files', files: [text], language: 'es' }),
});

describe('every mail', () => {
  it.each(Object.entries(all(EVIL)))('%s shows hostile text as text', (_name, content) => {
    const html = renderHtml(content);
    expect(html).not.toMatch(/<(script|img|iframe|object|link|form)\b/i);
    // The only addresses are our own and the site's page.
    const addresses = [...html.matchAll(/(?:href|src|srcset|background|action)\s*=\s*"([^"]*)"/gi)].map(([, address]) => address);
    for (const address of addresses) expect(address).toMatch(/^https:\/\/(foyer|shop)\.example\//);
    expect(html).not.toMatch(/url\(|@import/i);
  });

  it.each(Object.entries(all(EVIL)))('%s has a subject of one line without foreign text', (_name, { subject }) => {
    expect(subject).not.toMatch(/[\r\n<>]|onerror|Bcc/);
    expect(subject.length).toBeGreaterThan(5);
  });

  it.each(Object.entries(all('plain')))('%s says the same in its text as in its HTML', (_name, content) => {
    const text = renderText(content.blocks);
    const html = renderHtml(content);
    for (const block of content.blocks) {
      if (block.kind === 'action') expect(html).toContain(`href="${block.url}"`);
      if (block.kind === 'action') expect(text).toContain(block.url);
      if (block.kind === 'links')
        for (const { url } of block.links) expect([html.includes(`href="${url}"`), text.includes(url)]).toEqual([true, true]);
      if (block.kind === 'paragraph' || block.kind === 'small') expect(text).toContain(block.text);
    }
  });
});

describe('the welcome mail', () => {
  it('holds the one line, whole, in text and in HTML, and the way to the set-up page', () => {
    const content = all('Ann').welcome!;
    expect(renderText(content.blocks)).toContain(snippet);
    expect(renderHtml(content)).toContain(
      '&lt;script async src=&quot;https://foyer.example/w.js&quot; data-site=&quot;site1&quot;&gt;&lt;/script&gt;',
    );
    expect(renderText(content.blocks)).toContain(`${host}/app/setup`);
  });

  it('speaks Spanish to those who chose it', () => {
    const content = welcomeMail({ name: 'Ana', account: 'Tienda', snippet, setUpUrl: host, language: 'es' });
    expect(content.subject).toBe('Te damos la bienvenida a Foyer');
    expect(renderHtml(content)).toContain('<html lang="es">');
  });
});

describe('transcripts', () => {
  it('tell times in the zone of the site, names, category and rating', () => {
    const text = renderText(all('Vic').transcript!.blocks);
    expect(text).toMatch(/Vic, 21 November 2026 at 11:01/);
    expect(text).toContain('Category: Sales');
    expect(text).toContain('Rating: 4/5');
    expect(text).toContain('> Here it is');
  });

  it('link files for operators, and only name them for visitors', () => {
    expect(renderHtml(all('Vic').transcript!)).toContain(`href="${host}/f/f1"`);
    expect(renderHtml(all('Vic').visitorTranscript!)).not.toContain('/f/');
    expect(renderText(all('pic.png').visitorTranscript!.blocks)).toContain('[pic.png]');
  });

  it('keep line breaks of a message, each line quoted', () => {
    const content = visitorTranscriptMail({ transcript: transcript('one\ntwo\r\n-- \nthree', 'Vic'), site });
    expect(renderText(content.blocks)).toContain('> one\n> two\n> -- \n> three');
  });
});

describe('a mail of unread messages', () => {
  const name = `"><script>alert(1)</script>`;

  it('shows pictures as large as fits and names them, whatever they are called', () => {
    const html = renderHtml(digestMail(unread({ files: [{ name, url: `${host}/f/mail/t`, image: { width: 4000, height: 100 } }] })));
    expect(html).toContain(`<img src="${host}/f/mail/t" alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" width="480" height="12"`);
    expect(html).not.toContain('<script');
  });

  it('is in the company’s colour, with an ink that reads on it', () => {
    const company = { name, colour: '#ffff00', logo: `${host}/f/portals/a/x` };
    const content = digestMail(unread({}, { company }));
    expect(renderHtml(content)).toContain('background:#ffff00;color:#000');
    expect(renderHtml(content)).toContain(`<img src="${host}/f/portals/a/x" alt=""`);
    expect(renderHtml(content)).not.toContain('<script');
  });

  it('has a subject of one line, whatever the room is called', () => {
    const { subject } = digestMail(unread({}, { room: `مريم 🌿\r\nBcc: all@spam.example${'x'.repeat(10_000)}` }));
    expect(subject).toMatch(/^مريم 🌿 Bcc: .{60,}…, Shop$/);
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('holds where to stop them, and how to answer where that is possible', () => {
    const text = renderText(digestMail(unread()).blocks);
    expect(text).toContain(`Stop these mails: ${host}/unsubscribe/t`);
    expect(text).toContain('Answer this mail');
    expect(renderText(digestMail(unread({}, { answer: 'room' })).blocks)).toContain('answers to this mail are not read');
    expect(text).not.toContain('activate');
    expect(renderText(digestMail(unread({}, { active: false })).blocks)).toContain('activates it');
  });
});

describe('mails that a stranger can cause', () => {
  it('to an invited address carry no advertisement in place of a name', () => {
    for (const name of ['Win at https://spam.example', 'www.spam.example', 'a@spam.example', 'x'.repeat(80), ''])
      expect(harmlessName(name), name).toBeUndefined();
    expect(harmlessName('Ann  O’Neil\n(Sales)')).toBe('Ann O’Neil (Sales)');
    const text = renderText(invitationMail({ inviter: 'Win at https://spam.example', account: 'Shop', url: host }).blocks);
    expect(text).toContain('A colleague invites you to answer the chats of Shop');
    expect(text).not.toContain('spam');
  });

  it('to the address in an offline form quote nothing of the form', () => {
    const content = offlineAnswerMail({ text: 'We do', files: ['price.pdf'], site });
    expect(renderText(content.blocks)).toContain('> We do\n> File: price.pdf');
    expect(renderHtml(content)).not.toContain('href');
  });
});

it('oneLine removes what breaks or turns a line, and shortens', () => {
  expect(oneLine('a\r\nBcc: x\u202Eb\u0000')).toBe('a Bcc: x b');
  expect(oneLine('x'.repeat(200))).toHaveLength(150);
  expect(oneLine(`${'x'.repeat(148)}😀😀`).isWellFormed()).toBe(true);
});

it('webAddress knows the web only', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc', 'shop', '', undefined])
    expect(webAddress(url)).toBeUndefined();
  expect(webAddress('https://shop.example/a?b=1')).toBe('https://shop.example/a?b=1');
});

describe('a mail to a client', () => {
  const mail = (company: string, language = 'es') =>
    clientInvitationMail({ company, inviter: 'Ada', message: 'See <b>you</b>', url: `${host}/portal/a/activate`, language });

  it('is under the company’s name and in the client’s language, with the inviter’s own words', () => {
    const content = mail('Lámparas Ñu');
    expect(content.subject).toBe('Lámparas Ñu te invita a su portal de clientes');
    const html = renderHtml(content);
    expect(html).toContain('lang="es"');
    expect(html).not.toContain('Foyer');
    expect(html).toContain('See &lt;b&gt;you&lt;/b&gt;');
    expect(renderText(content.blocks)).toContain('See <b>you</b>');
  });

  it('carries no advertisement as a name', () => {
    const content = mail('Win at www.prize.example', 'en');
    expect(JSON.stringify(content)).not.toContain('prize');
    expect(renderHtml(content)).toContain('Foyer');
  });
});
