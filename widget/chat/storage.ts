/** The page's localStorage, or a stand-in that forgets with the page where the browser refuses it. */
function pageStorage(): Storage {
  try {
    localStorage.setItem('foyer', '');
    localStorage.removeItem('foyer');
    return localStorage;
  } catch {
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
}

export const storage = pageStorage();

/** Keeps a text, or forgets it when it is empty. What cannot be kept is lost with the page, and nothing else. */
export function keep(key: string, text: string): void {
  try {
    if (text) storage.setItem(key, text);
    else storage.removeItem(key);
  } catch {
    // The storage is full.
  }
}
