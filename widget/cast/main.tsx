/** The script of a broadcast, loaded into the chat's frame with the first one. */
import { render } from 'preact';
import callCss from '../call/call.css?inline';
import css from './cast.css?inline';
import type { CastPlace } from './place.ts';
import { Player } from './player.tsx';

const sheet = new CSSStyleSheet();
sheet.replaceSync(callCss + css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

window.foyerCast = (slot: HTMLElement, place: CastPlace) => {
  render(<Player {...place} />, slot);
  return () => render(null, slot);
};
