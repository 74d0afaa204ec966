import type { Env } from '../env.ts';
import { vapidPair } from './keys.ts';
import type { PushPort } from './port.ts';
import { webPushPort } from './web-push.ts';

/** Web Push as the configuration has it. It needs no account anywhere, so there is no other. */
export function pushPort(env: Env): PushPort {
  // Push services refuse a contact that is no public address.
  const subject = env.PUBLIC_URL.startsWith('https://') ? env.PUBLIC_URL : `mailto:${/<(.+)>/.exec(env.MAIL_FROM)?.[1] ?? env.MAIL_FROM}`;
  return webPushPort({ subject, vapid: () => vapidPair(env), baseUrl: env.PUSH_BASE_URL });
}
