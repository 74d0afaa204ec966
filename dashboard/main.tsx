import { render } from 'preact';
import './design/base.css';
import './design/tokens.css';
import { watchKeyboard } from './phone/keyboard.ts';
import { startServiceWorker } from './phone/register.ts';
import { App } from './shell/app.tsx';
import { loadMe } from './stores/me.ts';

// After a deployment the files of the tabs have other names: the page is loaded anew, unless it is the network that is away.
addEventListener('vite:preloadError', () => {
  if (navigator.onLine) location.reload();
});
startServiceWorker();
watchKeyboard();
void loadMe().catch(() => undefined);
render(<App />, document.getElementById('app')!);
