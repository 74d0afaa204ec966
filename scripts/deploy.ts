/** `npm run deploy`: makes what is missing in the Cloudflare account, migrates, builds, deploys. Safe to run again. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { BuildFailed, build } from './build.ts';
import { prepareMeetings } from './meetings.ts';
import { fail, root } from './processes.ts';

/** The configuration with this account's database; made for each deployment, kept out of git. */
const CONFIG = 'wrangler.deploy.toml';

/** Parts of Cloudflare Realtime, each of them optional: what is asked for, by the secret it is kept as. */
const VIDEO = [
  {
    what: 'calls through firewalls',
    keys: { TURN_KEY_ID: 'Id of a TURN key (empty: as it is, or calls connect directly)', TURN_KEY_TOKEN: 'Its API token' },
  },
  {
    what: 'broadcasts to thousands',
    keys: { SFU_APP_ID: 'Id of an SFU application (empty: as it is, or broadcasts go to 12 viewers)', SFU_APP_SECRET: 'Its secret' },
  },
  {
    what: 'calls of more than four',
    keys: {
      REALTIMEKIT_APP_ID: 'Id of a RealtimeKit application (empty: as it is, or calls are of four people)',
      REALTIMEKIT_ACCOUNT_ID: 'Id of its Cloudflare account',
      REALTIMEKIT_TOKEN: 'An API token with the permission “Realtime Admin”',
    },
  },
];

interface Ran {
  code: number;
  output: string;
}

function wrangler(args: string[], input?: string): Promise<Ran> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(join(root, 'node_modules/.bin/wrangler'), args, {
      cwd: root,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', (data: Buffer) => (output += data));
    child.stderr?.on('data', (data: Buffer) => (output += data));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.stdin?.end(input);
  });
}

async function must(what: string, args: string[], input?: string): Promise<string> {
  console.log(`${what} …`);
  const { code, output } = await wrangler(args, input);
  if (code !== 0) fail(`${what} did not work:\n${output}`);
  return output;
}

/** Makes something, or finds it there already. */
async function ensure(what: string, args: string[]): Promise<void> {
  console.log(`${what} …`);
  const { code, output } = await wrangler(args);
  if (code !== 0 && !/already (exists|taken)|\[code: (10004|11009)\]/i.test(output)) fail(`${what} did not work:\n${output}`);
}

const who = await wrangler(['whoami']);
if (who.code !== 0 || /not authenticated/i.test(who.output))
  fail('You are not signed in: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.');

await ensure('Database', ['d1', 'create', 'foyer']);
const databases = JSON.parse(await must('Looking up the database', ['d1', 'list', '--json'])) as { name: string; uuid: string }[];
const database = databases.find(({ name }) => name === 'foyer');
if (!database) fail('The database “foyer” was not found in this account.');
await ensure('Bucket', ['r2', 'bucket', 'create', 'foyer-files']);
for (const queue of ['foyer-mail', 'foyer-statistics', 'foyer-push', 'foyer-video', 'foyer-phone'])
  for (const name of [queue, `${queue}-dead`]) await ensure(`Queue ${name}`, ['queues', 'create', name]);

const ask = createInterface({ input: process.stdin, output: process.stdout });
const url = process.env.PUBLIC_URL ?? (await ask.question('Address of this installation, like https://chat.example.com: '));
if (!URL.canParse(url) || new URL(url).origin !== url) fail('The address is an origin: https, a host, and no slash at the end.');
const from = process.env.MAIL_FROM ?? (await ask.question('Sender of mail, like Foyer <hello@example.com>: '));
const replies =
  process.env.REPLY_DOMAIN ?? (await ask.question('Domain whose mail comes to this Worker (empty: mails are not answered by mail): '));
const mailKey = process.env.RESEND_API_KEY ?? (await ask.question('Key of Resend (empty: mail stays in the outbox): '));
const video: Record<string, string> = {};
for (const { what, keys } of VIDEO) {
  for (const [name, question] of Object.entries(keys)) {
    const answer = process.env[name] ?? (await ask.question(`${question}: `));
    // Without the first the others are of no use.
    if (!answer) break;
    video[name] = answer.trim();
  }
  const missing = Object.keys(keys).filter((name) => !video[name]);
  if (missing.length > 0 && missing.length < Object.keys(keys).length) fail(`For ${what}, ${missing.join(' and ')} is missing.`);
}
ask.close();

const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  .replace(/database_id = ".*"/, `database_id = "${database.uuid}"`)
  .replace(/PUBLIC_URL = ".*"/, `PUBLIC_URL = ${JSON.stringify(url)}`)
  .replace(/MAIL_FROM = ".*"/, `MAIL_FROM = ${JSON.stringify(from)}`)
  .replace(/REPLY_DOMAIN = ".*"/, `REPLY_DOMAIN = ${JSON.stringify(replies)}`);
writeFileSync(join(root, CONFIG), config);

console.log('Building …');
await build().catch((error: unknown) => fail(error instanceof BuildFailed ? error.message : String(error)));
await must('Migrating', ['d1', 'migrations', 'apply', 'foyer', '--remote', '--config', CONFIG]);
await must('Deploying', ['deploy', '--config', CONFIG]);
const secrets = JSON.parse(await must('Secrets', ['secret', 'list', '--config', CONFIG])) as { name: string }[];
// Made once: another one would sign everybody out and open no conversation any more.
if (!secrets.some(({ name }) => name === 'SECRET')) {
  await must('Making the signing secret', ['secret', 'put', 'SECRET', '--config', CONFIG], randomBytes(32).toString('hex'));
}
if (mailKey) await must('Keeping the mail key', ['secret', 'put', 'RESEND_API_KEY', '--config', CONFIG], mailKey);
for (const [name, value] of Object.entries(video)) await must(`Keeping ${name}`, ['secret', 'put', name, '--config', CONFIG], value);
const { REALTIMEKIT_APP_ID: appId, REALTIMEKIT_ACCOUNT_ID: accountId, REALTIMEKIT_TOKEN: token } = video;
if (appId && accountId && token) await prepareMeetings({ appId, accountId, token, url });
console.log(`\nFoyer is deployed: ${url}/app/\n`);
