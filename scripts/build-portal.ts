/** The client portal: one page below /portal/, or on a host of its own, where the Worker answers its addresses. */
import { join } from 'node:path';
import { build } from 'vite';
import { firstLoad, type Weight } from './build.ts';
import { root } from './processes.ts';

/** Builds into `portal` of `out`. */
export async function buildPortal(out: string): Promise<Weight> {
  await build({
    configFile: false,
    root: join(root, 'dashboard/portal'),
    // On every host: addresses of files begin at its root.
    base: '/portal/',
    publicDir: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: join(out, 'portal'), emptyOutDir: true, assetsInlineLimit: 0 },
  });
  return { name: 'client portal, first load', bytes: firstLoad(out, 'portal'), limit: 60 * 1024 };
}
