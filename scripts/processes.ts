/** Running our tools: without network, with their output kept for when it is needed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const environment = {
  ...process.env,
  // The tools neither ask questions nor look for news.
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_UPDATE_NOTIFIER: '1',
};

/** ms in which a tool that is asked to end has to be gone. */
const ENDS_WITHIN = 3_000;

/** Nothing we started outlives us, however we end. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) signalTool(child, 'SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    await Promise.all([...running].map((child) => endTool(child)));
    process.exit(1);
  });
}

/** Starts a tool of node_modules/.bin, or of a path, in a process group of its own, so that all of it can be ended. */
export function startTool(name: string, args: string[], onOutput: (text: string) => void, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(name.startsWith('/') ? name : join(root, 'node_modules', '.bin', name), args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, ...env },
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  child.stdout.on('data', (data: Buffer) => onOutput(data.toString()));
  child.stderr.on('data', (data: Buffer) => onOutput(data.toString()));
  return child;
}

/** Ends a tool and what it started; resolves when all of it is gone. What does not go when asked to is ended the hard way. */
export async function endTool(child: ChildProcess, within = ENDS_WITHIN): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  signalTool(child, 'SIGTERM');
  const patience = setTimeout(() => signalTool(child, 'SIGKILL'), within);
  await closed;
  clearTimeout(patience);
  // What it started may still see to its own end, after it.
  signalTool(child, 'SIGKILL');
  for (let n = 0; n < 100 && signalTool(child, 0); n++) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Tells a tool and what it started; answers whether anything of it is there. */
export function signalTool({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

export interface Result {
  code: number;
  output: string;
}

/** Runs a tool to its end. */
export function runTool(name: string, args: string[], env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve) => {
    let output = '';
    const child = startTool(name, args, (text) => (output += text), env);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Says what went wrong, and ends. */
export function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
