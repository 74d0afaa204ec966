/** `npm run build`: the dashboard, the widget and the demo pages into dist/public, within their budgets. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as viteBuild } from 'vite';
import { buildAppWorker } from './build-app-worker.ts';
import { buildPortal } from './build-portal.ts';
import { buildWidget } from './build-widget.ts';
import { root } from './processes.ts';

const OUT = join(root, 'dist/public');

/** What has to be mended before there is a build, in words for the person at the terminal. */
export class BuildFailed extends Error {}

/** A weight in bytes of gzip, and what it may be at most. */
export interface Weight {
  name: string;
  bytes: number;
  limit: number;
}

export const gzipped = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).byteLength;

/** Headers of static files: names with a hash never change, the loader is looked after every five minutes. */
const HEADERS = `/w.js
  Cache-Control: public, max-age=300
  Access-Control-Allow-Origin: *
/w/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
/w/consent.js
  ! Cache-Control
  Cache-Control: public, max-age=300
/w/preview*
  ! Cache-Control
  Cache-Control: no-cache
/w/latest/*
  ! Cache-Control
  Cache-Control: no-cache
/app/*
  Content-Security-Policy: default-src 'self'; connect-src 'self' https://*.realtime.cloudflare.com wss://*.realtime.cloudflare.com; worker-src 'self' blob:; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
/app/sw.js
  Cache-Control: no-cache
/app/assets/*
  Cache-Control: public, max-age=31536000, immutable
/portal/assets/*
  Cache-Control: public, max-age=31536000, immutable
  X-Content-Type-Options: nosniff
`;

/** Builds everything; throws `BuildFailed` with what is wrong. Answers the weights. */
export async function build(): Promise<Weight[]> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  try {
    const widget = await buildWidget(OUT);
    await viteBuild({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
    const appWorker = await buildAppWorker(join(OUT, 'app'));
    const portal = await buildPortal(OUT);
    cpSync(join(root, 'demo'), join(OUT, 'demo'), { recursive: true });
    writeFileSync(join(OUT, '_headers'), HEADERS);
    const dashboard = { name: 'dashboard, first load', bytes: firstLoad(OUT, 'app'), limit: 120 * 1024 };
    const weights = [...widget, appWorker, dashboard, ...portal];
    const heavy = weights.filter(({ bytes, limit }) => bytes > limit);
    if (heavy.length > 0) throw new BuildFailed(`Too heavy:\n${heavy.map(line).join('\n')}`);
    return weights;
  } catch (error) {
    if (error instanceof BuildFailed) throw error;
    throw new BuildFailed(`The build failed: ${error instanceof Error ? error.message : error}`);
  }
}

/** Everything the page of `app` or `portal` asks for before it shows: what the page itself names, and the page. */
export function firstLoad(out: string, part: string): number {
  const page = readFileSync(join(out, part, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/(\w+)\/(assets\/[^"]+)"/g)].flatMap(([, from, file]) => (from === part ? [file!] : []));
  return gzipped(page) + [...new Set(named)].reduce((sum, file) => sum + gzipped(readFileSync(join(out, part, file))), 0);
}

const line = ({ name, bytes, limit }: Weight): string =>
  `  ${name.padEnd(28)} ${(bytes / 1024).toFixed(2).padStart(8)} KB gzip, at most ${limit / 1024} KB`;

if (process.argv[1] === import.meta.filename) {
  try {
    console.log((await build()).map(line).join('\n'));
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
