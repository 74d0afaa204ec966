/** The file a page embeds: `<script async src="https://HOST/w.js" data-site="KEY"></script>`. */
import { makeWidget } from './widget.ts';

type Call = [name: string, ...args: unknown[]];
interface Entry {
  (...call: Call): void;
  /** Calls made before this file was there. */
  q?: Iterable<Call>;
  /** The widget is on the page: a second embed line does nothing. */
  on?: true;
}
declare global {
  interface Window {
    Foyer?: Entry | undefined;
  }
}

const script = document.currentScript as HTMLScriptElement;
const { site, listing } = script.dataset;

if (site && !window.Foyer?.on) {
  const earlier = window.Foyer?.q ?? [];
  const { api, start } = makeWidget(new URL(script.src).origin, site, listing);
  const call: Entry = (name, ...args) => {
    (api as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(...args);
    if (name === 'destroy') window.Foyer = undefined;
  };
  call.on = true;
  window.Foyer = call;
  start();
  for (const kept of earlier) call(...kept);
}
