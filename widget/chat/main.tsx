import { render } from 'preact';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import { App } from './app.tsx';
import { makeBeside } from './beside.ts';
import chatCss from './chat.css?inline';
import composerCss from './composer.css?inline';
import { Consent } from './consent.tsx';
import formsCss from './forms.css?inline';
import { t } from './i18n.ts';
import { sampleView } from './preview.ts';
import { openRoom } from './room.ts';
import { forgetVisitor, storage, useBrowser } from './storage.ts';
import { chooseTalk, currentTalk, followPage, noteShown, resumeTalk } from './talk.ts';

const host = window.foyerHost!;
const sheet = new CSSStyleSheet();
sheet.replaceSync(formsCss + composerCss + chatCss);
document.adoptedStyleSheets = [sheet];
document.title = t('title');
const beside = makeBeside(host);

let room: RoomClient | null = null;
let { visitor, token } = host.state();
let { own, ticket } = currentTalk();
let erased = false;

/** The chat of a visitor who may be known; before, they are asked. */
function begin(): void {
  useBrowser();
  resumeTalk(host);
  followPage(host);
  show();
}

/** Shows the conversation of the present visitor: another one's begins from nothing. */
function show(): void {
  room?.stop();
  room = host.preview ? null : openRoom(host);
  if (isWanted()) room?.start();
  room?.page(host.page());
  ({ visitor, token } = host.state());
  ({ own, ticket } = currentTalk());
  noteShown(host);
  const onTalk = (talk: Parameters<typeof chooseTalk>[1]) => {
    chooseTalk(host, talk);
    show();
  };
  // The site makes somebody new of this browser, with whom the chat begins anew.
  const onErased = () => {
    erased = true;
    forgetVisitor(host.site);
    chooseTalk(host, { own: '', name: '', ticket: '' });
  };
  const props = { host, room, beside, erased, onErased, onTalk, sample: room ? null : sampleView };
  render(<App key={`${visitor} ${own}`} {...props} />, document.body);
}

/** A chat that is here for a broadcast alone opens no room before there is a use for it: a broadcast has thousands of viewers. */
function isWanted(): boolean {
  const { broadcast, open, unread, greet } = host.state();
  return !broadcast || open || !!unread || !!greet || storage.getItem(`foyer.${host.site}.chatted`) !== null;
}

/** Whether it is known who the visitor is, or nobody needs to be. */
const isReady = (): boolean => !!(host.preview || host.state().visitor);

host.subscribe(() => {
  const now = host.state();
  if (!room) {
    if (!host.preview && isReady()) begin();
    return;
  }
  followPage(host);
  const talk = currentTalk();
  if (now.visitor !== visitor || talk.own !== own) return show();
  room.page(host.page());
  if (!isWanted()) return;
  if (now.token === token && talk.ticket === ticket && room.view.connection !== 'stopped') return;
  ({ token } = now);
  ({ ticket } = talk);
  room.stop();
  room.start();
});
if (isReady()) begin();
else render(<Consent host={host} />, document.body);
