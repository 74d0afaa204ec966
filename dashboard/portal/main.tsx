import { render } from 'preact';
import '../design/base.css';
import '../design/tokens.css';
import { watchKeyboard } from '../phone/keyboard.ts';
import { App } from './app.tsx';
import { loadMe } from './me-store.ts';
import { dress, portal } from './portal.ts';

// After a deployment files have other names: the page is loaded anew, unless it is the network that is away.
addEventListener('vite:preloadError', () => {
  if (navigator.onLine) location.reload();
});
watchKeyboard();
if (portal) {
  dress(portal);
  void loadMe().catch(() => undefined);
}
render(<App />, document.getElementById('app')!);
