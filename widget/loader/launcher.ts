/** What stands on the host page: the launcher and the frame of the chat, in a closed shadow root. */
import type { Availability } from '../../protocol/frames.ts';
import type { WidgetSettings } from '../../protocol/site-settings.ts';
import css from './launcher.css?inline';

export function makeLauncher(toggle: () => void, framed: (frame: Window) => void) {
  const host = document.createElement('foyer-chat');
  // Set with priority, because rules of the page reach this one element.
  host.style.cssText = 'all:initial!important;position:fixed!important;z-index:2147483000!important';
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement('div');
  const button = document.createElement('button');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  svg.append(path);
  const label = document.createElement('span');
  const badge = document.createElement('i');
  button.append(svg, label, badge);
  button.onclick = toggle;
  box.append(button);
  root.append(box);
  // Beside the body: it may not be there yet, and apps that draw the page anew leave this alone.
  document.documentElement.append(host);
  let frame: HTMLIFrameElement | undefined;

  return {
    box,
    draw({ colour, ink, theme, position, launcher }: WidgetSettings, { open, online }: Availability, shown: boolean) {
      box.className = `${position} ${theme} ${open && online && 'on'}`;
      box.style.setProperty('--accent', colour);
      box.style.setProperty('--ink', ink);
      label.textContent = shown ? '' : launcher;
      path.setAttribute('d', shown ? 'm6 9 6 6 6-6' : 'M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.5 8.5 0 1 1 21 11.5Z');
      button.ariaLabel = launcher || 'Chat';
      button.ariaExpanded = `${shown}`;
      if (frame) frame.hidden = !shown;
    },
    /** Makes the frame of the chat, once. */
    load() {
      if (frame) return;
      frame = document.createElement('iframe');
      frame.title = 'Chat';
      frame.hidden = true;
      // Some browsers replace the first document of a frame before they tell that it is loaded.
      frame.onload = () => framed(frame!.contentWindow!);
      box.prepend(frame);
    },
    focus: () => button.focus(),
    unread(count: number) {
      badge.textContent = `${count || ''}`;
    },
    remove: () => host.remove(),
  };
}
