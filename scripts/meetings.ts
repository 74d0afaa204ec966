/** What Foyer's meetings need in a RealtimeKit application: the presets, and that it is told what happens in them. */
import { VideoFailure } from '../worker/video/failure.ts';
import { realtimeKitPort } from '../worker/video/realtimekit.ts';
import { fail } from './processes.ts';

const HINTS = {
  gone: 'There is no such application in this account.',
  refused: 'The token may not do that: it needs the permission “Realtime Admin” for this account.',
  later: 'Try again later.',
  unsure: 'Try again later.',
};

export interface Application {
  accountId: string;
  appId: string;
  token: string;
  /** Where this installation is reached. */
  url: string;
}

/** Makes it, or brings it up to date, and tells what was done. */
export async function prepareMeetings({ url, ...application }: Application): Promise<void> {
  try {
    const port = realtimeKitPort({ ...application, baseUrl: process.env.REALTIMEKIT_BASE_URL });
    const { made, updated } = await port.setUp();
    for (const name of made) console.log(`${name}: made`);
    for (const name of updated) console.log(`${name}: brought up to date`);
    // RealtimeKit reaches no machine of one's own.
    if (!url.startsWith('https://')) return;
    await port.tell(`${url}/hooks/realtimekit`);
    console.log('webhook: set');
  } catch (error) {
    if (!(error instanceof VideoFailure)) throw error;
    fail(`${error.message}. ${HINTS[error.reason]}`);
  }
}
