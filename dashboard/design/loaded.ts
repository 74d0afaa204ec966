import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A component that is loaded when it is wanted first; null until it is there. */
export function useLoaded<P>(wanted: boolean, load: () => Promise<ComponentType<P>>): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<ComponentType<P> | null>(null);
  useEffect(() => {
    if (wanted) void load().then((found) => setLoaded(() => found));
  }, [wanted]);
  return loaded;
}
