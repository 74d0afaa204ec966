/** The widget of one page: presence, launcher, and the chat when it is wanted. */
import { type SiteServerFrame, VERSION } from '../../protocol/frames.ts';
import type { Host, HostState } from '../host.ts';
import { pickLanguage } from './languages.ts';
import { makeLauncher } from './launcher.ts';
import { makePresence } from './presence.ts';

/** Set by the build: what the chat's file names end with. */
declare const BUILD: string;

export type WidgetEvent = 'ready' | 'open' | 'close' | 'message' | 'unread';
type Handler = (data?: unknown) => void;

/** Proof of who the visitor is, made by the page's server (docs/protocol.md, Verified identity). */
export type Proof = { id: string; hmac: string; name?: string; email?: string } | { jwt: string };

/** `more` goes to the chat; `store` is what may be kept of the visitor in the browser. */
export function makeWidget(
  base: string,
  site: string,
  listing?: string,
  more?: Pick<Host, 'preview' | 'consent'>,
  store: Partial<Pick<Window, 'localStorage' | 'sessionStorage'>> = window,
) {
  const listeners = new Set<() => void>();
  let handlers: [event: WidgetEvent, handler: Handler][] = [];
  let state: HostState | undefined;
  let verified = false;
  let language: string | undefined;
  let loaded = false;
  let ready = false;
  let wantsOpen = false;
  let greeting = 0;
  let said = '';
  let attributes: Record<string, string> | undefined;
  const waiting: (() => void)[] = [];

  /** Reads or writes what the browser keeps for this site; some keep nothing. */
  function item(kind: 'localStorage' | 'sessionStorage', name: string, value?: string): string | null | undefined {
    const key = `foyer.${site}.${name}`;
    try {
      if (value !== undefined) store[kind]!.setItem(key, value);
      return store[kind]!.getItem(key);
    } catch {}
  }
  let token = item('localStorage', 'token') ?? '';

  const page = () => ({ url: location.href.slice(0, 2000), title: document.title.slice(0, 300) });
  const emit = (event: WidgetEvent, data?: unknown) => {
    for (const [name, handler] of handlers) if (name === event) handler(data);
  };
  const launcher = makeLauncher(
    () => open(!state!.open),
    (frame) => {
      const { document } = frame;
      const tongue = pickLanguage([language, state!.settings.language, ...navigator.languages]);
      document.documentElement.lang = tongue;
      frame.foyerHost = host;
      const fetchChat = () => {
        const script = document.createElement('script');
        script.src = `${base}/w/chat-${tongue}-${BUILD}.js`;
        script.onerror = () => setTimeout(fetchChat, 3000);
        document.head.append(script);
      };
      fetchChat();
    },
  );
  launcher.box.hidden = true;
  let hidden = false;
  const hide = (wanted: boolean) => {
    hidden = wanted;
    if (state) change({});
  };

  function change(part: Partial<HostState>): void {
    state = { open: false, ...state, ...part } as HostState;
    launcher.box.hidden = hidden;
    launcher.draw(state.settings, state.availability, state.open);
    for (const listener of listeners) listener();
  }

  function load(): void {
    loaded = true;
    launcher.load();
  }

  function open(shown: boolean): void {
    wantsOpen = shown;
    if (!state || state.open === shown) return;
    item('sessionStorage', 'open', shown ? '1' : '');
    if (shown) load();
    change({ open: shown });
    if (!shown) launcher.focus();
    emit(shown ? 'open' : 'close');
  }

  function setUnread(count: number): void {
    launcher.unread(count);
    emit('unread', count);
  }

  // A visit lasts as long as its tab.
  const begun = Number(item('sessionStorage', 'visit'));
  const visits = Number(item('localStorage', 'visits') ?? 0) + (begun ? 0 : 1);
  item('localStorage', 'visits', `${visits}`);
  const since = begun || Date.now();
  item('sessionStorage', 'visit', `${since}`);

  const presence = makePresence(
    `${base.replace('http', 'ws')}/w/v1/site?site=${site}`,
    () => token,
    () => {
      said = location.href;
      presence.send({
        t: 'hello',
        v: VERSION,
        page: page(),
        referrer: document.referrer.slice(0, 2000),
        language: navigator.language,
        visits,
        chatted: !loaded && !!item('localStorage', 'chatted'),
        listing,
        spent: Date.now() - since,
        greeted: `${item('sessionStorage', 'greeted')} ${item('localStorage', 'greeted')}`,
      });
    },
    receive,
  );

  const host: Host = {
    base,
    site,
    state: () => state!,
    subscribe: (listener) => listeners.add(listener),
    page,
    open,
    unread: setUnread,
    emit,
    say: presence.send,
    box: launcher.box,
    ...more,
  };

  /** What the settings are; the first time, the launcher appears. */
  function apply(part: Pick<HostState, 'settings' | 'availability' | 'visitor'> & Partial<HostState>): void {
    const isNew = !state;
    change({ ...part, token });
    if (!isNew) return;
    emit('ready');
    // On the next page of the shop the conversation goes on.
    if (wantsOpen || item('sessionStorage', 'open')) open(true);
  }

  function receive(frame: SiteServerFrame) {
    switch (frame.t) {
      case 'welcome': {
        const first = item('localStorage', 'token');
        if (frame.token && !token && first) {
          // Another tab of a new visitor was first: both are one.
          token = first;
          return presence.start();
        }
        if (frame.token) {
          token = frame.token;
          // Whoever uses this browser next is not the one who was signed in.
          if (!verified) item('localStorage', 'token', token);
        }
        apply(frame);
        ready = true;
        if (attributes) presence.send({ t: 'attributes', attributes });
        for (const run of waiting.splice(0)) run();
        return;
      }
      case 'greet':
        clearTimeout(greeting);
        if (frame.text)
          greeting = setTimeout(() => {
            change({ greet: frame });
            presence.send({ t: 'greeted', rule: frame.rule });
            load();
          }, frame.after);
        return;
      case 'blocked':
        return api.destroy();
      default:
        // The chat counts unread messages itself, and shows a broadcast.
        if (frame.t === 'unread' || frame.t === 'broadcast') load();
        // By its name for the chat; of settings, availability and listing the frame's content takes that place.
        // What is refused before the welcome is for nobody.
        if (state) change({ [frame.t]: frame, ...frame } as Partial<HostState>);
    }
  }

  /** Looks after page and line. Single-page apps move without an event that all browsers tell. */
  const look = () => {
    presence.look();
    if (!ready || location.href === said) return;
    said = location.href;
    presence.send({ t: 'page', ...page(), listing });
    change({});
  };
  let looking = 0;
  const whenReady = (run: () => void) => (ready ? run() : void waiting.push(run));

  /** What the page may call, by name. */
  const api = {
    open: () => open(true),
    close: () => open(false),
    show: () => hide(false),
    hide: () => hide(true),
    async identify(proof: Proof) {
      const response = await fetch(`${base}/w/v1/identify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ site, ...(token && { token }), ...proof }),
      });
      if (!response.ok) return console.warn('Foyer: identity refused', response.status);
      ({ token } = await response.json());
      verified = true;
      presence.start();
    },
    attributes(more: Record<string, string>) {
      attributes = { ...attributes, ...more };
      if (ready) presence.send({ t: 'attributes', attributes });
    },
    track: (name: string, data?: Record<string, string>) => whenReady(() => presence.send({ t: 'event', name, ...(data && { data }) })),
    prefill(text: string) {
      open(true);
      whenReady(() => change({ prefill: { text, at: Date.now() } }));
    },
    listing(data: string) {
      listing = data;
      said = '';
    },
    language(tag: string) {
      language = tag;
    },
    on(event: WidgetEvent, handler: Handler) {
      handlers.push([event, handler]);
      if (event === 'ready' && state) handler();
    },
    off(event: WidgetEvent, handler: Handler) {
      handlers = handlers.filter(([name, known]) => name !== event || known !== handler);
    },
    destroy() {
      // Intervals and time-outs are of one list (HTML, Timers).
      clearTimeout(looking);
      clearTimeout(greeting);
      presence.stop();
      launcher.remove();
    },
  };

  return {
    api,
    apply,
    change,
    load,
    start() {
      presence.start();
      looking = setInterval(look, 1000);
    },
  };
}
