/** @jsxImportSource hono/jsx */
/** Small pages of the Worker's own, without scripts: they work wherever a link in a mail is opened. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { AppEnv } from './context.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export function plainPage({ language, title, children }: { language: string; title: string; children: Child }): string {
  const html = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${html}`;
}

/** Answers with such a page. Its address opens something: it goes along to nobody. */
export function showPlain(c: Context<AppEnv>, html: string, status: 200 | 401 | 403 | 404): Response {
  c.header('content-security-policy', POLICY);
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-robots-tag', 'noindex');
  return c.html(html, status);
}

/** What the browser asks for, where nobody is known whose language it could be. */
export const acceptedLanguage = (c: Context<AppEnv>): string | undefined => c.req.header('accept-language')?.split(/[,;]/)[0]?.trim();

/** Holds no character that HTML escapes. Each pair of colours reaches a contrast of 4.5:1. */
const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; padding: 24px 16px; font: 16px/1.5 system-ui, -apple-system, Segoe UI, sans-serif; background: #f4f4f5; color: #1f2328 }
main { max-width: 560px; margin: 0 auto; padding: 24px; background: #fff; border-radius: 12px; overflow-wrap: anywhere }
h1 { margin: 0 0 12px; font-size: 22px }
h2 { margin: 24px 0 4px; font-size: 17px }
p { margin: 0 0 12px }
button, .button { display: inline-block; box-sizing: border-box; min-height: 44px; padding: 8px 18px; font: inherit; font-weight: 600; line-height: 28px; color: #fff; background: #c2410c; border: 0; border-radius: 8px; text-decoration: none; cursor: pointer }
button:focus-visible, .button:focus-visible { outline: 3px solid #1f6feb; outline-offset: 2px }
@media (prefers-color-scheme: dark) {
  body { background: #161618; color: #ececee }
  main { background: #222226 }
}`;
