/** The built app on this machine, on the production runtime: local database, then wrangler. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root, runTool, startTool } from './processes.ts';

/** ms */
const ANSWERS_WITHIN = 60_000;

/** Where local data lives. */
export const STATE = '.wrangler/state';

/** What cannot be started, in words for the person at the terminal. */
export class CannotServe extends Error {}

export interface Served {
  url: string;
  process: ChildProcess;
}

export interface ServeOptions {
  port: number;
  state?: string;
  /** Variables of the Worker besides those of wrangler.toml. */
  vars?: Record<string, string>;
  log?: (text: string) => void;
}

/** Migrates and serves; resolves when it answers. Throws `CannotServe`. */
export async function serve({ port, state = STATE, vars = {}, log }: ServeOptions): Promise<Served> {
  if (!existsSync(join(root, 'dist/public/w.js')) || !existsSync(join(root, 'dist/public/app/index.html'))) {
    throw new CannotServe('There is no build: run `npm run build` first.');
  }
  if (!(await isFree(port))) throw new CannotServe(`Port ${port} is taken. Free it, or choose another: PORT=8800 npm start`);
  keepSecrets();
  const migrated = await runTool('wrangler', ['d1', 'migrations', 'apply', 'foyer', '--local', '--persist-to', state]);
  if (migrated.code !== 0) throw new CannotServe(`The local database could not be migrated:\n${migrated.output}`);

  const url = `http://localhost:${port}`;
  let output = '';
  const args = ['dev', '--port', `${port}`, '--persist-to', state, '--var', `PUBLIC_URL:${url}`, '--show-interactive-dev-session=false'];
  for (const [name, value] of Object.entries(vars)) args.push('--var', `${name}:${value}`);
  const child = startTool('wrangler', args, (text) => {
    output = (output + text).slice(-20_000);
    log?.(text);
  });
  const ended = new Promise<never>((_, reject) => {
    child.on('close', () => reject(new CannotServe(`The Worker did not start:\n${output}`)));
  });
  ended.catch(() => undefined);
  await Promise.race([answers(`${url}/api/health`), ended]);
  return { url, process: child };
}

/** Secrets of this machine, made once. */
function keepSecrets(): void {
  const file = join(root, '.dev.vars');
  if (existsSync(file)) return;
  writeFileSync(file, `ENVIRONMENT=development\nSECRET=${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
}

/** Whether nobody listens on a port, at any of this machine's addresses. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      // A machine without IPv6 has nobody listening there.
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
      server.listen(port, host, () => server.close(() => resolve(true)));
    });
    if (!free) return false;
  }
  return true;
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + ANSWERS_WITHIN;
  while (Date.now() < until) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new CannotServe(`The Worker started but does not answer at ${url}.`);
}
