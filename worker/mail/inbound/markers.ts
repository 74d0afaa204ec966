/**
 * Lines that mail programs put before the mail they quote, and below what a person wrote. Each is matched against single lines (attributions: at
 * most three, joined) of bounded length, so that no text makes a pattern slow.
 */

/** Longest line that is looked at. */
const LINE = 300;
/** Lines an attribution may be wrapped into. */
const WRAPPED = 3;
/** Lines of a block of headers in which its parts are found. */
const BLOCK = 7;

/** `On Mon, 16 Nov 2026 at 10:12, Ann <ann@example.com> wrote:`, as the programs of each language write it. */
const ATTRIBUTIONS = [
  /^(on|el|le|il|em|am|op|den|am\s\w+,)\s.{5,600}\s?(wrote|escribió|a écrit|ha scritto|escreveu|schrieb|geschreven|schreef|skrev)(\s.{1,200})?\s?:$/i,
  /^.{0,200}<[^<>\s]{3,254}>\s(wrote|schrieb|escribió|a écrit|ha scritto|escreveu|schreef)(\s.{1,100})?\s?:$/i,
  /^20\d\d-\d\d-\d\d\s\d{1,2}:\d\d(\s(gmt|utc)[+-][\d:]{1,5})?\s.{0,200}<[^<>\s]{3,254}>\s?:$/i,
];

const ORIGINAL =
  /^[-_*\s]{2,}(original message|mensaje original|message d['’]origine|message original|message transféré|ursprüngliche nachricht|originalnachricht|messaggio originale|mensagem original|oorspronkelijk bericht)\s*[-_*\s]{2,}$/i;

const FROM = /^\*{0,2}(from|von|de|da|van|desde|expéditeur)\s?:\*{0,2}\s?\S/i;
const SENT = /^\*{0,2}(sent|date|gesendet|datum|enviado( el)?|fecha|envoyé( le)?|inviato|data|verzonden)\s?:/i;
const SUBJECT = /^\*{0,2}(subject|betreff|asunto|objet|oggetto|assunto|onderwerp)\s?:/i;
const TO = /^\*{0,2}(to|an|para|à|a|aan|destinataires?)\s?:/i;
/** Outlook draws one above the headers. */
const RULE = /^_{10,}$/;

/** A program knows the address, or the time; `On page 3 you wrote:` is a person's. */
const EXACT = /@|\d{1,2}[:.h]\d{2}|\b20\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** What phones and their programs add: one of these, with a device or program in it. */
const MOBILE = [
  /^(sent|send) (from|via|with) (my |the )?.{2,60}$/i,
  /^get outlook for .{2,40}$/i,
  /^enviado (desde|con|a través de|do|via) .{2,60}$/i,
  /^obt[eé]n(er|ga)? outlook para .{2,40}$/i,
  /^envoyé (de|depuis|à partir de|avec|par) .{2,60}$/i,
  /^(télécharger|obtenez|obtenir) outlook pour .{2,40}$/i,
  /^von (meine[mr] )?.{2,60} gesendet\.?$/i,
  /^gesendet (von|mit|über) .{2,60}$/i,
  /^diese nachricht wurde von .{2,60} gesendet\.?$/i,
  /^(outlook für .{2,30} (beziehen|herunterladen)|holen sie sich outlook für .{2,30})$/i,
  /^inviato d(a|al) .{2,60}$/i,
  /^verzonden vanaf .{2,60}$/i,
];
const DEVICE =
  /\b(iphone|ipad|ipod|macbook|apple watch|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|oneplus|nokia|blackberry|outlook|yahoo|gmail|gmx|web\.de|proton|mail (for|für|para|pour)|mobile|smartphone|phone|tablet|handy|móvil|portable|téléphone)/i;

/** Regards, alone in their line. */
const CLOSINGS = [
  /^((with )?(kind|kindest|best|warm|many) regards|regards|yours (sincerely|faithfully|truly)|sincerely( yours)?|best wishes)[,.!]?$/i,
  /^((un |muchos )?(cordial(es)? )?saludos?( cordial(es)?)?|atentamente|un (fuerte )?abrazo)[,.!]?$/i,
  /^((bien )?cordialement|bien à (vous|toi)|(sincères |meilleures )?salutations( distinguées)?)[,.!]?$/i,
  /^((mit )?(freundliche[nmr]?|beste[nm]?|vielen?|lieben?|herzlichen?|schönen?) gr(ü|ue)(ß|ss)en?( aus .{2,30})?|mfg|vg|lg|gru(ß|ss))[,.!]?$/i,
];

const clipped = (line: string): string => line.trim().slice(0, LINE);

/** How many lines from `at` are the beginning of a quoted mail; 0 when none is. */
export function quoteMarker(lines: readonly string[], at: number): number {
  const line = clipped(lines[at] ?? '');
  if (line === '') return 0;
  return attribution(lines, at) || original(lines, at, line) || headers(lines, at);
}

function attribution(lines: readonly string[], at: number): number {
  let joined = '';
  for (let count = 1; count <= WRAPPED; count++) {
    const next = clipped(lines[at + count - 1] ?? '');
    if (next === '') return 0;
    joined = joined === '' ? next : `${joined} ${next}`;
    if (joined.endsWith(':') && EXACT.test(joined) && ATTRIBUTIONS.some((pattern) => pattern.test(joined))) return count;
  }
  return 0;
}

function original(lines: readonly string[], at: number, line: string): number {
  if (!ORIGINAL.test(line) && !RULE.test(line)) return 0;
  for (let next = at + 1; next <= at + 3; next++) {
    const block = headers(lines, next);
    if (block > 0) return next - at + block;
    if (lines[next]?.trim()) break;
  }
  return ORIGINAL.test(line) ? 1 : 0;
}

/** A sender, and soon below it a date with a subject, or with an addressee where the sender has an address: nobody writes that by hand. */
function headers(lines: readonly string[], at: number): number {
  const sender = clipped(lines[at] ?? '');
  if (!FROM.test(sender)) return 0;
  let last = 0;
  let sent = false;
  let more = false;
  for (let offset = 1; offset <= BLOCK; offset++) {
    const line = clipped(lines[at + offset] ?? '');
    if (line === '') break;
    if (SENT.test(line)) sent = true;
    else if (SUBJECT.test(line)) more = true;
    else if (TO.test(line)) more ||= sender.includes('@');
    else continue;
    last = offset;
  }
  return sent && more ? last + 1 : 0;
}

export const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);

/** `-- `, the mark of a signature in mail (RFC 3676, section 4.3); spaces at the end of a line may be lost on the way. */
export const isSignatureMark = (line: string): boolean => /^--\s?$/.test(line);

export const isMobileSignature = (line: string): boolean => {
  const text = clipped(line).replace(/\s?<https?:[^<>]{1,200}>\.?$/, '');
  return DEVICE.test(text) && MOBILE.some((pattern) => pattern.test(text));
};

export const isClosing = (line: string): boolean => CLOSINGS.some((pattern) => pattern.test(clipped(line)));
