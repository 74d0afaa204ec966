import { existsSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Cloudflare's SDK as the built Worker has it. Module by module it is all of their API, 36 MB, which the pool hands from test file to test file in one
 * message that may have 32.
 */
const bundledSdk: Plugin = {
  name: 'bundled-sdk',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('/worker/video/cloudflare-sdk.ts')) return;
    const built = await build({
      configFile: false,
      logLevel: 'error',
      build: { write: false, minify: false, target: 'esnext', lib: { entry: id, formats: ['es'] } },
    });
    const [bundle] = [built].flat();
    return bundle && 'output' in bundle ? bundle.output[0].code : undefined;
  },
};

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
          bundledSdk,
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
