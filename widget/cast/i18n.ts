/** Texts of a broadcast in the language of the chat; those of devices and pictures are a call's. */
import { texts } from './texts/current.ts';
import type { Texts } from './texts/en.ts';

export const t = (key: keyof Texts, values: Record<string, string | number> = {}): string =>
  texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
