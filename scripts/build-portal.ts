/** The client portal: one page below /portal/, or on a host of its own, where the Worker answers its addresses. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { firstLoad, gzipped, type Weight } from './build.ts';
import { root } from './processes.ts';

/** Builds into `portal` of `out`. Answers what is loaded before anything shows, and with it what an open room needs. */
export async function buildPortal(out: string): Promise<Weight[]> {
  await build({
    configFile: false,
    root: join(root, 'dashboard/portal'),
    // On every host: addresses of files begin at its root.
    base: '/portal/',
    publicDir: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: join(out, 'portal'), emptyOutDir: true, assetsInlineLimit: 0, manifest: 'parts.json' },
  });
  const first = firstLoad(out, 'portal');
  return [
    { name: 'client portal, first load', bytes: first, limit: 60 * 1024 },
    { name: 'client portal, with a room', bytes: first + more(join(out, 'portal'), 'rooms/page.tsx'), limit: 64 * 1024 },
  ];
}

interface Part {
  file: string;
  imports?: string[];
  css?: string[];
}

/** Weight of what a page needs that the first load does not have. */
function more(folder: string, page: string): number {
  const list = join(folder, 'parts.json');
  const parts = JSON.parse(readFileSync(list, 'utf8')) as Record<string, Part>;
  rmSync(list);
  const filesOf = (name: string, seen = new Set<string>()): Set<string> => {
    const { file, imports = [], css = [] } = parts[name]!;
    if (seen.has(file)) return seen;
    for (const one of [file, ...css]) seen.add(one);
    for (const other of imports) filesOf(other, seen);
    return seen;
  };
  const had = filesOf('index.html');
  return [...filesOf(page)].reduce((sum, file) => sum + (had.has(file) ? 0 : gzipped(readFileSync(join(folder, file)))), 0);
}
