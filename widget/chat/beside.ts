/** What the chat does on the page outside its frame: previews a message beside the launcher, and calls from the title of a hidden tab. */
import type { Host } from '../host.ts';
import css from './beside.css?inline';
import { t } from './i18n.ts';

export interface Beside {
  /** A message that came while nobody looked; null takes the preview away. */
  note(message: { name: string; text: string } | null): void;
  blink(name: string): void;
}

export function makeBeside({ box, open }: Host): Beside {
  const page = window.parent as Window & typeof globalThis;
  const { document } = page;
  const root = box.getRootNode() as ShadowRoot;
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const note = document.createElement('div');
  note.className = 'note';
  note.hidden = true;
  note.role = 'status';
  const text = document.createElement('button');
  text.className = 'text';
  const name = document.createElement('b');
  const line = document.createElement('span');
  text.append(name, line);
  text.onclick = () => open(true);
  const dismiss = document.createElement('button');
  dismiss.textContent = '✕';
  dismiss.ariaLabel = t('dismiss');
  dismiss.onclick = () => show(null);
  note.append(text, dismiss);
  box.append(note);

  function show(message: { name: string; text: string } | null): void {
    note.hidden = !message;
    name.textContent = message?.name ?? '';
    line.textContent = message?.text ?? '';
  }

  let blinking = 0;
  let title = '';
  const rest = () => {
    if (!blinking) return;
    page.clearInterval(blinking);
    blinking = 0;
    document.title = title;
  };
  document.addEventListener('visibilitychange', () => document.hidden || rest());
  // The page takes the widget away.
  addEventListener('pagehide', rest);

  return {
    note: show,
    blink(from) {
      if (!document.hidden || blinking) return;
      ({ title } = document);
      blinking = page.setInterval(() => {
        document.title = document.title === title ? `💬 ${from}` : title;
      }, 1500);
    },
  };
}
