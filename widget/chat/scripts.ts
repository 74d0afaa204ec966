/** Scripts that the chat loads when they are wanted, each in its own language. */
import { language } from './i18n.ts';

/** Set by the build: what the file names end with. */
declare const CALL_BUILD: string;
declare const CAST_BUILD: string;

const RETRY_AFTER = 3_000;
const loading = new Map<string, Promise<void>>();

/** Loads a script, once; a page without network gets it later. */
export function load(address: string): Promise<void> {
  const known = loading.get(address);
  if (known) return known;
  const made = new Promise<void>((resolve) => {
    const fetchScript = () => {
      const script = document.createElement('script');
      script.src = address;
      script.onload = () => resolve();
      script.onerror = () => setTimeout(fetchScript, RETRY_AFTER);
      document.head.append(script);
    };
    fetchScript();
  });
  loading.set(address, made);
  return made;
}

export const loadCall = (base: string) => load(`${base}/w/call-${language}-${CALL_BUILD}.js`).then(() => window.foyerCall!);
export const loadCast = (base: string) => load(`${base}/w/cast-${language}-${CAST_BUILD}.js`).then(() => window.foyerCast!);
