import { render } from 'preact';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import { App } from './app.tsx';
import { makeBeside } from './beside.ts';
import chatCss from './chat.css?inline';
import composerCss from './composer.css?inline';
import formsCss from './forms.css?inline';
import { sampleView } from './preview.ts';
import { openRoom } from './room.ts';
import { chooseTalk, currentTalk, followPage, noteShown, resumeTalk } from './talk.ts';

const host = window.foyerHost!;
const sheet = new CSSStyleSheet();
sheet.replaceSync(formsCss + composerCss + chatCss);
document.adoptedStyleSheets = [sheet];
const beside = makeBeside(host);

let room: RoomClient | null = null;
let { visitor, token } = host.state();
resumeTalk(host);
followPage(host);
let { own, ticket } = currentTalk();

/** Shows the conversation of the present visitor: another one's begins from nothing. */
function show(): void {
  room?.stop();
  room = host.preview ? null : openRoom(host);
  room?.start();
  ({ own, ticket } = currentTalk());
  noteShown(host);
  const onTalk = (talk: Parameters<typeof chooseTalk>[1]) => {
    chooseTalk(host, talk);
    show();
  };
  render(
    <App key={`${visitor} ${own}`} host={host} room={room} beside={beside} sample={room ? null : sampleView} onTalk={onTalk} />,
    document.body,
  );
}

host.subscribe(() => {
  const now = host.state();
  if (!room) return;
  followPage(host);
  const talk = currentTalk();
  if (now.visitor !== visitor || talk.own !== own) {
    ({ visitor, token } = now);
    show();
    return;
  }
  room.page(host.page());
  if (now.token === token && talk.ticket === ticket && room.view.connection !== 'stopped') return;
  ({ token } = now);
  ({ ticket } = talk);
  room.stop();
  room.start();
});
show();
