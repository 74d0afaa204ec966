/** Colleagues named in a text: `@Name`, found again by their names. Two of one name are both meant. */
import type { PersonId } from '../../protocol/entries.ts';

export interface Named {
  id: PersonId;
  name: string;
}

/** What was typed after an @ at the start of a word before the caret; null when nobody is being looked for. */
export function personAskedFor(text: string, caret: number): string | null {
  return /(?:^|\s)@([\p{L}\p{M}\d_.-]*)$/u.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those one of whose names begins like that. */
export function namedLike<P extends Named>(people: readonly P[], asked: string): P[] {
  const wanted = asked.toLowerCase();
  return people.filter(({ name }) => name && ` ${name.toLowerCase()}`.includes(` ${wanted}`)).slice(0, 8);
}

/** Puts a name in place of the @ and what follows it. Answers the text and where the caret goes. */
export function withName(text: string, caret: number, name: string): { text: string; caret: number } {
  const before = `${text.slice(0, caret).replace(/@[\p{L}\p{M}\d_.-]*$/u, '')}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

/** Whom a text names. */
export function mentioned(text: string, people: readonly Named[]): PersonId[] {
  const names = new Set(mentionParts(text, people).flatMap(({ name }) => name ?? []));
  return people.filter(({ name }) => names.has(name)).map(({ id }) => id);
}

/** The text cut where it names somebody; `name` of the parts that do. Of names that begin alike the longer one counts. */
export function mentionParts(text: string, people: readonly Named[]): { text: string; name?: string }[] {
  const names = [...new Set(people.map(({ name }) => name))].filter(Boolean).sort((a, b) => b.length - a.length);
  if (names.length === 0 || !text.includes('@')) return [{ text }];
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const parts: { text: string; name?: string }[] = [];
  let from = 0;
  for (const found of text.matchAll(new RegExp(`(?<![\\p{L}\\p{M}\\d@])@(${any})(?![\\p{L}\\p{M}\\d])`, 'gu'))) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index) });
    parts.push({ text: found[0], name: found[1]! });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
