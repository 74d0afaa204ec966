import { render } from 'preact';
import './design/base.css';
import './design/tokens.css';
import { loadAnewWithoutParts } from './phone/anew.ts';
import { watchKeyboard } from './phone/keyboard.ts';
import { startServiceWorker } from './phone/register.ts';
import { App } from './shell/app.tsx';
import { loadMe } from './stores/me.ts';

loadAnewWithoutParts();
startServiceWorker();
watchKeyboard();
void loadMe().catch(() => undefined);
render(<App />, document.getElementById('app')!);
