/** Writes the mail that a person's mail program would send as an answer: `/dev/outbox` lets one be sent by hand. */

export interface DevAnswer {
  from: string;
  to: string;
  subject: string;
  text: string;
  /** The mail that is answered, quoted below as programs do. */
  quoted: { id: string; from: string; at: number; text: string };
  file?: { name: string; bytes: Uint8Array };
}

const EOL = '\r\n';

/** MIME (RFC 2045) of an answer; `id` and `boundary` are any words that are new. */
export function composeAnswer({ from, to, subject, text, quoted, file }: DevAnswer, id: string, now: number): Uint8Array<ArrayBuffer> {
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  const below = quoted.text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  const body = `${text}\n\nOn ${new Date(quoted.at).toUTCString()}, ${quoted.from} wrote:\n\n${below}\n`;
  const words = [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64(new TextEncoder().encode(body)),
  ];
  const head = [
    `From: ${oneLine(from)}`,
    `To: ${oneLine(to)}`,
    `Subject: ${encodedWord(`Re: ${subject}`)}`,
    `Date: ${date}`,
    `Message-ID: <${id}@outbox.localhost>`,
    `In-Reply-To: <${encodeURIComponent(quoted.id)}@outbox.localhost>`,
    'MIME-Version: 1.0',
  ];
  if (!file) return bytes([...head, ...words, '']);
  const boundary = `part-${id}`;
  const name = encodeURIComponent(file.name.toWellFormed());
  const attachment = [
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; filename*=utf-8''${name}`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(file.bytes),
  ];
  const parts = [...head, `Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`, ...words, `--${boundary}`];
  return bytes([...parts, ...attachment, `--${boundary}--`, '']);
}

const bytes = (lines: string[]): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(lines.join(EOL)));

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

/** Text of a header in any language (RFC 2047), cut between characters into words of at most 75. */
function encodedWord(text: string): string {
  const words: string[] = [];
  for (const char of oneLine(text).toWellFormed()) {
    if (words.length === 0 || new TextEncoder().encode(words.at(-1)! + char).length > 42) words.push('');
    words[words.length - 1] += char;
  }
  return words.map((word) => `=?utf-8?b?${base64(new TextEncoder().encode(word)).trim()}?=`).join(`${EOL} `);
}

/** In lines of 76. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary).replace(/.{76}/g, `$&${EOL}`);
}
