import type { Desk } from './desk/desk.ts';
import type { MailJob } from './mail/jobs.ts';
import type { PhoneJob } from './phone/jobs.ts';
import type { PushJob } from './push/jobs.ts';
import type { Room } from './room/room.ts';
import type { Site } from './site/site.ts';
import type { StatisticsJob } from './statistics/jobs.ts';
import type { VideoJob } from './video/jobs.ts';

/** Bindings and variables of the Worker, as wrangler.toml and the secrets give them. README lists each. */
export interface Env {
  ASSETS: Fetcher;
  DB: D1Database;
  FILES: R2Bucket;
  MAIL: Queue<MailJob>;
  STATISTICS: Queue<StatisticsJob>;
  PUSH: Queue<PushJob>;
  VIDEO: Queue<VideoJob>;
  PHONE: Queue<PhoneJob>;
  SITE: DurableObjectNamespace<Site>;
  ROOM: DurableObjectNamespace<Room>;
  DESK: DurableObjectNamespace<Desk>;
  /** `development` opens /dev/*; anything else is production. */
  ENVIRONMENT: string;
  /** Where this Worker is reached, without a slash at the end. */
  PUBLIC_URL: string;
  /** Signs visitor tokens, file keys and sessions. At least 32 characters. */
  SECRET: string;
  /** Days of trial of a new account; 0 for without end. */
  TRIAL_DAYS: string;
  /** Sender of all mail, `Name <address>`. */
  MAIL_FROM: string;
  /** Pause before mails of unread messages in place of the accounts' own; for tests. */
  DIGEST_SECONDS?: string;
  /** How long one may be gone from a call before it ends, in place of a minute; for tests. */
  CALL_PATIENCE_SECONDS?: string;
  /** How long an operator may be gone from their broadcast before it ends, in place of a minute; for tests. */
  BROADCAST_PATIENCE_SECONDS?: string;
  /** Domain whose mail Email Routing hands to this Worker; without it mails cannot be answered by mail. */
  REPLY_DOMAIN?: string;
  /** Set to send through Resend; without it mail goes to the local outbox. */
  RESEND_API_KEY?: string;
  RESEND_BASE_URL?: string;
  /** A Twilio account and its token, which also signs its webhooks; without both, SMS and calls go to the local outbox. */
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  /** A key to make requests with in place of the token. */
  TWILIO_API_KEY?: string;
  TWILIO_API_SECRET?: string;
  TWILIO_BASE_URL?: string;
  TWILIO_LOOKUP_BASE_URL?: string;
  /** Takes the place of every push service; for tests and proxies. */
  PUSH_BASE_URL?: string;
  /** A TURN key of Cloudflare Realtime; without it calls have no relay. */
  TURN_KEY_ID?: string;
  TURN_KEY_TOKEN?: string;
  TURN_BASE_URL?: string;
  /** An SFU application of Cloudflare Realtime; without it broadcasts go from browser to browser. */
  SFU_APP_ID?: string;
  SFU_APP_SECRET?: string;
  SFU_BASE_URL?: string;
  /** A RealtimeKit application and a token that may administer it; without it group calls go from browser to browser. */
  REALTIMEKIT_ACCOUNT_ID?: string;
  REALTIMEKIT_APP_ID?: string;
  REALTIMEKIT_TOKEN?: string;
  REALTIMEKIT_BASE_URL?: string;
  /** Where the key is that RealtimeKit signs its webhooks with. */
  REALTIMEKIT_KEY_URL?: string;
}

declare global {
  namespace Cloudflare {
    interface Env extends ForeignEnv {}
  }
}
type ForeignEnv = Env;
