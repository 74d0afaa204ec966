import { render } from 'preact';
import '../design/base.css';
import '../design/tokens.css';
import { loadAnewWithoutParts } from '../phone/anew.ts';
import { watchKeyboard } from '../phone/keyboard.ts';
import { App } from './app.tsx';
import { loadMe } from './me-store.ts';
import { dress, portal } from './portal.ts';

loadAnewWithoutParts();
watchKeyboard();
if (portal) {
  dress(portal);
  void loadMe().catch(() => undefined);
}
render(<App />, document.getElementById('app')!);
