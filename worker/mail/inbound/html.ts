import { Parser } from 'htmlparser2';

/** Characters of HTML that are read. */
const LONGEST = 2_000_000;
/** Characters of text that come of it. */
const LONGEST_TEXT = 1_000_000;
/** Quotes within quotes; deeper ones count as this deep. */
const DEEPEST = 20;
const DEEPEST_ELEMENT = 1_000;

/** Stands before what Outlook quotes, as its own plain text has it. */
const ORIGINAL = '-----Original Message-----';

const BLOCKS = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const UNSEEN = new Set('script style head title template noscript object iframe svg math select textarea'.split(' '));
/** Elements that have no end. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

export interface ReadHtml {
  /** What a reader sees, quoted parts behind `> `. */
  text: string;
  /** Content-IDs of images that are in quoted parts or signatures alone. */
  quotedImages: ReadonlySet<string>;
}

interface Open {
  name: string;
  unseen: boolean;
  quote: boolean;
}

/**
 * The text of a mail's HTML, and which of its images belong to what it quotes. A tokenizer reads it once from front to end; nothing of it is ever
 * shown as HTML.
 */
export function readHtml(html: string): ReadHtml {
  const lines = new Lines();
  const open: Open[] = [];
  const quoted = new Set<string>();
  const own = new Set<string>();
  let original = false;
  let unseen = 0;
  let quotes = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const signature = isSignature(attributes);
        const element = { name, unseen: UNSEEN.has(name) || signature || isHidden(attributes), quote: name === 'blockquote' };
        if (unseen === 0 && BLOCKS.has(name)) lines.end();
        if (unseen === 0 && beginsOriginal(attributes)) {
          original = true;
          lines.end();
          lines.add(ORIGINAL);
          lines.end();
        }
        const cid = name === 'img' ? /^cid:(.+)$/i.exec(attributes.src ?? '')?.[1] : undefined;
        if (cid !== undefined) (original || quotes > 0 || unseen > 0 ? quoted : own).add(cid);
        if (unseen === 0 && name === 'br') lines.feed();
        if (unseen === 0 && name === 'li') lines.add('- ');
        if (unseen === 0 && (name === 'p' || /^h\d$/.test(name))) lines.gap();
        if (VOID.has(name)) return;
        // Deeper than any program nests, and slow to read: the rest is left.
        if (open.length >= DEEPEST_ELEMENT) return parser.pause();
        open.push(element);
        if (element.unseen) unseen += 1;
        if (element.quote) quotes += 1;
        lines.depth = Math.min(quotes, DEEPEST);
      },
      ontext(text) {
        if (unseen === 0) lines.add(text, open.at(-1)?.name === 'pre');
      },
      onclosetag(name) {
        const at = open.findLastIndex((element) => element.name === name);
        if (unseen === 0 && BLOCKS.has(name)) lines.end();
        if (unseen === 0 && (name === 'td' || name === 'th')) lines.add(' ');
        if (at < 0) return;
        for (const element of open.splice(at)) {
          if (element.unseen) unseen -= 1;
          if (element.quote) quotes -= 1;
        }
        lines.depth = Math.min(quotes, DEEPEST);
        if (name === 'p') lines.gap();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html.slice(0, LONGEST));
  parser.end();
  for (const cid of own) quoted.delete(cid);
  return { text: lines.text, quotedImages: quoted };
}

type Attributes = Record<string, string>;

const isSignature = ({ class: classes = '', id = '', 'data-smartmail': smart = '' }: Attributes): boolean =>
  /\b(gmail_signature|moz-signature|protonmail_signature_block|yahoo_signature)\b/.test(`${classes} ${smart}`) ||
  /^(x_)?(signature|ms-outlook-mobile-signature|applemailsignature)$/i.test(id);

/** Where Outlook and its like begin the mail they answer: no element holds it, it runs to the end. */
const beginsOriginal = ({ id = '', name = '' }: Attributes): boolean =>
  /^(x_)?(divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container)$/i.test(id) || name === '_MailOriginal';

const isHidden = ({ style = '', hidden }: Attributes): boolean =>
  hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i.test(style);

/** Text that grows line by line, each behind the marks of the quote it is in. */
class Lines {
  depth = 0;
  #done = '';
  #line = '';
  #empty = 0;

  add(text: string, exact = false): void {
    if (this.#done.length > LONGEST_TEXT) return;
    if (exact) {
      const [first = '', ...rest] = text.split('\n');
      this.#line += first;
      for (const line of rest) {
        this.feed();
        this.#line = line;
      }
      return;
    }
    const flowing = text.replace(/[ \t\r\n\f]+/g, ' ');
    this.#line += this.#line === '' || this.#line.endsWith(' ') ? flowing.trimStart() : flowing;
  }

  /** Ends the line, also an empty one. */
  feed(): void {
    this.#write(this.#line);
    this.#line = '';
  }

  /** Ends the line when something is in it. */
  end(): void {
    if (this.#line.trim() !== '') this.feed();
    this.#line = '';
  }

  /** One empty line between this and what follows. */
  gap(): void {
    this.end();
    if (this.#done !== '' && this.#empty === 0) this.#write('');
  }

  get text(): string {
    this.end();
    return this.#done.trimEnd();
  }

  #write(line: string): void {
    this.#empty = line.trim() === '' ? this.#empty + 1 : 0;
    if (this.#empty > 2 || this.#done.length > LONGEST_TEXT) return;
    this.#done += `${'> '.repeat(this.depth)}${line.trimEnd()}`.trimEnd();
    this.#done += '\n';
  }
}
