/** Visitors without browsers: the sockets that the loader of as many pages would hold. */
import { PING, SUBPROTOCOL, VERSION } from '../protocol/frames.ts';

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
];
const LANGUAGES = ['de', 'en-GB', 'es', 'fr', 'pt-BR', 'ja'];
const REFERRERS = ['', 'https://www.google.com/', 'https://news.example/today', 'https://www.bing.com/search?q=lamp'];
/** Sockets that are opened at once. */
const AT_ONCE = 50;
/** As the loader asks for a sign of life in silence, ms. */
const PING_EVERY = 25_000;

export interface Crowd {
  size: number;
  /** One of them goes to another page. */
  move(who: number, path: string): void;
  /** One of them loads another page: the socket of the page before is gone, and theirs is a new one. */
  reload(who: number): Promise<void>;
  leave(who: number): void;
  /** All are gone. */
  close(): void;
}

/** `address` of the nth socket; their pages are on `origin`. Resolves when all have been welcomed. */
export async function crowd(size: number, origin: string, address: (n: number) => string): Promise<Crowd> {
  const sockets: WebSocket[] = [];
  for (let from = 0; from < size; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - from) }, (_, i) => arrive(from + i, origin, address(from + i)));
    sockets.push(...(await Promise.all(some)));
  }
  const pings = setInterval(() => {
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send(PING);
  }, PING_EVERY);
  return {
    size,
    move: (who, path) => sockets[who]!.send(JSON.stringify({ t: 'page', ...page(origin, path) })),
    async reload(who) {
      sockets[who]!.close(1000);
      sockets[who] = await arrive(who, origin, address(who));
    },
    leave: (who) => sockets[who]!.close(1000),
    close() {
      clearInterval(pings);
      for (const socket of sockets) socket.close(1000);
    },
  };
}

const page = (origin: string, path: string) => ({ url: `${origin}${path}`, title: `Page ${path}` });

function arrive(n: number, origin: string, address: string): Promise<WebSocket> {
  // Node's WebSocket takes headers, which browsers' does not.
  const options = { protocols: [SUBPROTOCOL], headers: { origin, 'user-agent': AGENTS[n % AGENTS.length]! } };
  const socket = new WebSocket(address.replace(/^http/, 'ws'), options as unknown as string[]);
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error(`no socket: ${address}`));
    socket.onmessage = () => resolve(socket);
    socket.onopen = () => {
      const language = LANGUAGES[n % LANGUAGES.length]!;
      const referrer = REFERRERS[n % REFERRERS.length]!;
      const hello = { t: 'hello', v: VERSION, page: page(origin, `/start-${n}`), referrer, language, visits: 1 + (n % 5), chatted: false };
      socket.send(JSON.stringify(hello));
    };
  });
}
