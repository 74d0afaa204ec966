import { describe, expect, it } from 'vitest';
import { cleanName, isProgram } from './name.ts';

describe('cleanName', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\report.pdf', 'report.pdf'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['a\u0000b\u0007\r\nc.txt', 'abc.txt'],
    ['in\u2066voice\u2069\u200B.pdf', 'invoice.pdf'],
    ['  two   spaces .txt', 'two spaces .txt'],
    ['evil.exe. . ', 'evil.exe'],
    ['.htaccess', 'htaccess'],
    ['👩\u200D👩\u200D👧 family.jpg', '👩\u200D👩\u200D👧 family.jpg'],
    ['lone\uD800surrogate.txt', 'lone\uFFFDsurrogate.txt'],
    ['صورة.png', 'صورة.png'],
    ['', 'file'],
    ['///', 'file'],
    ['..', 'file'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%j becomes %j', (raw, clean) => expect(cleanName(raw)).toBe(clean));

  it('keeps at most 200 characters and the extension', () => {
    const clean = cleanName(`${'x'.repeat(500)}.jpeg`);
    expect(clean).toHaveLength(200);
    expect(clean.endsWith('x.jpeg')).toBe(true);
  });

  it('does not cut an emoji in half', () => {
    expect(cleanName(`${'x'.repeat(195)}😀😀.png`).isWellFormed()).toBe(true);
    expect(cleanName('😀'.repeat(300)).isWellFormed()).toBe(true);
    expect(cleanName(`x${'😀'.repeat(300)}`).isWellFormed()).toBe(true);
  });
});

describe('isProgram', () => {
  it.each(['a.exe', 'a.EXE', 'invoice.pdf.js', 'a.bat', 'a.cmd', 'a.com', 'a.scr', 'a.msi', 'a.vbs', 'a.ps1', 'a.jar', 'exe.exe'])(
    'refuses %s',
    (name) => expect(isProgram(name)).toBe(true),
  );
  it.each(['a.exe.txt', 'exe', 'a.json', 'a.png', 'file', 'com'])('takes %s', (name) => expect(isProgram(name)).toBe(false));
  it('sees through what hides an extension', () => {
    for (const raw of ['a.exe.', 'a.exe ', 'a.e\u200Bxe', 'a\u202Ecod.exe', 'a.ex\u0000e'])
      expect(isProgram(cleanName(raw)), raw).toBe(true);
  });
});
