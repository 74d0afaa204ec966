/**
 * `npm run video:setup`: makes in a RealtimeKit application what Foyer's meetings need there, the presets, or brings it up to date. Safe to run again.
 * Takes `REALTIMEKIT_ACCOUNT_ID`, `REALTIMEKIT_APP_ID` and `REALTIMEKIT_TOKEN` from the environment, or asks for them.
 */
import { createInterface } from 'node:readline/promises';
import { VideoFailure } from '../worker/video/failure.ts';
import { realtimeKitPort } from '../worker/video/realtimekit.ts';
import { fail } from './processes.ts';

const HINTS = {
  gone: 'There is no such application in this account.',
  refused: 'The token may not do that: it needs the permission “Realtime Admin” for this account.',
  later: 'Try again later.',
  unsure: 'Try again later.',
};

async function given(name: string, what: string): Promise<string> {
  const found = process.env[name];
  if (found) return found;
  if (!process.stdin.isTTY) fail(`${name} is missing.`);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`${what}: `);
  lines.close();
  return answer.trim() || fail(`${name} is missing.`);
}

const accountId = await given('REALTIMEKIT_ACCOUNT_ID', 'Id of the Cloudflare account');
const appId = await given('REALTIMEKIT_APP_ID', 'Id of the RealtimeKit application');
const token = await given('REALTIMEKIT_TOKEN', 'Token');
try {
  const { made, updated } = await realtimeKitPort({ accountId, appId, token, baseUrl: process.env.REALTIMEKIT_BASE_URL }).setUp();
  for (const name of made) console.log(`${name}: made`);
  for (const name of updated) console.log(`${name}: brought up to date`);
} catch (error) {
  if (!(error instanceof VideoFailure)) throw error;
  fail(`${error.message}. ${HINTS[error.reason]}`);
}
