/**
 * The loader of pages with `data-consent="required"`: until the visitor agrees, here or by the page's own banner (`Foyer('consent', true)`),
 * nobody is connected and nothing is kept. The launcher shows; the chat asks. `Foyer('consent', false)` deletes what the browser keeps.
 */

import type { Availability } from '../../protocol/frames.ts';
import type { WidgetSettings } from '../../protocol/site-settings.ts';
import type { Call, Entry } from '../loader/entry.ts';
import { makeWidget, type Proof } from '../loader/widget.ts';

const { site = '', listing } = document.querySelector<HTMLScriptElement>('script[data-consent]')?.dataset ?? {};
const base = new URL((document.currentScript as HTMLScriptElement).src).origin;
const key = `foyer.${site}.consent`;

/** Pause before the site is asked again how the widget looks, ms. */
const AGAIN = 5_000;

/** What the browser may keep: nothing before the visitor agreed. */
const store = {
  get localStorage() {
    return agreed ? window.localStorage : undefined;
  },
  get sessionStorage() {
    return agreed ? window.sessionStorage : undefined;
  },
} as Pick<Window, 'localStorage' | 'sessionStorage'>;

function remembered(): boolean {
  try {
    return window.localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}

/** Deletes what Foyer keeps in this browser for this page's origin. */
function forget(): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      const kept = window[kind];
      for (const name of Object.keys(kept)) if (name.startsWith('foyer.')) kept.removeItem(name);
    } catch {
      // What cannot be reached keeps nothing.
    }
  }
}

let agreed = remembered();
let widget: ReturnType<typeof makeWidget>;
/** Whether the launcher is there without the visitor being anybody. */
let looked = false;
let isOpen = false;
/** Who the page says the visitor is: told once they agree. */
let proof: Proof | undefined;
/** What the page listens to, and its language and listing: also of a widget that is made anew. */
let standing: Call[] = [];

function make(): void {
  looked = false;
  isOpen = false;
  widget = makeWidget(base, site, listing, { consent }, store);
  widget.api.on('open', () => {
    isOpen = true;
  });
  widget.api.on('close', () => {
    isOpen = false;
  });
  for (const [name, ...args] of standing) run(name, args);
  if (agreed) widget.start();
  else void look(widget);
}

/** How the widget looks, from the site: no identifier is made or sent. A site that refuses shows nothing. */
async function look(mine: typeof widget): Promise<void> {
  try {
    const response = await fetch(`${base}/w/v1/look?site=${site}`, { credentials: 'omit' });
    if (!response.ok) return;
    const { settings, availability } = (await response.json()) as { settings: WidgetSettings; availability: Availability };
    if (mine !== widget || agreed) return;
    looked = true;
    mine.apply({ settings, availability, visitor: '', asks: true });
  } catch {
    setTimeout(() => mine === widget && !agreed && void look(mine), AGAIN);
  }
}

function consent(wanted: boolean): void {
  if (wanted === agreed) return;
  agreed = wanted;
  if (!wanted) {
    forget();
    widget.api.destroy();
    make();
    return;
  }
  try {
    window.localStorage.setItem(key, '1');
    // On the next page of this visit the chat goes on.
    if (isOpen) window.sessionStorage.setItem(`foyer.${site}.open`, '1');
  } catch {
    // Asked again on the next page.
  }
  if (looked) widget.change({ asks: false });
  widget.start();
  if (proof) void widget.api.identify(proof);
}

const run = (name: string, args: unknown[]): void =>
  (widget.api as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(...args);

if (site && !window.Foyer?.on) {
  const earlier = window.Foyer?.q ?? [];
  const call: Entry = (name, ...args) => {
    if (name === 'consent') return consent(args[0] === true);
    if (name === 'on' || name === 'language' || name === 'listing' || name === 'attributes') standing.push([name, ...args]);
    if (name === 'off') standing = standing.filter(([, event, handler]) => event !== args[0] || handler !== args[1]);
    if (name === 'identify') proof = args[0] as Proof;
    if (name !== 'identify' || agreed) run(name, args);
    if (name === 'destroy') window.Foyer = undefined;
  };
  call.on = true;
  window.Foyer = call;
  make();
  for (const kept of earlier) call(...kept);
}
