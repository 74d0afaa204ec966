/** 2,000 visitors online and one operator who watches: what the operator hears, what is billed, what a movement costs, and how smooth the browser stays. */
import { SUBPROTOCOL, VERSION } from '../protocol/frames.ts';
import type { VisitorsLook } from '../protocol/visitors.ts';
import type { SiteVisitor } from '../worker/contracts/site.ts';
import { Board } from '../worker/site/board.ts';
import { type Told, tell } from '../worker/site/window.ts';
import { type Crowd, crowd } from './crowd.ts';

export const ONLINE = 2_000;
/** Each of them goes to another page about twice a minute. */
export const MOVES_PER_SECOND = 66;
const SECONDS = 30;
const ORIGIN = 'https://shop.example';
const SITE = 'site-of-visitors';
export const LOOK: VisitorsLook = { sort: 'came', down: true, kind: 'all', text: '', language: 'en', first: 0, count: 33 };
const ACCESS = { admin: true, listingsOnly: false, advertisers: [] };
const OPERATOR = {
  kind: 'operator',
  id: 'o_watch',
  account: 'bench',
  user: 'watch',
  session: 's',
  role: 'owner',
  name: 'Op',
  access: ACCESS,
};

/** What reached the Site object, as it is billed: each upgrade and alarm a request, twenty messages a request. */
interface Tally {
  fetches: number;
  messages: number;
  alarms: number;
}
const requests = ({ fetches, messages, alarms }: Tally): number => fetches + alarms + messages / 20;

export interface VisitorsMeasured {
  scenario: string;
  pageViews: number;
  framesPerMinute: number;
  kilobytesPerMinute: number;
  requests: number;
  requestsPerPageView: number | null;
  rowsWritten: number;
}

/** The three minutes of a site: pages are loaded, a single-page app goes from page to page, nobody moves. */
export async function visitorTraffic(url: string): Promise<VisitorsMeasured[]> {
  await fetch(`${url}/configure/${SITE}`);
  const person = (n: number) => ({
    kind: 'visitor',
    id: `v_v${n}`,
    account: 'bench',
    site: SITE,
    visitor: `v${n}`,
    place: { country: 'DE' },
  });
  const address = (who: object) => `${url}/site/${SITE}?person=${encodeURIComponent(encodeURIComponent(JSON.stringify(who)))}`;
  const many = await crowd(ONLINE, ORIGIN, (n) => address(person(n)));
  const heard = { frames: 0, bytes: 0 };
  const socket = new WebSocket(address(OPERATOR).replace('http', 'ws'), SUBPROTOCOL);
  const ready = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      heard.frames++;
      heard.bytes += (data as string).length;
      if ((data as string).includes('"visitors"')) resolve();
    };
  });
  socket.onopen = () => socket.send(JSON.stringify({ t: 'hello', v: VERSION, look: LOOK }));
  await ready;
  const measured: VisitorsMeasured[] = [];
  const scenario = async (name: string, perSecond: number, act: (who: number, n: number) => Promise<void> | void) => {
    await settle();
    heard.frames = 0;
    heard.bytes = 0;
    await fetch(`${url}/tally/start`);
    const pageViews = await during(SECONDS, perSecond, many, act);
    const tally = (await (await fetch(`${url}/tally/read`)).json()) as Tally & { rows: number };
    measured.push({
      scenario: name,
      pageViews,
      framesPerMinute: (heard.frames * 60) / SECONDS,
      kilobytesPerMinute: (heard.bytes * 60) / SECONDS / 1024,
      requests: requests(tally),
      requestsPerPageView: pageViews > 0 ? requests(tally) / pageViews : null,
      rowsWritten: tally.rows,
    });
  };
  await scenario('pages are loaded', MOVES_PER_SECOND, (who) => many.reload(who));
  await scenario('single-page app', MOVES_PER_SECOND, (who, n) => many.move(who, `/page-${n}`));
  // The last look at who does not answer any more comes a minute after the last movement.
  await new Promise((resolve) => setTimeout(resolve, 65_000));
  await scenario('nobody moves', 0, () => undefined);
  socket.close();
  many.close();
  return measured;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 2_000));

/** Random visitors act at an even pace; answers how often. */
export async function during(
  seconds: number,
  perSecond: number,
  { size }: Crowd,
  act: (who: number, n: number) => Promise<void> | void,
): Promise<number> {
  const began = performance.now();
  let done = 0;
  for (;;) {
    const passed = (performance.now() - began) / 1000;
    if (passed >= seconds) return done;
    while (done < passed * perSecond) await act(Math.floor(Math.random() * size), done++);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Milliseconds of making the board and its order, and microseconds of one movement with its telling, in the sort that moves most. */
export function boardCost(size: number): { size: number; makeMs: number; moveUs: number } {
  const rows = Array.from({ length: size }, (_, i) => visitor(i, i));
  const began = performance.now();
  const board = new Board(rows);
  const look: VisitorsLook = { ...LOOK, sort: 'moved' };
  let told: Told | undefined = tell(board, look, ACCESS, undefined).told;
  const makeMs = performance.now() - began;
  const MOVES = 20_000;
  const moves = Array.from({ length: MOVES }, (_, n) => visitor(Math.floor(Math.random() * size), size + n));
  const start = performance.now();
  for (const row of moves) {
    board.put(row);
    told = tell(board, look, ACCESS, told).told;
  }
  return { size, makeMs, moveUs: ((performance.now() - start) * 1000) / MOVES };
}

const visitor = (i: number, at: number): SiteVisitor => ({
  id: `visitor-${i}-of-many`,
  page: { url: `${ORIGIN}/page-${at}`, title: `Page ${at}` },
  referrer: 'https://search.example/',
  country: 'DE',
  city: 'Köln',
  language: 'de',
  device: { kind: 'mobile', name: 'Firefox · Android' },
  visits: 2,
  since: i,
  pages: [{ url: `${ORIGIN}/page-${at}`, title: `Page ${at}`, at }],
  attributes: {},
  tabs: 1,
});
