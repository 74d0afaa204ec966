import { describe, expect, it } from 'vitest';
import { doubtOf } from './authentic.ts';
import { classify } from './classify.ts';
import { MailHeaders } from './parse.ts';

const headers = (lines: [key: string, value: string][], subject = ''): MailHeaders =>
  new MailHeaders(
    lines.map(([key, value]) => ({ key, value })),
    subject,
  );
const clara: [string, string] = ['from', 'Clara <Clara@client.example>'];
const judge = (results: string | null, envelope = 'clara@client.example', more: [string, string][] = []) =>
  doubtOf(
    headers([...(results === null ? [] : [['authentication-results', results] as [string, string]]), ...more, clara]),
    envelope,
    'clara@client.example',
  );

describe('who wrote a mail', () => {
  it.each([
    ['the person', [clara], null],
    ['somebody else', [['from', 'Eve <eve@evil.example>']], 'other_sender'],
    ['somebody else under the person’s name', [['from', '"clara@client.example" <eve@evil.example>']], 'other_sender'],
    ['the person and somebody else', [['from', 'clara@client.example, eve@evil.example']], 'other_sender'],
    ['the person, in a second header', [['from', 'eve@evil.example'], clara], 'other_sender'],
    ['nobody', [], 'other_sender'],
    ['a group without members', [['from', 'undisclosed:;']], 'other_sender'],
  ] as [string, [string, string][], string | null][])('%s', (_name, lines, doubt) => {
    expect(doubtOf(headers(lines), 'clara@client.example', 'clara@client.example')).toBe(doubt);
  });
});

describe('what the receiving server found', () => {
  it.each([
    ['DMARC passed', 'mx.cloudflare.net; dkim=pass header.d=client.example; dmarc=pass header.from=client.example; spf=fail', null],
    [
      'DMARC failed',
      'mx.cloudflare.net; dkim=none; dmarc=fail header.from=client.example policy.dmarc=none; spf=pass smtp.mailfrom=eve@evil.example',
      'not_authentic',
    ],
    ['no DMARC, DKIM of the domain', 'mx.cloudflare.net; dkim=pass header.d=client.example header.s=k1; dmarc=none; spf=fail', null],
    ['no DMARC, SPF of the domain', 'mx.cloudflare.net; dkim=none; dmarc=none; spf=pass smtp.mailfrom=bounce@mail.client.example', null],
    [
      'no DMARC, all of another domain',
      'mx.cloudflare.net; dkim=pass header.d=evil.example; dmarc=none; spf=pass smtp.mailfrom=eve@evil.example',
      'not_authentic',
    ],
    ['a domain that ends alike', 'mx.cloudflare.net; dkim=pass header.d=evil-client.example; dmarc=none', 'not_authentic'],
    ['nothing passed', 'mx.cloudflare.net; dkim=none; dmarc=none; spf=none', 'not_authentic'],
    ['a comment that says otherwise', 'mx.cloudflare.net; dmarc=fail (not dmarc=pass) header.from=client.example', 'not_authentic'],
  ])('%s', (_name, results, doubt) => {
    expect(judge(results)).toBe(doubt);
  });

  it('counts, not what stands below it', () => {
    const below: [string, string] = ['authentication-results', 'mx.cloudflare.net; dmarc=pass'];
    expect(judge('mx.cloudflare.net; dmarc=fail', 'clara@client.example', [below])).toBe('not_authentic');
  });

  it('is read from the seal where it stands there', () => {
    const seal: [string, string] = ['arc-authentication-results', 'i=1; mx.cloudflare.net; dmarc=fail'];
    expect(judge(null, 'clara@client.example', [seal])).toBe('not_authentic');
  });

  it('is not what another server says of itself', () => {
    expect(judge('mail.evil.example; dmarc=pass', 'eve@evil.example')).toBe('not_authentic');
    expect(judge('mail.client.example; spf=fail', 'clara@client.example')).toBe(null);
  });

  it('where it says nothing, the envelope is of the author’s domain', () => {
    expect(judge(null)).toBe(null);
    expect(judge(null, 'bounces+1@mail.client.example')).toBe(null);
    expect(judge(null, 'eve@evil.example')).toBe('not_authentic');
  });
});

describe('what a machine wrote', () => {
  const sort = (lines: [string, string][], { from = 'clara@client.example', subject = '' } = {}) =>
    classify(headers([clara, ...lines], subject), from, ['hello@foyer.example']);
  it.each([
    ['a person', [], {}, 'answer'],
    ['a person who says so', [['auto-submitted', 'no']], {}, 'answer'],
    ['a person about an absence', [], { subject: 'Out of office next week' }, 'answer'],
    ['a person whose server hints', [['x-auto-response-suppress', 'OOF']], { subject: 'Re: Kitchen' }, 'answer'],
    ['an absence', [['auto-submitted', 'auto-replied; owner-email=clara']], {}, 'automatic'],
    ['an absence by hint and subject', [['x-auto-response-suppress', 'All']], { subject: 'Abwesenheitsnotiz: Kitchen' }, 'automatic'],
    ['an absence of an old program', [['x-autorespond', 'vacation']], {}, 'automatic'],
    ['a mass mail', [['precedence', 'Bulk']], {}, 'automatic'],
    ['a bounce by its envelope', [], { from: '' }, 'bounce'],
    ['a bounce by its sender', [['from', 'MAILER-DAEMON@mail.example']], {}, 'bounce'],
    ['a receipt', [['content-type', 'multipart/report; report-type=disposition-notification']], {}, 'bounce'],
    ['our own', [['x-foyer', '1']], {}, 'loop'],
    ['our own by its sender', [['from', 'Foyer <hello@foyer.example>']], {}, 'loop'],
    ['one that goes round', Array.from({ length: 31 }, () => ['received', 'from a by b']), {}, 'loop'],
    ['encrypted', [['content-type', 'application/pkcs7-mime; smime-type=enveloped-data']], {}, 'encrypted'],
  ] as [string, [string, string][], object, string][])('%s', (_name, lines, more, expected) => {
    expect(sort(lines, more)).toBe(expected);
  });
});
