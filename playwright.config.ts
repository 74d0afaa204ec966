import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from './scripts/browser.ts';

export const PORT = Number(process.env.E2E_PORT ?? 8791);
/** Another origin, which serves pages as a site owner would have them. */
export const FOREIGN_PORT = PORT + 1;

/** Browser tests against the built app on the production runtime, with data of their own. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.E2E_REPORT ? [['list'], ['json', { outputFile: process.env.E2E_REPORT }]] : 'list',
  use: {
    baseURL: `http://localhost:${PORT}`,
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: await browserPath(), args: BROWSER_ARGS },
  },
  webServer: [
    {
      command: 'node scripts/run.mjs serve-tests',
      env: { E2E_PORT: `${PORT}` },
      url: `http://localhost:${PORT}/api/health`,
      reuseExistingServer: false,
      timeout: 90_000,
      stdout: 'pipe',
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    {
      command: 'node scripts/run.mjs serve-foreign',
      env: { PORT: `${FOREIGN_PORT}` },
      url: `http://localhost:${FOREIGN_PORT}/`,
      reuseExistingServer: false,
    },
  ],
});
