/** The script of a call, loaded into the chat's frame with the first one. */
import { render } from 'preact';
import css from './call.css?inline';
import { CallPanel } from './panel.tsx';
import type { CallPlace } from './place.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

window.foyerCall = (slot: HTMLElement, place: CallPlace) => {
  render(<CallPanel {...place} />, slot);
  return () => render(null, slot);
};
