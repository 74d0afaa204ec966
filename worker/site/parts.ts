/** What the parts of a site share: each looks after one thing, and all of them live in the same object. */
import type { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import type { SiteConfig } from './config.ts';
import type { Presence } from './presence.ts';

export interface Parts {
  ctx: DurableObjectState;
  env: Env;
  timers: Timers;
  presence: Presence;
  /** Null while the site was never configured. */
  config: () => SiteConfig | null;
}
