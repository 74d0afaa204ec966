/** Names that resolve inside a network, by convention or by standard (RFC 6762, RFC 6761, RFC 8375). */
const INNER = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/;

/**
 * Whether an address may be that of a push service: https on its usual port, a public host name, nobody's credentials. Push services have
 * names; an address of digits is never one, so no private network can be reached by it. (The runtime's `global_fetch_strictly_public` refuses
 * names that lead to private addresses.)
 */
export function isPushEndpoint(address: string): boolean {
  if (address.length > 2_000 || !URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  const name = hostname.replace(/\.$/, '');
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(name) && !INNER.test(name);
}
