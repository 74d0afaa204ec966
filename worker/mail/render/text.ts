import type { Block, ChatLine } from './blocks.ts';

/** The plain text twin of a mail. */
export function renderText(blocks: Block[]): string {
  return `${blocks.map(block).join('\n\n')}\n\n-- \nFoyer\n`;
}

function block(b: Block): string {
  switch (b.kind) {
    case 'paragraph':
    case 'small':
      return b.text;
    case 'action':
      return `${b.label}:\n${b.url}`;
    case 'links':
      return b.links.map(({ label, url }) => `${label}: ${url}`).join('\n');
    case 'code':
      return `    ${b.text}`;
    case 'quote':
      return quoted(b.text);
    case 'facts':
      return b.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'chat':
      return b.lines.map(chatLine).join('\n\n');
  }
}

const quoted = (text: string): string =>
  text
    .split(/\r\n|[\r\n]/)
    .map((line) => `> ${line}`)
    .join('\n');

function chatLine({ time, name, text, files }: ChatLine): string {
  const attached = files.map((file) => `> [${file.name}]${file.url ? ` ${file.url}` : ''}`);
  return [`${name}, ${time}`, ...(text ? [quoted(text)] : []), ...attached].join('\n');
}
