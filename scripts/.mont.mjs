import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from '/work/main/scripts/browser.ts';

const [out, height, ...files] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: await browserPath(), args: BROWSER_ARGS });
const p = await (await b.newContext({ viewport: { width: 1800, height: 900 } })).newPage();
await p.setContent(
  `<body style="margin:4px;background:#888;display:flex;flex-wrap:wrap;gap:6px">${files.map((f) => `<img height=${height} src="data:image/png;base64,${readFileSync(f).toString('base64')}">`).join('')}</body>`,
);
await p.screenshot({ path: out, fullPage: true });
await b.close();
