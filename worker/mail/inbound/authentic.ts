import type { MailHeaders } from './parse.ts';

/** Why a mail is not let in as its reply address would have it. */
export type Doubt = 'other_sender' | 'not_authentic';

/** What Cloudflare Email Routing calls itself in the headers it adds. */
const RECEIVER = /^mx\.cloudflare\.net$/i;

/**
 * Whether a mail is from `address`: its only author is, and nothing speaks against it. The receiving server's own verdict is the topmost of its
 * kind, since servers add headers above (RFC 8601, section 5); those below may be the sender's invention. It counts when the author's domain
 * vouches: DMARC passed, or SPF or DKIM did for that very domain. Where the server says nothing (https://github.com/cloudflare/workerd/issues/6740)
 * the envelope has to be of the author's domain; that somebody knows the reply address is what else there is.
 */
export function doubtOf(headers: MailHeaders, envelope: string, address: string): Doubt | null {
  const [author, ...more] = headers.addresses('from');
  if (author !== address.toLowerCase() || more.some((other) => other !== author)) return 'other_sender';
  const domain = domainOf(author);
  const verdict = verdictOf(headers);
  if (verdict === null) return aligned(domainOf(envelope.toLowerCase()), domain) ? null : 'not_authentic';
  return vouches(verdict, domain) ? null : 'not_authentic';
}

function verdictOf(headers: MailHeaders): string | null {
  const found = headers.get('authentication-results') ?? headers.get('arc-authentication-results')?.replace(/^\s*i\s*=\s*\d+\s*;/, '');
  if (found === undefined) return null;
  const [server = '', ...results] = found.replace(/\([^()]{0,500}\)/g, ' ').split(';');
  if (!RECEIVER.test(server.trim().split(/\s/)[0] ?? '')) return null;
  const told = results.join(';');
  return /\b(dmarc|spf|dkim)\s*=/i.test(told) ? told : null;
}

function vouches(verdict: string, domain: string): boolean {
  const results = verdict.split(';').map((part) => part.trim().toLowerCase());
  const dmarc = results.find((result) => /^dmarc\s*=/.test(result));
  if (dmarc !== undefined && /^dmarc\s*=\s*pass\b/.test(dmarc)) return true;
  if (dmarc !== undefined && /^dmarc\s*=\s*fail\b/.test(dmarc)) return false;
  return results.some((result) => {
    const method = /^(spf|dkim)\s*=\s*pass\b/.exec(result)?.[1];
    const signer =
      method === 'dkim' ? /\bheader\.d\s*=\s*([^\s;]+)/.exec(result) : /\bsmtp\.mailfrom\s*=\s*(?:[^\s;@]*@)?([^\s;]+)/.exec(result);
    return signer?.[1] !== undefined && aligned(signer[1], domain);
  });
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).replace(/>$/, '');

/** One is the other or lies below it: `bounce.example.com` speaks for `example.com`. A public suffix has no dot, or sends no mail. */
const aligned = (one: string, other: string): boolean =>
  one.includes('.') && other.includes('.') && (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`));
