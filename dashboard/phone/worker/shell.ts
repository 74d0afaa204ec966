/**
 * The app without a network: its page and the files of this build, kept under the build's name. A page that can be had from the network comes
 * from there, so nobody is served yesterday's code; files have their content in their names, so those that are kept are always right.
 */
declare const self: ServiceWorkerGlobalScope;

/** Made by the build: its name, and the files it consists of. */
declare const __BUILD__: string;
declare const __FILES__: readonly string[];

const PREFIX = 'foyer-app-';
const CACHE = PREFIX + __BUILD__;
const PAGE = '/app/';
/** How long a page is waited for when there is one at hand, ms. */
const PATIENCE = 5_000;

/** Keeps this build, all of it or nothing: half of it would not start. */
export async function keepBuild(): Promise<void> {
  const page = await fetch(PAGE, { cache: 'reload' });
  const html = await page.clone().text();
  const named = [...html.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+)"/g)].map(([, file]) => file!);
  // Fetched in the middle of a deployment: the browser tries again with its next look.
  if (!page.ok || named.some((file) => !__FILES__.includes(file))) throw new Error('the page is of another build');
  const cache = await caches.open(CACHE);
  await cache.addAll(__FILES__);
  await cache.put(PAGE, page);
}

export async function dropOtherBuilds(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
}

/** The answer to a request of ours; null for everything the browser does by itself: the API, sockets, files, other methods. */
export function answer(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || !pathname.startsWith(PAGE)) return null;
  if (request.mode === 'navigate') return page(request);
  return __FILES__.includes(pathname) ? file(request) : null;
}

async function page(request: Request): Promise<Response> {
  const network = fetch(request);
  const kept = await caches.match(PAGE, { cacheName: CACHE });
  if (!kept) return network;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([network.catch(() => kept), late]);
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}
