/** The loader's socket to its site. Of the room client's connection only what a page without a chat needs: it has to be small. */
import { backoff } from '../../protocol/client/connection.ts';
import { PING, PONG, type SiteClientFrame, type SiteServerFrame, SUBPROTOCOL } from '../../protocol/frames.ts';

/** Silence after which a sign of life is asked for until it comes, and after which the line counts as dead, ms. */
const PING_AFTER = 25_000;
const DEAD_AFTER = 60_000;

export function makePresence(address: string, token: () => string, onOpen: () => void, onFrame: (frame: SiteServerFrame) => void) {
  let socket: WebSocket | undefined;
  let attempt = 0;
  let timer = 0;
  let heard = 0;

  const stop = () => {
    clearTimeout(timer);
    const old = socket;
    socket = undefined;
    old?.close();
  };
  const start = () => {
    stop();
    const made = new WebSocket(address, [SUBPROTOCOL, token()].filter(Boolean));
    socket = made;
    heard = Date.now();
    made.onopen = onOpen;
    made.onmessage = ({ data }) => {
      if (made !== socket) return;
      heard = Date.now();
      if (data === PONG) return;
      attempt = 0;
      onFrame(JSON.parse(data));
    };
    made.onclose = ({ code }) => {
      // Codes with which trying again cannot help (docs/protocol.md).
      if (made === socket && !(code >= 4400 && code <= 4404)) timer = setTimeout(start, backoff(attempt++, Math.random));
    };
  };

  return {
    start,
    stop,
    send(frame: SiteClientFrame) {
      if (socket?.readyState === 1) socket.send(JSON.stringify(frame));
    },
    /** To be called every second or so. */
    look() {
      const now = Date.now();
      if (socket?.readyState !== 1 || now - heard < PING_AFTER) return;
      if (now - heard > DEAD_AFTER) start();
      else socket.send(PING);
    },
  };
}
