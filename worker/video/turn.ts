import * as v from 'valibot';
import type { IceServer, IceServers } from '../../protocol/ice.ts';
import type { Env } from '../env.ts';

type TurnEnv = Pick<Env, 'ENVIRONMENT' | 'TURN_KEY_ID' | 'TURN_KEY_TOKEN' | 'TURN_BASE_URL'>;

/** Seconds that credentials last. Whoever is in a call for longer asks for new ones. */
export const TURN_SECONDS = 4 * 3600;
/** How long those made for one person are given to the next, ms: issuing is limited, and connecting takes seconds. */
const SHARED = 5 * 60_000;
/** How long it is not tried again after a failure, ms. */
const PAUSE = 30_000;
/** Milliseconds after which an answer is not waited for: somebody wants to call. */
const TIMEOUT = 5_000;

/** Cloudflare's, for everybody and without credentials: tells a browser its own address, relays nothing. */
const PUBLIC_STUN: IceServer = { urls: ['stun:stun.cloudflare.com:3478'] };

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const answer = v.object({
  iceServers: v.pipe(
    v.array(v.object({ urls: v.union([v.array(text), text]), username: v.optional(text), credential: v.optional(text) })),
    v.maxLength(10),
  ),
});

/** What this isolate has got, by key; and until when it is not asked again after a failure. */
const kept = new Map<string, { servers: IceServers; fresh: number }>();

/**
 * Servers for a call that begins at `now`: with a TURN key Cloudflare's relay, else its public STUN; on a development machine none, since
 * browsers on one machine need none. Never fails: calls work without a relay in most networks, so trouble with it is logged and no more.
 */
export async function iceServers(env: TurnEnv, now: number): Promise<IceServers> {
  const { TURN_KEY_ID: key, TURN_KEY_TOKEN: token } = env;
  if (!key || !token) return withoutTurn(env);
  const known = kept.get(key);
  if (known && now < known.fresh) return known.servers;
  try {
    const servers = { iceServers: await issue(env, key, token), until: now + TURN_SECONDS * 1000 };
    kept.set(key, { servers, fresh: now + SHARED });
    return servers;
  } catch (error) {
    // Neither the address nor the answer is logged: they hold the key's id and credentials.
    console.error(
      JSON.stringify({ level: 'error', code: 'turn_failed', reason: error instanceof TurnRefused ? error.message : 'no answer' }),
    );
    const servers = withoutTurn(env);
    kept.set(key, { servers, fresh: now + PAUSE });
    return servers;
  }
}

/** Forgets what was kept, for tests. */
export const forgetIceServers = (): void => kept.clear();

const withoutTurn = (env: TurnEnv): IceServers => ({
  iceServers: env.ENVIRONMENT === 'development' ? [] : [PUBLIC_STUN],
  until: null,
});

class TurnRefused extends Error {}

/** https://developers.cloudflare.com/realtime/turn/generate-credentials/ */
async function issue(env: TurnEnv, key: string, token: string): Promise<IceServer[]> {
  const base = (env.TURN_BASE_URL || 'https://rtc.live.cloudflare.com/v1').replace(/\/$/, '');
  const response = await fetch(`${base}/turn/keys/${encodeURIComponent(key)}/credentials/generate-ice-servers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ttl: TURN_SECONDS }),
    // The credential goes to no other address than this.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (response.status !== 201) {
    await response.body?.cancel();
    throw new TurnRefused(`${response.status}`);
  }
  const parsed = v.safeParse(answer, await response.json().catch(() => null));
  const servers = parsed.success ? parsed.output.iceServers.flatMap(usable) : [];
  if (servers.length === 0) throw new TurnRefused('an answer without servers');
  return servers;
}

/** Browsers block port 53 and would wait for it to time out; other schemes than these make `RTCPeerConnection` throw. */
function usable({ urls, username, credential }: v.InferOutput<typeof answer>['iceServers'][number]): IceServer[] {
  const good = [urls].flat().filter((url) => /^(stun|turns?):/.test(url) && !/:53(\?|$)/.test(url));
  if (good.length === 0) return [];
  return [{ urls: good, ...(username ? { username } : {}), ...(credential ? { credential } : {}) }];
}
