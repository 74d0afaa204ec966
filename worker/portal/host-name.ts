/** Host names of portals. Pure. */

/** A label of a host name (RFC 1123, section 2.1). */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** How a typed host name is kept: lower case, in ASCII. Null when it is none, or one that cannot be a portal's. */
export function readHost(typed: string, publicUrl: string): string | null {
  const text = typed.trim();
  // No scheme, path, port or user: the parser would take them, and people would believe that they count.
  if (!text || text.length > 253 || /[\s/:@?#\\%]/.test(text) || !URL.canParse(`https://${text}`)) return null;
  const host = new URL(`https://${text}`).hostname.replace(/\.$/, '');
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1)!)) return null;
  const own = new URL(publicUrl).hostname;
  // Names below these are ours or the platform's: one company would take them from all others.
  return [own, 'workers.dev', 'localhost'].some((name) => host === name || host.endsWith(`.${name}`)) ? null : host;
}
