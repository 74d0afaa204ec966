/** `npm run bench`: the message path beside a bare object in the same run, also in a room of 5,000, rows per message, 2,000 visitors watched, a million messages searched, calls, SMS and answers by SMS, what a broadcast costs in requests, weights, build time. */
import { rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { answersBySms } from '../bench/answers-by-sms.ts';
import { type Broadcasted, broadcastCost, ONE_OBJECT } from '../bench/broadcast.ts';
import { calls } from '../bench/calls.ts';
import { median } from '../bench/median.ts';
import { bareParty, manyParty, type Party, roomParty } from '../bench/people.ts';
import { searching } from '../bench/searching.ts';
import { serveBench } from '../bench/serve.ts';
import { smoothness } from '../bench/smooth.ts';
import { sms } from '../bench/sms.ts';

import { boardCost, ONLINE, visitorTraffic } from '../bench/visitors.ts';
import { build } from './build.ts';
import { root } from './processes.ts';

const ROUNDS = 5;
const SCENARIOS = [
  { name: '1 room, 2 sockets', rooms: 1, sockets: 2, messages: 3000, window: 16, single: 300, foyer: roomParty },
  { name: '1 room, 100 sockets', rooms: 1, sockets: 100, messages: 300, window: 8, single: 100, foyer: roomParty },
  { name: '5,000 in, 200 sockets', rooms: 1, sockets: 200, messages: 150, window: 8, single: 50, foyer: manyParty },
  { name: '100 rooms, 2 sockets', rooms: 100, sockets: 2, messages: 3000, window: 1, single: 300, foyer: roomParty },
];

interface Measured {
  /** Messages delivered to everyone, per second. */
  throughput: number;
  /** Median time from sending to the last receiver, ms. */
  p50: number;
}

let runs = 0;

async function measure(
  make: (name: string) => Promise<Party>,
  { rooms, messages, window, single }: (typeof SCENARIOS)[number],
): Promise<Measured> {
  const run = ++runs;
  const parties: Party[] = [];
  for (let n = 0; n < rooms; n++) parties.push(await make(`r${run}-${n}`));
  const text = 'A message as people write them, of about eighty characters, sent by one to many.';
  // Both sides are warm before time counts.
  for (const party of parties) for (let n = 0; n < 20; n++) await party.send(`warm ${n} ${text}`);
  const times: number[] = [];
  for (let n = 0; n < single; n++) {
    const began = performance.now();
    await parties[n % rooms]!.send(`single ${n} ${text}`);
    times.push(performance.now() - began);
  }
  const began = performance.now();
  const perRoom = messages / rooms;
  await Promise.all(
    parties.flatMap((party) => {
      let next = 0;
      const line = async () => {
        while (next < perRoom) await party.send(`m${next++} ${text}`);
      };
      return Array.from({ length: window }, line);
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const party of parties) party.close();
  return { throughput: messages / seconds, p50: median(times) };
}

const buildBegan = performance.now();
rmSync(join(root, 'dist'), { recursive: true, force: true });
const weights = await build();
const buildSeconds = (performance.now() - buildBegan) / 1000;

const served = await serveBench(Number(process.env.PORT ?? 8795));
const results: object[] = [];
console.log(
  `${'scenario'.padEnd(22)}${'bare/s'.padStart(9)}${'Foyer/s'.padStart(9)}${'ratio'.padStart(8)}${'bare p50'.padStart(11)}${'Foyer p50'.padStart(11)}${'ratio'.padStart(8)}`,
);
for (const scenario of SCENARIOS) {
  const bare: Measured[] = [];
  const foyer: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const both = [
      async () => bare.push(await measure((name) => bareParty(served.url, name, scenario.sockets), scenario)),
      async () => foyer.push(await measure((name) => scenario.foyer(served.url, name, scenario.sockets), scenario)),
    ];
    // Who goes first takes turns.
    for (const one of round % 2 ? both.reverse() : both) await one();
  }
  const throughputRatio = median(foyer.map(({ throughput }, round) => throughput / bare[round]!.throughput));
  const p50Ratio = median(foyer.map(({ p50 }, round) => p50 / bare[round]!.p50));
  const shown = {
    bare: { throughput: median(bare.map(({ throughput }) => throughput)), p50: median(bare.map(({ p50 }) => p50)) },
    foyer: { throughput: median(foyer.map(({ throughput }) => throughput)), p50: median(foyer.map(({ p50 }) => p50)) },
  };
  results.push({ scenario: scenario.name, rounds: ROUNDS, ...shown, throughputRatio, p50Ratio });
  console.log(
    scenario.name.padEnd(22) +
      shown.bare.throughput.toFixed(0).padStart(9) +
      shown.foyer.throughput.toFixed(0).padStart(9) +
      throughputRatio.toFixed(2).padStart(8) +
      `${shown.bare.p50.toFixed(2)} ms`.padStart(11) +
      `${shown.foyer.p50.toFixed(2)} ms`.padStart(11) +
      p50Ratio.toFixed(2).padStart(8),
  );
}

const MESSAGES = 300;
const party = await roomParty(served.url, 'rows', 2);
for (let n = 0; n < 5; n++) await party.send(`before ${n}`);
await fetch(`${served.url}/count/start`);
for (let n = 0; n < MESSAGES; n++) await party.send(`counted ${n}`);
const rows = ((await (await fetch(`${served.url}/count/read`)).json()) as number) / MESSAGES;
party.close();

const visitors = await visitorTraffic(served.url);
const searched = await searching(served.url);
await served.stop();
// The first is for the engine to warm up.
const board = [2_000, 2_000, 8_000].map(boardCost).slice(1);
const broadcasts: Broadcasted[] = [];
for (const [viewers, carrier] of [
  [10, 'peer'],
  [10, 'sfu'],
  [1_000, 'sfu'],
  [100_000, 'sfu'],
] as const)
  broadcasts.push(await broadcastCost(viewers, carrier));
const smooth = await smoothness(Number(process.env.PORT ?? 8795) + 1);
const called = await calls(Number(process.env.PORT ?? 8795) + 1);
const texted = await sms(Number(process.env.PORT ?? 8795) + 1);
const answered = await answersBySms(Number(process.env.PORT ?? 8795) + 1);

console.log(
  `\n${`${ONLINE} visitors, 1 operator`.padEnd(26)}${'page views'.padStart(11)}${'frames/min'.padStart(12)}${'KB/min'.padStart(9)}${'requests'.padStart(10)}${'per view'.padStart(10)}${'rows'.padStart(6)}`,
);
for (const { scenario, pageViews, framesPerMinute, kilobytesPerMinute, requests, requestsPerPageView, rowsWritten } of visitors)
  console.log(
    scenario.padEnd(26) +
      `${pageViews}`.padStart(11) +
      framesPerMinute.toFixed(0).padStart(12) +
      kilobytesPerMinute.toFixed(1).padStart(9) +
      requests.toFixed(1).padStart(10) +
      (requestsPerPageView?.toFixed(3) ?? '-').padStart(10) +
      `${rowsWritten}`.padStart(6),
  );
for (const { size, makeMs, moveUs } of board)
  console.log(
    `${size} visitors: ${makeMs.toFixed(1)} ms to sort anew, ${moveUs.toFixed(0)} µs for one who moves and the operator's window`,
  );
// Who else uses the machine makes tasks long, too: the load says how far to believe it.
for (const [name, { longTasks, longest }] of [
  ['watched', smooth.watching],
  ['scrolled', smooth.scrolling],
] as const)
  console.log(
    `in the browser, ${name} for ${smooth.seconds} s: ${longTasks} tasks over 50 ms, the longest ${longest.toFixed(0)} ms (load ${loadavg()[0]!.toFixed(1)})`,
  );

console.log(`\n${'search, 1,000,000 messages'.padEnd(38)}${'p50'.padStart(10)}${'p95'.padStart(10)}${'found'.padStart(8)}`);
for (const { kind, p50, p95, found } of searched.questions)
  console.log(kind.padEnd(38) + `${p50.toFixed(1)} ms`.padStart(10) + `${p95.toFixed(1)} ms`.padStart(10) + found.toFixed(1).padStart(8));
console.log(`the index was built in ${searched.buildSeconds.toFixed(0)} s`);

console.log(
  `\na call, from answering it to the other's first frame: ${called.foyer.toFixed(0)} ms, bare ${called.bare.toFixed(0)} ms, ratio ${called.ratio.toFixed(2)} (medians of ${called.rounds})`,
);
for (const [until, { toRoom, fromRoom }] of [
  ['to the first frame', called.toFirstFrame],
  ['to its end', called.toHangUp],
] as const)
  console.log(`frames of a call through its room, from the start ${until}: ${toRoom} to it, ${fromRoom} from it`);
console.log(
  `\n${'an hour of broadcast to'.padEnd(26)}${'Worker'.padStart(10)}${'objects'.padStart(10)}${'SFU'.padStart(10)}${'per viewer'.padStart(12)}${'last in'.padStart(10)}`,
);
for (const { viewers, carrier, worker, objects, sfu, perViewer, lastIn, instances } of broadcasts)
  console.log(
    `${viewers} viewers, ${carrier}`.padEnd(26) +
      worker.toFixed(0).padStart(10) +
      objects.toFixed(0).padStart(10) +
      `${sfu}`.padStart(10) +
      perViewer.toFixed(2).padStart(12) +
      `${lastIn.toFixed(1)} s`.padStart(10) +
      (instances > 1 ? `  (as if over ${instances} objects; a site has one, which takes ${ONE_OBJECT} pages)` : ''),
  );

console.log(
  `inbound SMS to an operator's screen: ${texted.p50.toFixed(0)} ms, p95 ${texted.p95.toFixed(0)} ms (behind the development server, ${texted.rounds} rounds)`,
);

console.log(
  `an operator's answer by SMS, to the visitor's screen: ${answered.bySms.toFixed(0)} ms, one from the app ${answered.inApp.toFixed(0)} ms, ratio ${answered.ratio.toFixed(2)} (medians of ${answered.rounds})`,
);

console.log(`\nrows written per message, everywhere, without read marks: ${rows.toFixed(2)}`);
for (const { name, bytes, limit } of weights) console.log(`${name}: ${(bytes / 1024).toFixed(2)} KB gzip of at most ${limit / 1024}`);
console.log(`cold build: ${buildSeconds.toFixed(1)} s`);
writeFileSync(
  join(root, 'bench/results.json'),
  `${JSON.stringify({ results, rows, visitors, searched, board, broadcasts, smooth, called, texted, answered, weights, buildSeconds }, null, 2)}\n`,
);
process.exit(0);
