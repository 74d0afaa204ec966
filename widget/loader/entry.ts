/** `window.Foyer`, as pages call it. */
export type Call = [name: string, ...args: unknown[]];

export interface Entry {
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
