/** `npm run chaos`: the fault test with many more seeds than `npm test` plays. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './processes.ts';

const child = spawn(join(root, 'node_modules/.bin/vitest'), ['run', '--project', 'workerd', 'worker/room/chaos', '--testTimeout=3600000'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHAOS_RUNS: process.argv[2] ?? '10000' },
});
child.on('exit', (code) => process.exit(code ?? 1));
