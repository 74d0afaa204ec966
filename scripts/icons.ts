/** `node scripts/run.mjs icons`: the app's icons as PNG, drawn from icon.svg by the browser. Run it when the icon changes; they are kept in git. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from './browser.ts';
import { root } from './processes.ts';

const PUBLIC = join(root, 'dashboard/public');
const svg = readFileSync(join(PUBLIC, 'icon.svg'), 'utf8');
/** Only a form: phones colour the badge themselves. */
const badge = svg.replace('#e8590c', '#fff').replace(/<path fill="#fff" d="M11[^>]*\/>/, '');

/** File, pixels, part of the width the drawing takes, what is behind it. Systems cut a maskable icon to within 80 %, iPhones show no transparency. */
const ICONS: [name: string, size: number, part: number, ground: string, drawing: string][] = [
  ['icon-192.png', 192, 1, 'transparent', svg],
  ['icon-512.png', 512, 1, 'transparent', svg],
  ['icon-maskable-512.png', 512, 0.7, '#fff', svg],
  ['icon-180.png', 180, 0.8, '#fff', svg],
  ['badge-96.png', 96, 1, 'transparent', badge],
];

const browser = await chromium.launch({ executablePath: await browserPath(), args: BROWSER_ARGS });
for (const [name, size, part, ground, drawing] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const style = `margin:0;display:grid;place-items:center;height:100vh;background:${ground}`;
  await page.setContent(`<body style="${style}"><div style="width:${part * 100}%;line-height:0">${drawing}</div>`);
  await page.screenshot({ path: join(PUBLIC, name), omitBackground: true });
  await page.close();
}
await browser.close();
