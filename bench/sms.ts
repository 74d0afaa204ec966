/** An SMS from a phone to an operator's open page: through the signed webhook, the ledger and the room. */
import { type App, inApp } from './app.ts';
import { median } from './median.ts';

const ROUNDS = 40;
const OWN = '+12025550100';
const ANN = '+12025550199';

export interface SmsMeasured {
  rounds: number;
  /** ms from the webhook's request to the page that has it. */
  p50: number;
  p95: number;
}

export const sms = (port: number): Promise<SmsMeasured> => inApp(port, measure);

async function measure({ url, page }: App): Promise<SmsMeasured> {
  const { request } = page.context();
  const headers = { origin: url };
  const { account } = (await (await request.get(`${url}/api/me`)).json()) as { account: { id: string } };
  const post = (path: string, form: Record<string, string>) => request.post(`${url}/dev/phone/${path}`, { headers, form });
  await post('numbers', { account: account.id, number: OWN });
  await page.goto(`${url}/app/chats`);
  await post('sms', { from: ANN, to: OWN, text: 'First' });
  await page.evaluate(listen);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const text = `Round ${round}`;
    const shown = page.evaluate((wanted) => window.shownAt(wanted), text);
    const began = performance.timeOrigin + performance.now();
    await post('sms', { from: ANN, to: OWN, text });
    times.push((await shown) - began);
  }
  times.sort((a, b) => a - b);
  return { rounds: ROUNDS, p50: median(times), p95: times[Math.floor(times.length * 0.95)]! };
}

/** In the page: finds the conversation among its lists, and opens it as the app does. */
function listen(): Promise<void> {
  const path = (of: string) => `${location.origin.replace('http', 'ws')}${of}`;
  const seen = new Map<string, number>();
  const waits = new Map<string, (at: number) => void>();
  window.shownAt = (text) => new Promise((resolve) => (seen.has(text) ? resolve(seen.get(text)!) : waits.set(text, resolve)));
  const open = (room: string) =>
    new Promise<void>((opened) => {
      const socket = new WebSocket(path(`/api/rooms/${room}/socket`), 'foyer.v1');
      socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', v: 1 }));
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data as string) as { t: string; entries?: { text?: string }[] };
        if (frame.t === 'welcome') opened();
        for (const { text } of frame.entries ?? []) {
          if (!text) continue;
          const at = performance.timeOrigin + performance.now();
          seen.set(text, at);
          waits.get(text)?.(at);
        }
      };
    });
  return new Promise((resolve) => {
    const desk = new WebSocket(path('/api/desk'), 'foyer.v1');
    desk.onopen = () => desk.send(JSON.stringify({ t: 'hello', v: 1 }));
    desk.onmessage = ({ data }) => {
      const { rooms = [] } = JSON.parse(data as string) as { rooms?: { id: string; kind: string }[] };
      const found = rooms.find(({ kind }) => kind === 'sms');
      if (found) void open(found.id).then(resolve);
    };
  });
}

declare global {
  interface Window {
    shownAt: (text: string) => Promise<number>;
  }
}
