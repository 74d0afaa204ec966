/** `npm start`: builds, serves, makes the demo account. `npm run dev` (`--watch`) also rebuilds on change. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { BuildFailed, build } from './build.ts';
import { fail, root } from './processes.ts';
import { CannotServe, serve } from './serve.ts';

const port = Number(process.env.PORT ?? 8787);
const watching = process.argv.includes('--watch');

try {
  console.log('Building …');
  await build();
  console.log('Starting …');
  const served = await serve({ port, log: tellErrors });
  const seeded = await fetch(`${served.url}/dev/seed`, { method: 'POST', headers: { origin: served.url } });
  if (!seeded.ok) throw new CannotServe(`The demo account could not be made: ${await seeded.text()}`);
  const { users, account, client } = (await seeded.json()) as {
    users: { email: string; password: string }[];
    account: string;
    client: { email: string };
  };
  if (watching) rebuildOnChange();
  served.process.on('close', (code) => process.exit(code ?? 0));
  console.log(`
  Foyer is ready.

  A page with the embed   ${served.url}/demo/
  A portal with listings  ${served.url}/demo/portal/
  The dashboard           ${served.url}/app/
    sign in as            ${users.map(({ email }) => email).join(', ')}
    password              ${users[0]?.password}
  The client portal       ${served.url}/portal/${account}
    sign in as            ${client.email}, with the same password
  Mail that was sent      ${served.url}/dev/outbox
  A phone to play with    ${served.url}/dev/phone
${watching ? '\n  Rebuilds on change.' : ''}
  Ctrl-C ends it. The data stays; \`npm run reset\` clears it.
`);
} catch (error) {
  if (error instanceof CannotServe || error instanceof BuildFailed) fail(error.message);
  throw error;
}

/** Of the server's output only what needs a person: requests that went well do not. */
function tellErrors(text: string): void {
  for (const line of text.split('\n'))
    if (/error|✘|uncaught|warn.*"level"/i.test(line) && !/GET|POST|PUT|DELETE/.test(line)) console.log(line);
}

/** Builds again when a source of the pages changes; the Worker reloads by itself. */
function rebuildOnChange(): void {
  let running = false;
  let again = false;
  const rebuild = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    await build().then(
      () => console.log('Rebuilt.'),
      (error: unknown) => console.error(error instanceof BuildFailed ? error.message : error),
    );
    running = false;
    if (again) {
      again = false;
      void rebuild();
    }
  };
  for (const folder of ['widget', 'dashboard', 'protocol', 'demo']) watch(join(root, folder), { recursive: true }, () => void rebuild());
}
