/**
 * Texts of the dashboard. Each folder keeps its own: `en.json` comes with the folder, other languages are loaded when wanted.
 *
 *     const t = catalog(en, { es: () => import('./es.json') });
 *     t('greeting', { name })          "Hello {name}"
 *     t('unread', { count })           { "one": "{count} message", "other": "{count} messages" }
 */
import { type Signal, signal } from '@preact/signals';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

type Text = string | { one?: string; few?: string; many?: string; other: string };
type Texts<K extends string> = Record<K, Text>;
type Loader<K extends string> = () => Promise<{ default: Texts<K> }>;

/** The language shown. Set it with `useLanguage`. */
export const language: Signal<Language> = signal('en');

/** The language of a preference (`auto` or a tag), as far as the dashboard has it. */
export function pickLanguage(wanted: string, browser: readonly string[]): Language {
  const asked = wanted === 'auto' ? browser : [wanted];
  for (const tag of asked) {
    const found = LANGUAGES.find((known) => known === tag.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return 'en';
}

const loads: ((to: Language) => Promise<void>)[] = [];
let pending: Promise<unknown> = Promise.resolve();

/** Changes the language everywhere; resolves when all texts that are in use are there. */
export async function useLanguage(to: Language): Promise<void> {
  pending = Promise.all([pending, ...loads.map((load) => load(to))]);
  await pending;
  language.value = to;
  if (typeof document !== 'undefined') document.documentElement.lang = to;
}

/** Resolves when texts of folders loaded since are there, so that nothing is shown in English first. */
export const textsReady = (): Promise<unknown> => pending;

export interface Translate<K extends string> {
  (key: K, values?: Record<string, string | number>): string;
  /** The key when it is one of this catalogue, for keys made of outside words (codes, kinds). */
  has: (key: string) => key is K;
}

export function catalog<E extends Record<string, Text>, K extends Extract<keyof E, string>>(
  english: E,
  others: Record<Exclude<Language, 'en'>, Loader<K>>,
): Translate<K> {
  const texts = signal<Texts<K>>(english);
  const load = async (to: Language) => {
    texts.value = to === 'en' ? english : { ...english, ...(await others[to]()).default };
  };
  loads.push(load);
  if (language.peek() !== 'en') pending = Promise.all([pending, load(language.peek())]);
  const translate = (key: K, values: Record<string, string | number> = {}) => fill(texts.value[key], values, language.value);
  return Object.assign(translate, { has: (key: string): key is K => key in english });
}

/** `{name}` replaced by its value; of plural forms the one that `count` asks for. Numbers are written as the language does. */
export function fill(text: Text, values: Record<string, string | number>, tongue: string): string {
  const form = typeof text === 'string' ? text : (text[rule(tongue).select(Number(values.count)) as 'one'] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? new Intl.NumberFormat(tongue).format(value) : (value ?? whole);
  });
}

const rules = new Map<string, Intl.PluralRules>();
function rule(tongue: string): Intl.PluralRules {
  const known = rules.get(tongue) ?? new Intl.PluralRules(tongue);
  rules.set(tongue, known);
  return known;
}
