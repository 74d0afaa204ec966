/** A Chromium for tests and pictures: the system's, or else the one that comes with an npm package. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of the executable; sets what it needs in this process's environment, which browsers started from here inherit. */
export async function browserPath(): Promise<string> {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  // The package unpacks its libraries only where it believes to be needed; this name makes it do so on any Linux.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  mkdirSync(tmpdir(), { recursive: true });
  const path = await chromium.executablePath();
  const libraries = [join(tmpdir(), 'al2023', 'lib'), join(tmpdir(), 'al2', 'lib')].filter((folder) => existsSync(folder));
  process.env.LD_LIBRARY_PATH = [...libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return path;
}

/** Arguments that make it run anywhere, with made-up devices and nothing that calls out. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // Calls between two pages here need no network.
  '--allow-loopback-in-peer-connection',
];
