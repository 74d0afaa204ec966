/** The file a page embeds: `<script async src="https://HOST/w.js" data-site="KEY"></script>`. */
import type { Entry } from './entry.ts';
import { makeWidget } from './widget.ts';

const script = document.currentScript as HTMLScriptElement;
const { site, listing, consent } = script.dataset;
const base = new URL(script.src).origin;

if (consent) {
  // Pages that ask first are few: what they need besides is in a loader of their own.
  const other = document.createElement('script');
  other.src = `${base}/w/consent.js`;
  document.head.append(other);
} else if (site && !window.Foyer?.on) {
  const earlier = window.Foyer?.q ?? [];
  const { api, start } = makeWidget(base, site, listing);
  const call: Entry = (name, ...args) => {
    (api as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(...args);
    if (name === 'destroy') window.Foyer = undefined;
  };
  call.on = true;
  window.Foyer = call;
  start();
  for (const kept of earlier) call(...kept);
}
