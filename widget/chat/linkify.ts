/** Addresses in plain text, as parts to show: never HTML. */
export interface Part {
  text: string;
  /** Only http, https and mailto. */
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+|\bwww\.[a-z0-9-]+\.[^\s<>"]+|(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;

export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnd(found);
    const href = /^https?:/i.test(address) ? address : address.includes('@') ? `mailto:${address}` : `https://${address}`;
    if (!URL.canParse(href)) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: address, href });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** Without the sentence's own marks behind it: a closing bracket stays when it was opened inside. */
function withoutEnd(address: string): string {
  const count = (bracket: string) => address.split(bracket).length;
  let unpaired = count(')') - count('(');
  let end = address.length;
  while (address[end - 1] === ')' ? unpaired-- > 0 : /[.,;:!?'*_\]}]/.test(address[end - 1]!)) end--;
  return address.slice(0, end);
}
