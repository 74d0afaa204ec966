import type { Env } from '../env.ts';
import { outboxPhone, outboxToken } from './outbox.ts';
import type { PhonePort } from './port.ts';
import { twilioPort } from './twilio.ts';

/** Twilio when its account is set, with an API key or the account's own token; else the local outbox. */
export function phonePort(env: Env): PhonePort {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token, TWILIO_API_KEY: key, TWILIO_API_SECRET: secret } = env;
  if (!account || !token) return outboxPhone(env);
  const [user, password] = key && secret ? [key, secret] : [account, token];
  const [baseUrl, lookupUrl] = [env.TWILIO_BASE_URL, env.TWILIO_LOOKUP_BASE_URL];
  return twilioPort({ account, user, password, host: env.PUBLIC_URL, baseUrl, lookupUrl });
}

/** Signs what the provider tells us: Twilio signs with the account's token, whichever key requests are made with. */
export const hookToken = async ({ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, SECRET }: Env): Promise<string> =>
  TWILIO_ACCOUNT_SID && TWILIO_AUTH_TOKEN ? TWILIO_AUTH_TOKEN : outboxToken({ SECRET });
