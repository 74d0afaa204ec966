import { defineConfig } from 'vite';

const worker = 'http://localhost:8787';

/** The dashboard: one page below /app/, its tabs loaded when opened. The widget is built by its own configuration. */
export default defineConfig({
  root: 'dashboard',
  base: '/app/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/public/app',
    emptyOutDir: true,
    // Small pictures stay files: they are cached, and the page needs no `data:` for them.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': { target: worker, ws: true },
      '/f': { target: worker },
      '/w': { target: worker, ws: true },
      '/w.js': { target: worker },
      '/dev': { target: worker },
    },
  },
});
