/** The built app for browser tests: always begins with nothing. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './processes.ts';
import { CannotServe, serve } from './serve.ts';

/** Only what is wrong; the tests say the rest. */
function tellErrors(text: string): void {
  if (/\[ERROR\]|"level":"error"|Uncaught/.test(text)) process.stdout.write(text);
}

const STATE = '.tmp/e2e-state';
rmSync(join(root, STATE), { recursive: true, force: true });
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
  };
  const served = await serve({ port, state: STATE, vars, log: tellErrors });
  served.process.on('close', (code) => process.exit(code ?? 0));
} catch (error) {
  if (error instanceof CannotServe) fail(error.message);
  throw error;
}
