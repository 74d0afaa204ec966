import { render } from 'preact';
import { App } from './app.tsx';
import { makeBeside } from './beside.ts';
import chatCss from './chat.css?inline';
import composerCss from './composer.css?inline';
import formsCss from './forms.css?inline';
import { sampleView } from './preview.ts';
import { openRoom } from './room.ts';

const host = window.foyerHost!;
const sheet = new CSSStyleSheet();
sheet.replaceSync(formsCss + composerCss + chatCss);
document.adoptedStyleSheets = [sheet];

const room = host.preview ? null : openRoom(host);
if (room) {
  let { token } = host.state();
  host.subscribe(() => {
    const now = host.state();
    room.page(host.page());
    if (now.token === token && room.view.connection !== 'stopped') return;
    token = now.token;
    room.stop();
    room.start();
  });
  room.start();
}
render(<App host={host} room={room} beside={makeBeside(host)} sample={room ? null : sampleView} />, document.body);
