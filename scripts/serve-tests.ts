/** The built app for browser tests: always begins with nothing. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './processes.ts';
import { CannotServe, serve } from './serve.ts';

/** Only what is wrong; the tests say the rest. */
function tellErrors(text: string): void {
  if (/\[ERROR\]|"level":"error"|Uncaught/.test(text)) process.stdout.write(text);
}

/** A second server beside that of all tests has data of its own, and other variables as JSON. */
const { E2E_STATE: state = '.tmp/e2e-state', E2E_VARS = '{}' } = process.env;
rmSync(join(root, state), { recursive: true, force: true });
try {
  const port = Number(process.env.E2E_PORT ?? 8791);
  // Pushes go to the stand-in of scripts/serve-foreign.ts: there are no push services here.
  // Nobody waits half an hour for a mail here.
  // Nor a minute for somebody who has left a call or a broadcast; a page that is loaded anew takes less.
  const vars = {
    PUSH_BASE_URL: `http://localhost:${port + 1}/push`,
    DIGEST_SECONDS: '1',
    CALL_PATIENCE_SECONDS: '10',
    BROADCAST_PATIENCE_SECONDS: '10',
    ...(JSON.parse(E2E_VARS) as Record<string, string>),
  };
  const served = await serve({ port, state, vars, log: tellErrors });
  served.process.on('close', (code) => process.exit(code ?? 0));
} catch (error) {
  if (error instanceof CannotServe) fail(error.message);
  throw error;
}
