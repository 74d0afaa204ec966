import { Hono } from 'hono';
import { decodeBase64Url } from 'hono/utils/encode';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import type { PushPayload } from '../../protocol/push.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { type Operator, operator, requireOperator } from '../http/session.ts';
import { isPushEndpoint } from './endpoint.ts';
import { vapidPair } from './keys.ts';
import { PushFailure, type PushPort } from './port.ts';
import { pushPort } from './provider.ts';
import { devicesOf, dropDevice, keepDevice, type Owner } from './subscriptions.ts';

const TESTS: Limit = { name: 'push-test', max: 20, seconds: 3600 };
const SUBSCRIBES: Limit = { name: 'push-subscribe', max: 120, seconds: 3600 };

/** base64url of exactly so many bytes. */
const bytes = (count: number, first?: number) =>
  v.pipe(
    v.string(),
    v.maxLength(200),
    v.check((text) => {
      const decoded = decoded64(text);
      return decoded?.byteLength === count && (first === undefined || decoded[0] === first);
    }, 'not a key of a subscription'),
  );
function decoded64(text: string): Uint8Array | null {
  try {
    return decodeBase64Url(text);
  } catch {
    return null;
  }
}
const endpoint = v.pipe(v.string(), v.check(isPushEndpoint, 'not the address of a push service'));
const named = v.object({ endpoint });
const subscription = v.object({ endpoint, p256dh: bytes(65, 0x04), auth: bytes(16) });

const ownerOf = ({ member, user }: Operator): Owner => ({ account: member.account.id, user: user.id });

/** A person's devices: each asks for pushes itself, from the browser it is. `port` is another one in tests. */
export const pushRoutes = (port?: PushPort) =>
  new Hono<AppEnv>()
    .use('*', requireOperator)

    .get('/key', async (c) => c.json({ key: (await vapidPair(c.env)).publicKey }))

    .post('/subscribe', async (c) => {
      const body = await readJson(c, subscription);
      const me = operator(c);
      await countAttempt(c.env, SUBSCRIBES, me.user.id);
      await keepDevice(c.env, ownerOf(me), me.session.id, body);
      return c.json({});
    })

    .post('/unsubscribe', async (c) => {
      const body = await readJson(c, named);
      await dropDevice(c.env, ownerOf(operator(c)), body);
      return c.json({});
    })

    // Sent while the person waits, not by the queue: they are told what became of it.
    .post('/test', async (c) => {
      const body = await readJson(c, named);
      const me = operator(c);
      const owner = ownerOf(me);
      await countAttempt(c.env, TESTS, me.user.id);
      const device = (await devicesOf(c.env, owner)).find((one) => one.endpoint === body.endpoint);
      if (!device) throw new Refusal('no_device');
      const { language } = readPreferences(me.member.preferences);
      const data = JSON.stringify({ kind: 'test', room: '', name: '', text: '', language } satisfies PushPayload);
      try {
        await (port ?? pushPort(c.env)).send(device, { data, topic: 'test', urgency: 'high', ttl: 60 });
      } catch (error) {
        if (!(error instanceof PushFailure)) throw error;
        if (error.reason === 'gone') await dropDevice(c.env, owner, body);
        throw new Refusal(error.reason === 'gone' ? 'no_device' : 'push_failed', error.message);
      }
      return c.json({});
    });
