/** Canned responses: found by what follows a slash, filled in with names. */
import type { CannedResponse } from '../../protocol/api.ts';

export interface Names {
  visitor: string;
  operator: string;
  site: string;
}

/** What was typed after a slash at the start of a word before the caret; null when nothing is being looked for. */
export function askedFor(text: string, caret: number): string | null {
  return /(?:^|\s)\/([\p{L}\d_-]*)$/u.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those whose shortcut begins like that, then those that hold it; own ones before shared ones. */
export function matching(all: CannedResponse[], asked: string): CannedResponse[] {
  const wanted = asked.toLowerCase();
  const rank = ({ shortcut, text, shared }: CannedResponse): number => {
    const begins = shortcut.toLowerCase().startsWith(wanted);
    if (!begins && !`${shortcut} ${text}`.toLowerCase().includes(wanted)) return -1;
    return (begins ? 0 : 2) + (shared ? 1 : 0);
  };
  return all
    .map((response) => ({ response, rank: rank(response) }))
    .filter((found) => found.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.response.shortcut.localeCompare(b.response.shortcut))
    .map(({ response }) => response)
    .slice(0, 8);
}

/** The text with names in place of `{visitor.name}`, `{operator.name}` and `{site.name}`; a name that is not known leaves no gap. */
export function filled(text: string, names: Names): string {
  return text
    .replace(/ ?\{(visitor|operator|site)\.name\}/g, (found, who: keyof Names) => {
      const name = names[who];
      return name ? `${found.startsWith(' ') ? ' ' : ''}${name}` : '';
    })
    .trim();
}

/** Puts a response in place of the slash and what follows it. Answers the text and where the caret goes. */
export function inserted(text: string, caret: number, response: string): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(/\/[\p{L}\d_-]*$/u, '');
  return { text: before + response + text.slice(caret), caret: before.length + response.length };
}
