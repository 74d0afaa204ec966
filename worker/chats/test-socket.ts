/** For tests in workerd: a socket through the app, with everything it heard. */
import { expect, vi } from 'vitest';
import type { DeskServerFrame, RoomServerFrame, SiteServerFrame } from '../../protocol/frames.ts';
import { SUBPROTOCOL, VERSION } from '../../protocol/frames.ts';
import { Browser, OWN_ORIGIN } from '../http/test-browser.ts';

export const PAGE = 'https://shop.example';
/** How often is looked whether a frame is there, and until when, ms. */
const WITHIN = { interval: 5, timeout: 5_000 };
type Frame = DeskServerFrame | RoomServerFrame | SiteServerFrame;

export class TestSocket {
  readonly frames: Frame[] = [];
  /** What it heard, to the byte. */
  readonly texts: string[] = [];
  /** Code it was closed with; 0 while open. */
  closed = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      this.texts.push(String(data));
      this.frames.push(JSON.parse(String(data)) as Frame);
    });
    socket.addEventListener('close', ({ code }) => {
      this.closed = code;
    });
    socket.accept();
  }

  static over = (socket: WebSocket): TestSocket => new TestSocket(socket);

  /** Opens a socket; `token` is a visitor's, `headers` come on top, `cf` is where the network says they are. */
  static async open(
    browser: Browser,
    path: string,
    { token, headers = {}, cf }: { token?: string; headers?: Record<string, string>; cf?: { country: string } } = {},
  ) {
    const response = await browser.fetch(path, {
      ...(cf ? { cf } : {}),
      headers: {
        upgrade: 'websocket',
        origin: path.startsWith('/w/') ? PAGE : OWN_ORIGIN,
        'sec-websocket-protocol': token ? `${SUBPROTOCOL}, ${token}` : SUBPROTOCOL,
        ...headers,
      },
    });
    if (!response.webSocket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
    expect(response.headers.get('sec-websocket-protocol')).toBe(SUBPROTOCOL);
    return new TestSocket(response.webSocket);
  }

  send(frame: object): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  close(): void {
    this.socket.close(1000);
  }

  /** The first frame like this, once it is there. */
  next<F extends Frame = Frame>(is: (frame: F) => boolean): Promise<F> {
    return vi.waitFor(() => {
      const frame = (this.frames as F[]).find(is);
      expect(frame).toBeDefined();
      return frame!;
    }, WITHIN);
  }

  /** The first frame of a kind, once it is there. */
  async heard<F extends Frame = Frame>(kind: F['t']): Promise<F> {
    return vi.waitFor(() => {
      const frame = this.frames.find(({ t }) => t === kind);
      expect(frame, `${kind} among ${this.frames.map(({ t }) => t)}`).toBeDefined();
      return frame as F;
    });
  }
}

/** A visitor on a site, with a first message in their room; `address` is where they come from. */
export async function visit(site: string, text = 'Hello', address?: string) {
  const headers: Record<string, string> = address ? { 'cf-connecting-ip': address } : {};
  const hello = { t: 'hello', v: VERSION, page: { url: PAGE, title: 'Shop' }, referrer: '', language: 'en', visits: 1, chatted: false };
  const tab = await TestSocket.open(new Browser(), `/w/v1/site?site=${site}`, { headers });
  tab.send(hello);
  const { visitor, token } = await tab.heard<Extract<SiteServerFrame, { t: 'welcome' }>>('welcome');
  const chat = await TestSocket.open(new Browser(), '/w/v1/room', { token: token!, headers });
  chat.send({ t: 'hello', v: VERSION });
  await chat.heard('welcome');
  chat.send({ t: 'send', cid: `cid-${crypto.randomUUID()}`, text });
  await chat.heard('ack');
  return { visitor, token: token!, tab, chat, room: `${site}.${visitor}` };
}
