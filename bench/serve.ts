/** The bench's Worker under `workerd serve`: no proxy in between, storage on disk. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { endTool, root, signalTool, startTool } from '../scripts/processes.ts';

const OBJECTS = { ROOM: 'Room', SITE: 'Site', DESK: 'Desk', BARE: 'Bare', COUNTER: 'Counter' };

/** Limits that keep one person from filling a room are lifted: the bench is that person. */
const LIFTED = /(socketsPerPerson|commandBurst|commandsPerSecond|frameBurst|framesPerSecond|owed): [\w.]+/g;

export async function serveBench(port: number): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = join(root, '.tmp/bench');
  rmSync(folder, { recursive: true, force: true });
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      {
        name: 'lift-limits',
        transform: (code, id) => (id.endsWith('/protocol/limits.ts') ? code.replace(LIFTED, '$1: 1e9') : null),
      },
    ],
    build: {
      ssr: true,
      outDir: folder,
      target: 'es2024',
      minify: false,
      rolldownOptions: {
        input: join(root, 'bench/worker.ts'),
        external: [/^cloudflare:/, /^node:/],
        output: { entryFileNames: 'worker.js' },
      },
    },
    ssr: { noExternal: true },
  });
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'config.capnp'), config(port, join(folder, 'data')));
  const child = startTool('workerd', ['serve', join(folder, 'config.capnp')], (text) => process.stderr.write(text));
  // It waits for sockets to close when it is asked to end, and a bench that fails has no time to see to it.
  process.on('exit', () => signalTool(child, 'SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  return { url, stop: () => endTool(child) };
}

const config = (port: number, data: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "disk", disk = (path = "${data}", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-10-01",
  durableObjectNamespaces = [
${Object.values(OBJECTS)
  .map((name) => `    (className = "${name}", uniqueKey = "${name}", enableSql = true),`)
  .join('\n')}
  ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
${Object.entries(OBJECTS)
  .map(([binding, name]) => `    (name = "${binding}", durableObjectNamespace = "${name}"),`)
  .join('\n')}
    (name = "STATISTICS", queue = "main"),
    (name = "SECRET", text = "a secret for the bench, longer than thirty-two characters"),
  ],
);
`;

async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    if ((await fetch(url).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('workerd did not start');
}
