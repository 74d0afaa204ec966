import EmailReplyParser from 'email-reply-parser';
import { isClosing, isMobileSignature, isQuoted, isSignatureMark, quoteMarker } from './markers.ts';

/** Characters looked at: a hundred times the longest message. */
const LONGEST = 1_000_000;
/** What the library is given at most: its patterns are of higher order in the length of a text, and of a line. */
const LIBRARY_TEXT = 12_000;
const LIBRARY_LINE = 2_000;
/** Larger than this it is no signature but something a person wrote below one. */
const SIGNATURE_LINES = 12;
const SIGNATURE_TEXT = 600;

/**
 * What the person wrote: a mail's text without the mail it answers, and without signatures. Answers between quoted lines are kept, the quoted
 * lines are not. Empty when nothing else is there.
 */
export function answerIn(text: string): string {
  let lines = normalised(text).split('\n');
  // Lines that only stood apart because of a quote between them may be a marker together.
  for (let round = 0; round < 5; round++) {
    const kept = withoutSignatures(withoutQuotes(lines));
    const same = kept.length === lines.length;
    lines = kept;
    if (same) break;
  }
  const own = tidy(lines.join('\n'));
  return tidy(withoutClosing(own)) || own;
}

/** Line ends as one kind, spaces as spaces, no more than one empty line in a row; of signed text what was signed. */
function normalised(text: string): string {
  return signedText(
    text
      .slice(0, LONGEST)
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
      .replace(/[\u00A0\u202F\u2007]/g, ' ')
      .replace(/[\u200B\uFEFF]/g, '')
      .replaceAll('\0', ''),
  )
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** The text within a clear signature (RFC 9580, section 7); lines that begin with a hyphen have another before it. */
function signedText(text: string): string {
  const begin = /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]{1,40}: .*\n){0,5}\n/m.exec(text);
  if (!begin) return text;
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----', begin.index);
  const body = text.slice(begin.index + begin[0].length, end < 0 ? undefined : end);
  return body.replace(/^- /gm, '');
}

function withoutQuotes(lines: string[]): string[] {
  const kept: string[] = [];
  const lastQuoted = lines.findLastIndex(isQuoted);
  for (let at = 0; at < lines.length; at++) {
    const marker = quoteMarker(lines, at);
    if (marker === 0) {
      if (!isQuoted(lines[at]!)) kept.push(lines[at]!);
      continue;
    }
    // Below a marker nothing tells the quoted mail from an answer but its quote marks: without any, all of it is quoted.
    if (lastQuoted < at + marker) break;
    at += marker - 1;
  }
  return kept;
}

function withoutSignatures(lines: string[]): string[] {
  const mark = lines.findLastIndex(isSignatureMark);
  const below = mark < 0 ? [] : lines.slice(mark + 1);
  const kept = mark >= 0 && isSmall(below.join('\n')) ? lines.slice(0, mark) : [...lines];
  for (let seen = 0, at = kept.length - 1; at >= 0 && seen < 4; at--) {
    if (kept[at] === '') continue;
    if (isMobileSignature(kept[at]!)) kept.splice(at, 1);
    else seen += 1;
  }
  return kept;
}

const isSmall = (text: string): boolean => text.length <= SIGNATURE_TEXT && text.split('\n').length <= SIGNATURE_LINES;

/**
 * Without regards and the few lines below them; ours in four languages, and attributions and more regards by the library. Of what the library
 * takes for a signature or quote only that is believed: a rule between two paragraphs, or a line that begins with `From:`, is a person's.
 */
function withoutClosing(text: string): string {
  const lines = text.split('\n');
  const closing = lines.findLastIndex(isClosing);
  const kept = closing > 0 && !hasMore(lines.slice(closing).join('\n')) ? lines.slice(0, closing).join('\n') : text;
  if (kept.length > LIBRARY_TEXT || lines.some((line) => line.length > LIBRARY_LINE)) return kept;
  return new EmailReplyParser()
    .read(kept)
    .getFragments()
    .filter((part) => !part.isHidden() || isOwn(part))
    .map(String)
    .join('\n');
}

/** Whether the person wrote what the library would hide. */
function isOwn(part: { getContent(): string; isSignature(): boolean; isQuoted(): boolean }): boolean {
  const content = part.getContent().trim();
  const first = content.split('\n', 1)[0]!;
  if (part.isSignature()) return /^[-_=+]+$/.test(first) || hasMore(content) || (SENT_FROM.test(first) && !isMobileSignature(first));
  return part.isQuoted() && content.split('\n').length > ATTRIBUTION_LINES;
}

/** What the library takes for a phone's signature, whatever it goes on with. */
const SENT_FROM = /^(sent|sendt|get|von|gesendet|envoyé|télécharger|enviado|verzonden|verstuurd)\s/i;
/** Quoted lines are gone before the library sees them: of a quote it finds the line above. */
const ATTRIBUTION_LINES = 3;

/** A postscript is no signature, nor is a long text. */
const hasMore = (signature: string): boolean => !isSmall(signature) || /^\s*p\.?\s?[sd]\.?\b/im.test(signature);

const tidy = (text: string): string => text.replace(/\n{3,}/g, '\n\n').trim();
