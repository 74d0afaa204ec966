import type { Env } from '../env.ts';
import { VideoFailure } from './failure.ts';
import type { Media } from './media.ts';
import { sfuOf } from './provider.ts';

/**
 * Stops media at the SFU, when nobody is to get them any more. Nothing waits for it, and what fails is left: the SFU drops by itself what sends
 * nothing. Never throws.
 */
export async function closeMedia(env: Env, gone: readonly (Media | null | undefined)[]): Promise<void> {
  const sfu = sfuOf(env);
  for (const media of gone) {
    try {
      const mids = media?.tracks.map(({ mid }) => mid) ?? [];
      if (sfu && media && mids.length > 0) await sfu.close(media.session, mids);
    } catch (error) {
      // A session that is over has nothing open.
      if (!(error instanceof VideoFailure) || error.reason === 'gone') continue;
      console.warn(JSON.stringify({ level: 'warn', part: 'broadcast', event: 'media not closed', reason: error.message }));
    }
  }
}
