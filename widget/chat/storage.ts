/** A stand-in that forgets with the page: where the browser refuses its own, and before the visitor agreed that anything is kept. */
function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/** The page's localStorage from `useBrowser` on, as far as the browser has one. */
export let storage = memory();

export function useBrowser(): void {
  try {
    localStorage.setItem('foyer', '');
    localStorage.removeItem('foyer');
    storage = localStorage;
  } catch {
    // The browser refuses it.
  }
}

/** Keeps a text, or forgets it when it is empty. What cannot be kept is lost with the page, and nothing else. */
export function keep(key: string, text: string): void {
  try {
    if (text) storage.setItem(key, text);
    else storage.removeItem(key);
  } catch {
    // The storage is full.
  }
}

/** What was kept until the tab is closed; empty for nothing, and where nothing is kept. */
export function kept(kind: 'localStorage' | 'sessionStorage', key: string): string {
  try {
    return window[kind].getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function keepIn(kind: 'localStorage' | 'sessionStorage', key: string, text: string): void {
  try {
    window[kind].setItem(key, text);
  } catch {
    // The browser keeps nothing: the next page begins anew.
  }
}

/** Forgets a deleted visitor: all that is kept of them in this browser, but not whether one may keep something. */
export function forgetVisitor(site: string): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      const all = window[kind];
      for (const name of Object.keys(all)) if (name.startsWith(`foyer.${site}.`) && !name.endsWith('.consent')) all.removeItem(name);
    } catch {
      // What cannot be reached keeps nothing.
    }
  }
}
