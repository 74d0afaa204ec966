import type { Env } from '../env.ts';
import type { SignedInClient } from '../portal/session.ts';
import type { SignedIn } from './session.ts';

/** What Hono carries through a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** In every log line and in the answer's `x-request-id`. */
    requestId: string;
    /** Set by `requireSession` and those that build on it. */
    signedIn: SignedIn;
    /** The request came to the host of a portal. */
    portalHost?: boolean;
    /** Set by `requireClient`. */
    client: SignedInClient;
  };
}
