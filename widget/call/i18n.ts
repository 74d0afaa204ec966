/** Texts of a call in the language of the chat, which each script of a call has alone. */
import { texts } from './texts/current.ts';
import type { Texts } from './texts/en.ts';

export const t = (key: keyof Texts, name = ''): string => texts[key].replace('{name}', () => name);
