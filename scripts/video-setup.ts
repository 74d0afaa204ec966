/**
 * `npm run video:setup`: makes in a RealtimeKit application what Foyer's meetings need there, the presets and a webhook, or brings it up to date. Safe to run again.
 * Takes `REALTIMEKIT_ACCOUNT_ID`, `REALTIMEKIT_APP_ID`, `REALTIMEKIT_TOKEN` and `PUBLIC_URL` from the environment, or asks for them.
 */
import { createInterface } from 'node:readline/promises';
import { prepareMeetings } from './meetings.ts';
import { fail } from './processes.ts';

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
const url = (await given('PUBLIC_URL', 'Address of this installation, like https://chat.example.com')).replace(/\/$/, '');
await prepareMeetings({ accountId, appId, token, url });
