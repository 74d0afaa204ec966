import { existsSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Three kinds of test by name: `*.workerd.test.ts` inside workerd, `*.test.tsx` in a DOM, all other `*.test.ts` plain. */
export default defineConfig(async () => ({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{protocol,worker,widget,dashboard,scripts,e2e}/**/*.test.ts'],
          exclude: ['**/*.workerd.test.ts', '**/node_modules/**'],
        },
      },
      {
        oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
        test: { name: 'dom', environment: 'happy-dom', include: ['{widget,dashboard}/**/*.test.tsx'] },
      },
      {
        oxc: { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                SECRET: 'a secret for tests, longer than thirty-two characters',
                ENVIRONMENT: 'development',
                CHAOS_RUNS: process.env.CHAOS_RUNS ?? '200',
                TEST_MIGRATIONS: existsSync('./migrations') ? await readD1Migrations('./migrations') : [],
              },
            },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['worker/**/*.workerd.test.ts'],
          setupFiles: ['./worker/test-setup.ts'],
          // The first request of a file loads the whole Worker.
          testTimeout: 30_000,
        },
      },
    ],
  },
}));
