/** Longest name kept, in UTF-16 code units. */
const LONGEST = 200;

/** Programs that common systems start on a double click. Refused as `file_type`. */
const REFUSED = new Set(['exe', 'bat', 'cmd', 'com', 'scr', 'msi', 'js', 'vbs', 'ps1', 'jar']);

/**
 * Characters that no name shows: controls, and the marks that turn or hide text (`photo\u202Egpj.exe` reads as `photoexe.jpg`).
 * The zero-width joiner stays, emoji are made with it.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const INVISIBLE = /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** The last part of a path, without anything invisible, at most 200 long and with its extension kept. `file` when nothing remains. */
export function cleanName(raw: string): string {
  const name = raw
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/^.*[/\\]/s, '')
    .replace(/\s+/gu, ' ')
    // Windows drops these at the end, and with them would come back a refused extension.
    .replace(/^[. ]+|[. ]+$/g, '');
  if (name === '') return 'file';
  return name.length <= LONGEST ? name : shorten(name);
}

function shorten(name: string): string {
  const extension = extensionOf(name);
  const tail = extension === '' || extension.length > 10 ? '' : `.${name.slice(-extension.length)}`;
  // Not in the middle of a pair of surrogates.
  const head = name.slice(0, LONGEST - tail.length).replace(/[\uD800-\uDBFF]$/, '');
  return head + tail;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Whether a (cleaned) name is that of a program. */
export const isProgram = (name: string): boolean => REFUSED.has(extensionOf(name));
