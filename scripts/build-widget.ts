/** The widget: a loader, another for pages that ask for consent, and chat, calls and broadcasts once for each language, each one classic script. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'vite';
import { LANGUAGES } from '../protocol/site-settings.ts';
import { gzipped, type Weight } from './build.ts';
import { root } from './processes.ts';

const KB = 1024;
const widget = (file: string): string => join(root, 'widget', file);

/** Builds into `out`; answers the weights against their budgets. */
export async function buildWidget(out: string): Promise<Weight[]> {
  mkdirSync(join(out, 'w/latest'), { recursive: true });
  const calls = await inAllLanguages('call');
  const kit = await bundle(widget('kit/main.ts'), {});
  const kitMark = markOf(new Map([['', kit]]));
  writeFileSync(join(out, `w/kit-${kitMark}.js`), kit);
  const casts = await inAllLanguages('cast', { KIT_BUILD: JSON.stringify(kitMark) });
  const [callMark, castMark] = [markOf(calls), markOf(casts)];
  for (const [language, code] of calls) writeFileSync(join(out, `w/call-${language}-${callMark}.js`), code);
  for (const [language, code] of casts) writeFileSync(join(out, `w/cast-${language}-${castMark}.js`), code);
  const chats = await inAllLanguages('chat', { CALL_BUILD: JSON.stringify(callMark), CAST_BUILD: JSON.stringify(castMark) });
  // One mark for all of them: the loader has no room for a list.
  const mark = markOf(chats);
  for (const [language, code] of chats) {
    writeFileSync(join(out, `w/chat-${language}-${mark}.js`), code);
    // For loaders of earlier deployments.
    writeFileSync(join(out, `w/latest/chat-${language}.js`), code);
  }
  const define = { BUILD: JSON.stringify(mark) };
  const loader = await bundle(widget('loader/main.ts'), define);
  writeFileSync(join(out, 'w.js'), loader);
  const consent = await bundle(widget('consent/main.ts'), define);
  writeFileSync(join(out, 'w/consent.js'), consent);
  const preview = await bundle(widget('preview/main.ts'), define);
  writeFileSync(join(out, 'w/preview.html'), PREVIEW);
  writeFileSync(join(out, 'w/preview.js'), preview);
  return [
    { name: 'widget, loader', bytes: gzipped(loader), limit: 3 * KB },
    { name: 'widget, loader that asks', bytes: gzipped(consent), limit: 4 * KB },
    { name: 'widget, to an open chat', bytes: gzipped(loader) + heaviest(chats), limit: 30 * KB },
    { name: 'widget, a call', bytes: heaviest(calls), limit: 20 * KB },
    { name: 'widget, a broadcast', bytes: heaviest(casts), limit: 20 * KB },
    { name: 'widget, a broadcast through RealtimeKit, its SDK', bytes: gzipped(kit), limit: 170 * KB },
  ];
}

/** The script of a part, by language. */
async function inAllLanguages(part: 'chat' | 'call' | 'cast', define: Record<string, string> = {}): Promise<Map<string, string>> {
  const scripts = new Map<string, string>();
  for (const language of LANGUAGES) scripts.set(language, await bundle(widget(`${part}/main.tsx`), define, [speaking(language)]));
  return scripts;
}

const markOf = (scripts: Map<string, string>): string =>
  createHash('sha256')
    .update([...scripts.values()].join())
    .digest('hex')
    .slice(0, 10);
const heaviest = (scripts: Map<string, string>): number => Math.max(...[...scripts.values()].map(gzipped));

/** The page that the settings tab shows in a frame while one edits. */
const PREVIEW = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Preview</title></head>
<body><script src="preview.js"></script></body></html>
`;

/** One language's texts in place of the file that stands for all, in each part that has texts. */
const speaking = (language: string): Plugin => ({
  name: 'texts',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === './texts/current.ts' && importer?.startsWith(widget('')) ? join(dirname(importer), `texts/${language}.ts`) : null,
});

async function bundle(entry: string, define: Record<string, string>, plugins: Plugin[] = []): Promise<string> {
  const result = await build({
    configFile: false,
    root: join(root, 'widget'),
    logLevel: 'error',
    publicDir: false,
    define,
    plugins,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      cssTarget: ['chrome125', 'safari17.5', 'firefox126'],
      modulePreload: false,
      lib: { entry, formats: ['iife'], name: 'foyer_', fileName: () => 'out.js' },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as { output: { type: string; code?: string }[] }[];
  return output!.output.find(({ type }) => type === 'chunk')!.code!;
}
