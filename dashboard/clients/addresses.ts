/** People as they are pasted from a mail or a table: `Ann Lee <ann@x.example>`, `ann@x.example`, in lines or with commas or semicolons between. */

export interface Invitee {
  email: string;
  name: string;
}

const ADDRESS = /[^\s<>,;"'()]+@[^\s<>,;"'()]+\.[^\s<>,;"'()]+/;

/** The people in a text, each once, and the parts in which no address was found. Without a name, what stands before the @ is one. */
export function readInvitees(text: string): { invitees: Invitee[]; unclear: string[] } {
  const invitees = new Map<string, Invitee>();
  const unclear: string[] = [];
  for (const part of text.split(/[\n;]|,(?=[^"]*(?:"[^"]*"[^"]*)*$)/)) {
    const found = ADDRESS.exec(part)?.[0];
    if (!found) {
      if (part.trim()) unclear.push(part.trim());
      continue;
    }
    const email = found.toLowerCase();
    const around = part
      .replace(found, ' ')
      .replace(/[<>"()\t,]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const name = around || nameOf(email);
    if (!invitees.has(email)) invitees.set(email, { email, name: name.slice(0, 80) });
  }
  return { invitees: [...invitees.values()], unclear };
}

/** `ann.lee@x.example` is probably Ann Lee. */
const nameOf = (email: string): string =>
  email
    .split('@')[0]!
    .split(/[._+-]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(' ') || email;
