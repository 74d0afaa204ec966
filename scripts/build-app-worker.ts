/** The app's service worker: one classic script that knows the files of this build. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { gzipped, type Weight } from './build.ts';
import { root } from './processes.ts';

/** What works without a network: code, styles and the icon. Anything large stays behind until it is asked for. */
const KEPT = ['assets/*.js', 'assets/*.css', 'icon.svg', 'icon-192.png'];

/** Builds into `app`, where the dashboard already is. */
export async function buildAppWorker(app: string): Promise<Weight> {
  const files = KEPT.flatMap((pattern) => globSync(pattern, { cwd: app })).sort();
  const hash = createHash('sha256');
  for (const file of ['index.html', ...files]) hash.update(file).update(readFileSync(join(app, file)));
  const result = await build({
    configFile: false,
    root: join(root, 'dashboard'),
    logLevel: 'error',
    publicDir: false,
    define: {
      __BUILD__: JSON.stringify(hash.digest('hex').slice(0, 12)),
      __FILES__: JSON.stringify(files.map((file) => `/app/${file}`)),
    },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(root, 'dashboard/phone/worker/main.ts'), formats: ['iife'], name: 'foyer_', fileName: () => 'sw.js' },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as { output: { type: string; code?: string }[] }[];
  const code = output!.output.find(({ type }) => type === 'chunk')!.code!;
  writeFileSync(join(app, 'sw.js'), code);
  return { name: 'app service worker', bytes: gzipped(code), limit: 6 * 1024 };
}
