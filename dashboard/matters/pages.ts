/** Lists that come in pages. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Pages<T> {
  /** null while the first page is on its way. */
  rows: T[] | null;
  error: unknown;
  /** Loads the next page; absent at the end. */
  more?: () => void;
  reload: () => void;
}

interface Part<T, N> {
  rows: T[];
  next?: N | undefined;
}

/** Loads anew whenever one of `about` is another. What was asked before and comes late is dropped. */
export function usePages<T, N>(load: (after?: N) => Promise<Part<T, N>>, about: unknown[]): Pages<T> {
  const [state, setState] = useState<{ rows: T[] | null; next?: N | undefined; error: unknown }>({ rows: null, error: null });
  const asked = useRef(0);
  const fetch = useCallback(async (after?: N, before: T[] = []) => {
    const turn = ++asked.current;
    try {
      const { rows, next } = await load(after);
      if (turn === asked.current) setState({ rows: [...before, ...rows], next, error: null });
    } catch (error) {
      if (turn === asked.current) setState((known) => ({ ...known, error }));
    }
  }, about);
  useEffect(() => {
    void fetch();
  }, [fetch]);
  const { rows, next, error } = state;
  return {
    rows,
    error,
    reload: () => void fetch(),
    ...(next === undefined ? {} : { more: () => void fetch(next, rows ?? []) }),
  };
}
