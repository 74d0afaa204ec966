/** Which greeting each tab waits to show: decided on frames that come anyway, timed by the page. */
import { attach, attached, send } from '../durable/sockets.ts';
import type { SiteConfig } from './config.ts';
import { nextGreeting } from './greetings.ts';
import type { Parts } from './parts.ts';
import type { SiteSocket, TabSocket } from './presence.ts';
import { afterFrame } from './visitors.ts';

export class Greeter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Tells a tab which greeting is to show next, when that is another than it waits for. */
  greet(ws: WebSocket, { settings }: SiteConfig): void {
    const socket = attached<TabSocket>(ws);
    const { greeting: told, ...tab } = socket.tab;
    const now = Date.now();
    const next = nextGreeting(settings.greetings, socket.tab, now);
    if (next?.rule.id === told?.rule && next?.due === told?.due) return;
    attach<SiteSocket>(ws, { ...socket, tab: { ...tab, ...(next ? { greeting: { rule: next.rule.id, due: next.due } } : {}) } });
    const { id: rule, text, once } = next?.rule ?? { id: '', text: '', once: 'visit' as const };
    send(ws, { t: 'greet', rule, text, once, after: next ? Math.max(0, next.due - now) : 0 });
  }

  /** A greeting was shown in one tab: the visitor's others do without. */
  shown(ws: WebSocket, config: SiteConfig, visitor: string, rule: string): void {
    for (const other of this.#parts.presence.tabs(visitor)) {
      if (other.ws === ws) continue;
      const tab = afterFrame(other.tab, { t: 'greeted', rule }, Date.now())!;
      attach<SiteSocket>(other.ws, { ...attached<TabSocket>(other.ws), tab });
      this.greet(other.ws, config);
    }
  }
}
