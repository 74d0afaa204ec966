/** `npm run demo:data`: a year of statistics for the demo site. Needs a running `npm start`; made twice it is the same. */
import { fail } from './processes.ts';

const HOST = `http://localhost:${process.env.PORT ?? 8787}`;
const SITE = process.env.SITE ?? 'demo-site-key-000000001';
const DAYS = 366;
/** Days made by one request. */
const STEP = 31;

for (let from = DAYS; from >= 0; from -= STEP) {
  const response = await fetch(`${HOST}/dev/demo-data`, {
    method: 'POST',
    headers: { origin: HOST, 'content-type': 'application/json' },
    body: JSON.stringify({ site: SITE, from, to: Math.max(0, from - STEP + 1) }),
  }).catch(() => fail(`Nothing answers at ${HOST}: run \`npm start\` first.`));
  if (!response.ok) fail(`The data could not be made: ${await response.text()}`);
  process.stdout.write('.');
}
console.log(`\nA year of figures is at ${HOST}/app/statistics`);
