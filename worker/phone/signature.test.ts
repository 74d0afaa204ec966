/** The vectors are Twilio's own: of its page on security, and of the tests of its libraries (twilio-node, twilio-csharp). */
import { describe, expect, it } from 'vitest';
import { type Fields, isSigned, isSignedBody, sign } from './signature.ts';

const TOKEN = '12345';
const URL_ = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const FORM: Fields = [
  ['Digits', '1234'],
  ['To', '+18005551212'],
  ['From', '+14158675309'],
  ['Caller', '+14158675309'],
  ['CallSid', 'CA1234567890ABCDE'],
];
const GOOD = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
const BODY = new TextEncoder().encode('{"property": "value", "boolean": true}');
const HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';

describe('a form', () => {
  it.each([
    ['as documented', URL_, GOOD],
    ['at a port that was not signed', URL_.replace('.com', '.com:1234'), GOOD],
    ['at a port that was', URL_.replace('https', 'http').replace('.com', '.com:1234'), 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
    ['signed with the port of https', URL_, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    ['signed with the port of http', URL_.replace('https', 'http'), '0ZXoZLH/DfblKGATFgpif+LLRf4='],
    ['with user and password', 'https://user:pass@mycompany.com/myapp.php?foo=1&bar=2', 'CukzLTc1tT5dXEDIHm/tKBanW10='],
    ['with a user', 'https://user@mycompany.com/myapp.php?foo=1&bar=2', '2YRLlVAflCqxaNicjMpJcSTgzSs='],
    ['with user, password and port', 'https://user:pass@mycompany.com/myapp.php?foo=1&bar=2', 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI='],
    ['with special characters', `${URL_}&Body=It's+amazing`, 'dsq4Ehbj6cs+KdTkpF5sSSplOWw='],
    ['with capitals', 'https://MyCompany.com/myapp.php?foo=1&bar=2', 'g9IN/x4Cft2g517EjYvEvM/W7LU='],
    ['with capitals and a port', 'https://MyCompany.com:1234/myapp.php?foo=1&bar=2', 'PCqOZm8cnu/L6+u5i5fuEd+Iac4='],
    ['configured with a fragment, which says how often it is tried', `${URL_}#rc=3&rp=all`, GOOD],
  ])('%s', async (_name, url, signature) => {
    expect(await isSigned(TOKEN, url, FORM, signature)).toBe(true);
  });

  it('with fields of the same name, in any order and repeated', async () => {
    const two: Fields = [
      ['MessagingBinding.Address', '+1415xxxxxxx'],
      ['MessagingBinding.Address', '+1325xxxxxxx'],
    ];
    expect(await isSigned(TOKEN, URL_, two, '83O6e2vORAoJHUNzJjDWN1jz+BA=')).toBe(true);
    expect(await isSigned(TOKEN, URL_, two.toReversed(), '83O6e2vORAoJHUNzJjDWN1jz+BA=')).toBe(true);
    const repeated: Fields = [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ...['5678', '1234', '1234'].map((digits): Fields[number] => ['Digits', digits]),
    ];
    expect(await isSigned(TOKEN, URL_, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU=')).toBe(true);
  });

  it.each([
    ['another token', '54321', URL_, FORM, GOOD],
    ['another address', TOKEN, `${URL_}&baz=3`, FORM, GOOD],
    ['another host', TOKEN, URL_.replace('mycompany', 'yourcompany'), FORM, GOOD],
    ['another value', TOKEN, URL_, [...FORM.slice(1), ['Digits', '9999']] as Fields, GOOD],
    ['a field more', TOKEN, URL_, [...FORM, ['Extra', '']] as Fields, GOOD],
    ['a field less', TOKEN, URL_, FORM.slice(1), GOOD],
    ['no signature', TOKEN, URL_, FORM, null],
    ['an empty one', TOKEN, URL_, FORM, ''],
    ['one that is none', TOKEN, URL_, FORM, 'WRONG_SIGNATURE'],
    ['one of another length', TOKEN, URL_, FORM, `${GOOD}AAAA`],
  ])('is not taken with %s', async (_name, token, url, fields, signature) => {
    expect(await isSigned(token, url, fields, signature)).toBe(false);
  });

  it('is signed by us as by them', async () => {
    expect(await sign(TOKEN, URL_, FORM)).toBe(GOOD);
  });
});

describe('a body that is no form', () => {
  const url = `${URL_}&bodySHA256=${HASH}`;

  it('is taken with its hash in the address', async () => {
    expect(await isSignedBody(TOKEN, url, BODY, 'a9nBmqA0ju/hNViExpshrM61xv4=')).toBe(true);
    expect(await isSignedBody(TOKEN, `https://mycompany.com/myapp.php?bodySHA256=${HASH}`, BODY, 'y77kIzt2vzLz71DgmJGsen2scGs=')).toBe(
      true,
    );
    const empty = new TextEncoder().encode('{}');
    const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect(await isSignedBody(TOKEN, `${URL_}&bodySHA256=${hash}`, empty, 'Ldidvp12m26NI7eqEvxnEpkd9Hc=')).toBe(true);
  });

  it('is not taken without it, or changed', async () => {
    expect(await isSignedBody(TOKEN, URL_, BODY, await sign(TOKEN, URL_, []))).toBe(false);
    expect(await isSignedBody(TOKEN, url, new TextEncoder().encode('{}'), 'a9nBmqA0ju/hNViExpshrM61xv4=')).toBe(false);
    expect(await isSignedBody(TOKEN, url, BODY, GOOD)).toBe(false);
  });
});
