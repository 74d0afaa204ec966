/**
 * `npm run reindex`: builds the search index of an account anew, and shows how far it is. As the demo account's owner at a running `npm start`, or at
 * `URL` as the owner or admin `EMAIL`, whose password (`PASSWORD`), and code if there is a second factor, are asked for.
 */
import { createInterface } from 'node:readline/promises';
import type { SearchProgress } from '../protocol/search.ts';
import { fail } from './processes.ts';

const HOST = (process.env.URL ?? `http://localhost:${process.env.PORT ?? 8787}`).replace(/\/$/, '');
const EMAIL = process.env.EMAIL ?? (process.env.URL ? '' : 'ada@demo.example');
const DEMO_PASSWORD = 'demo-demo-demo';
/** How often it is asked how far it is, ms. */
const LOOK = 1_000;

const cookies = new Map<string, string>();

async function call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(`${HOST}/api${path}`, {
    method,
    headers: {
      origin: HOST,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch(() => fail(`Nothing answers at ${HOST}.`));
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (name) cookies.set(name, value ?? '');
  }
  const answer = (await response.json()) as T & { detail?: string; title?: string };
  if (!response.ok) fail(`${path}: ${answer.detail ?? answer.title ?? response.status}`);
  return answer;
}

async function ask(what: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`${what}: `);
  lines.close();
  return answer.trim();
}

const email = EMAIL || (await ask('Email'));
const password = process.env.PASSWORD ?? (process.env.URL ? await ask('Password') : DEMO_PASSWORD);
const { code } = await call<{ code?: true }>('POST', '/sign-in', { email, password });
if (code) await call('POST', '/sign-in/code', { code: await ask('Code') });
await call('POST', '/search/index', {});
for (;;) {
  const { rooms, done, running } = await call<SearchProgress>('GET', '/search/index');
  process.stdout.write(`\r${done} of ${rooms} rooms`);
  if (!running) break;
  await new Promise((resolve) => setTimeout(resolve, LOOK));
}
await call('POST', '/sign-out', {});
console.log('\nThe index is built.');
