import { LIMITS } from '../../../protocol/limits.ts';
import type { MailHeaders } from './parse.ts';

/** What nobody wrote by hand, or nobody here can read. */
export type MailClass = 'answer' | 'automatic' | 'bounce' | 'loop' | 'encrypted';

/** In every mail of ours: one that comes in with it goes round. */
export const OWN_HEADER = 'X-Foyer';

const ABSENCE =
  /^(re:|aw:|rv:|tr:)?\s*(auto(matic|matisch|mática|matique)?[\s:-]|out of (the )?office|abwesen|fuera de (la )?oficina|respuesta autom|réponse auto|absence|absent|ausente|ferienabwesenheit|resposta autom|fuori (sede|ufficio))/i;

/**
 * Sorts a mail by its headers. `from` is the sender of the envelope, `own` our own addresses. An answer of a machine to a machine has no end, so in
 * doubt its headers decide (RFC 3834, RFC 5230); a subject counts only together with one.
 */
export function classify(headers: MailHeaders, from: string, own: readonly string[]): MailClass {
  if (isBounce(headers, from)) return 'bounce';
  if (isLoop(headers, from, own)) return 'loop';
  if (isAutomatic(headers)) return 'automatic';
  return isEncrypted(headers.get('content-type')) ? 'encrypted' : 'answer';
}

/** Non-delivery and receipts have no sender to answer to (RFC 5321, section 4.5.5). */
function isBounce(headers: MailHeaders, from: string): boolean {
  if (from.trim() === '' || from.trim() === '<>' || headers.get('return-path')?.trim() === '<>') return true;
  if (/^multipart\/report\b/i.test(headers.get('content-type')?.trim() ?? '') || headers.get('x-failed-recipients') !== undefined)
    return true;
  return [from.toLowerCase(), ...headers.addresses('from')].some((address) => /^(mailer-daemon|mail-daemon)@/.test(address));
}

function isLoop(headers: MailHeaders, from: string, own: readonly string[]): boolean {
  if (headers.get(OWN_HEADER.toLowerCase()) !== undefined) return true;
  if ([from.toLowerCase(), ...headers.addresses('from')].some((address) => own.includes(address))) return true;
  return headers.all('received').length > LIMITS.mailHops;
}

function isAutomatic(headers: MailHeaders): boolean {
  const submitted = headers.get('auto-submitted')?.split(/[\s;]/)[0]?.toLowerCase();
  if (submitted && submitted !== 'no') return true;
  if (/^(bulk|junk|list|auto_reply)$/i.test(headers.get('precedence')?.trim() ?? '')) return true;
  if (['x-autoreply', 'x-autorespond', 'x-auto-reply', 'x-autoreply-from'].some((name) => !isNo(headers.get(name)))) return true;
  if (headers.get('x-ms-exchange-inbox-rules-loop') !== undefined) return true;
  // Exchange writes these into mails of people too.
  const hinted = headers.get('x-auto-response-suppress') ?? headers.get('x-ms-exchange-generated-message-source');
  return hinted !== undefined && ABSENCE.test(headers.subject.trim());
}

const isNo = (value: string | undefined): boolean => value === undefined || /^(no|false|0)?$/i.test(value.trim());

/** Signed mail can be read, unless the text lies within the signature itself (S/MIME, `signed-data`). */
function isEncrypted(type = ''): boolean {
  return /^\s*(multipart\/encrypted|application\/(x-)?pkcs7-mime|application\/pgp-encrypted)\b/i.test(type);
}

/** Encrypted by hand, within the text. */
export const isEncryptedText = (text: string): boolean => /^-----BEGIN PGP MESSAGE-----$/m.test(text);
