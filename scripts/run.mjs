// `node scripts/run.mjs NAME …` runs scripts/NAME.ts on a Node that can: the one that came with `npm ci`, or our own when it is 22.18 or newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packaged = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
const [major, minor] = process.versions.node.split('.').map(Number);
const node = existsSync(packaged) ? packaged : process.execPath;

if (node === process.execPath && (major < 22 || (major === 22 && minor < 18))) {
  console.error(
    existsSync(join(root, 'node_modules'))
      ? `Node ${process.versions.node} is too old here: 22.18 or newer is needed on this system.`
      : 'The packages are not installed: run `npm ci` first.',
  );
  process.exit(1);
}

const [name, ...args] = process.argv.slice(2);
const child = spawn(node, [join(root, 'scripts', `${name}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter), NODE_NO_WARNINGS: '1' },
});
// The child sees the terminal's signals itself; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// Whoever started us may go without a word (a script that ends npm, for one): nothing is left running then.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1000).unref();
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
