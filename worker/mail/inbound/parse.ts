import PostalMime, { type Attachment, addressParser, type Header } from 'postal-mime';
import { readHtml } from './html.ts';
import { answerIn } from './strip.ts';

/** Bytes that headers are looked for in when the mail itself is not read. */
const HEAD = 256 * 1024;
/** Bytes of headers in all parts together, parts within parts: far above what programs write. */
const LIMITED = { maxHeadersSize: 512 * 1024, maxNestingDepth: 50, forceRfc822Attachments: true } as const;

/** The headers of a mail in their order, the topmost first. */
export class MailHeaders {
  constructor(
    readonly list: readonly Pick<Header, 'key' | 'value'>[],
    /** Decoded. */
    readonly subject = '',
  ) {}

  get(name: string): string | undefined {
    return this.list.find(({ key }) => key === name)?.value;
  }

  all(name: string): string[] {
    return this.list.filter(({ key }) => key === name).map(({ value }) => value);
  }

  /** Addresses in every header of this name, in lower case. */
  addresses(name: string): string[] {
    return this.all(name)
      .flatMap((value) => addressParser(value, { flatten: true }))
      .flatMap((address) => (address.address ? [address.address.trim().toLowerCase()] : []));
  }
}

export interface MailFile {
  /** As the sender named it; empty for a part without a name. */
  name: string;
  bytes: Uint8Array;
}

export interface ParsedMail {
  headers: MailHeaders;
  /** What the person wrote, without the mail it answers; of any length. */
  text: string;
  files: MailFile[];
}

/** Throws for what is no mail: parts nested beyond sense, headers without end. */
export async function parseMail(raw: ArrayBuffer | Uint8Array): Promise<ParsedMail> {
  const mail = await PostalMime.parse(raw, LIMITED);
  const html = mail.html === undefined ? null : readHtml(mail.html);
  // A program that writes no plain text of its own leaves that part empty, or leaves it out.
  const text = mail.text?.trim() ? mail.text : (html?.text ?? '');
  return {
    headers: new MailHeaders(mail.headers, mail.subject),
    text: answerIn(text),
    files: mail.attachments.filter((file) => isOwn(file, html?.quotedImages)).map(fileOf),
  };
}

/** The headers alone, of a mail too large or too broken to be parsed. Never throws. */
export async function parseHeaders(raw: Uint8Array): Promise<MailHeaders> {
  const text = new TextDecoder('latin1').decode(raw.subarray(0, HEAD));
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  try {
    const { headers, subject } = await PostalMime.parse(raw.slice(0, end), LIMITED);
    return new MailHeaders(headers, subject);
  } catch {
    return new MailHeaders([]);
  }
}

/** Signatures are no files of a person, nor is what a quoted mail or a footer shows. */
function isOwn({ mimeType, contentId }: Attachment, quotedImages?: ReadonlySet<string>): boolean {
  if (/^application\/(x-)?(pgp-signature|pkcs7-signature)$/.test(mimeType)) return false;
  return contentId === undefined || !quotedImages?.has(contentId.replace(/^<|>$/g, ''));
}

function fileOf({ filename, mimeType, content }: Attachment): MailFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  return { name: filename ?? USUAL_NAMES[mimeType] ?? '', bytes };
}

/** Of parts that programs send without a name. */
const USUAL_NAMES: Record<string, string> = {
  'message/rfc822': 'mail.eml',
  'text/calendar': 'invite.ics',
  'image/png': 'image.png',
  'image/jpeg': 'image.jpg',
  'image/gif': 'image.gif',
  'image/webp': 'image.webp',
  'application/pdf': 'document.pdf',
};
