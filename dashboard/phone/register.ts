/** The page's side of the service worker: registers it, looks for new builds, and loads the page anew when it has become old. */
import { loadAnew } from './anew.ts';
import { openRoom } from './open.ts';
import './prompt.ts';

/** How often coming back to the page is a reason to look for a new build, ms. */
const LOOK_EVERY = 600_000;

/** The code that runs here is not the server's any more. */
let old = false;

export function startServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  let looked = Date.now();
  const look = () => {
    looked = Date.now();
    void serviceWorker.getRegistration('/app/').then((registration) => registration?.update().catch(() => undefined));
  };
  // Not awaited by anything: the app works without it.
  serviceWorker.register('/app/sw.js', { scope: '/app/' }).catch(() => undefined);
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // The very first one takes over a page of its own build.
    if (controlled) void findOld();
    controlled = true;
  });
  serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.t === 'open' && typeof data.room === 'string') openRoom(data.room);
  });
  addEventListener('online', look);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - looked > LOOK_EVERY) look();
  });
}

/** Compares this page's script with the one the server's page names now. */
async function findOld(): Promise<void> {
  const html = await fetch('/app/', { cache: 'no-store' }).then(
    (response) => (response.ok ? response.text() : null),
    () => null,
  );
  const ours = document.querySelector<HTMLScriptElement>('script[type=module]')?.src;
  const theirs = html && /<script type="module"[^>]* src="([^"]+)"/.exec(html)?.[1];
  old = !!ours && !!theirs && new URL(theirs, location.href).href !== ours;
}

/** To be called when the person goes to another page: an old one is loaded anew there, once, so that nothing they write is lost. */
export function renewed(): void {
  if (!old || !navigator.onLine) return;
  old = false;
  loadAnew();
}
