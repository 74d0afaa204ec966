import type { Carrier } from '../../protocol/broadcast.ts';
import type { Env } from '../env.ts';
import { type MeetingPort, realtimeKitPort } from './realtimekit.ts';
import { type SfuPort, sfuPort } from './sfu.ts';

/** Cloudflare's SFU when it is configured; null: broadcasts go from browser to browser. */
export const sfuOf = ({ SFU_APP_ID: appId, SFU_APP_SECRET: secret, SFU_BASE_URL: baseUrl }: Env): SfuPort | null =>
  appId && secret ? sfuPort({ appId, secret, baseUrl }) : null;

/** Whether group calls go through RealtimeKit. */
export const hasMeetings = ({ REALTIMEKIT_ACCOUNT_ID, REALTIMEKIT_APP_ID, REALTIMEKIT_TOKEN }: Env): boolean =>
  !!(REALTIMEKIT_ACCOUNT_ID && REALTIMEKIT_APP_ID && REALTIMEKIT_TOKEN);

/** Which way broadcasts go. */
export const broadcastCarrier = (env: Env): Carrier =>
  env.SFU_APP_ID && env.SFU_APP_SECRET ? 'sfu' : hasMeetings(env) ? 'meeting' : 'peer';

/** RealtimeKit when it is configured; null: group calls go from browser to browser. */
export const meetingsOf = ({
  REALTIMEKIT_ACCOUNT_ID: accountId,
  REALTIMEKIT_APP_ID: appId,
  REALTIMEKIT_TOKEN: token,
  REALTIMEKIT_BASE_URL: baseUrl,
}: Env): MeetingPort | null => (accountId && appId && token ? realtimeKitPort({ accountId, appId, token, baseUrl }) : null);
