import { render } from 'preact';
import './design/base.css';
import './design/tokens.css';
import { App } from './shell/app.tsx';
import { loadMe } from './stores/me.ts';

void loadMe().catch(() => undefined);
render(<App />, document.getElementById('app')!);
