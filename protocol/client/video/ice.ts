/** Servers that help two browsers find a way to each other. */

/** Says only under which address a browser is seen from outside; nothing passes through it. Needs no account. */
const STUN: RTCIceServer = { urls: 'stun:stun.cloudflare.com:3478' };
/** A call does not wait longer for relays, ms: most need none. */
const WITHIN = 3_000;

/** Asks the Worker at `address` for relays (TURN). Without any, or an answer, browsers try on their own. */
export async function iceServers(address: string, token?: string): Promise<RTCIceServer[]> {
  try {
    const response = await fetch(address, {
      signal: AbortSignal.timeout(WITHIN),
      ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
    });
    if (!response.ok) return [STUN];
    const { iceServers: found } = (await response.json()) as { iceServers: RTCIceServer[] };
    return found.length > 0 ? found : [STUN];
  } catch {
    return [STUN];
  }
}
