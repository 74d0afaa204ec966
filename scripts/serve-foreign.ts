/**
 * Pages of a site owner, on an origin of its own: `/?host=…&site=…` has the embed line (with `&listing=…` of a listing, `&consent=required` that asks), any path is a page.
 * `&csp` adds a strict policy, `&csp=…` that one.
 * Also a push service for tests: what is sent to `/push/ENDPOINT` can be fetched there, as base64, oldest first.
 */
import { createServer, type IncomingMessage } from 'node:http';

/** Rules and scripts that would break a widget that is not kept apart. */
const HOSTILE = `
  <style>* { font: 40px serif !important; color: lime !important; all: revert } div, button, iframe { display: none !important }</style>
  <script>Array.prototype.toString = () => 'broken'; window.Promise.prototype.extra = 1;</script>`;

const pushes = new Map<string, string[]>();

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('base64');
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname.startsWith('/push/')) {
    const taken = pushes.get(pathname) ?? [];
    if (request.method === 'POST') pushes.set(pathname, [...taken, await bodyOf(request)]);
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(taken));
    return;
  }
  const host = searchParams.get('host') ?? '';
  const site = searchParams.get('site') ?? '';
  const listing = searchParams.has('listing') ? ` data-listing="${searchParams.get('listing')}"` : '';
  const consent = searchParams.has('consent') ? ` data-consent="${searchParams.get('consent')}"` : '';
  const headers: Record<string, string> = { 'content-type': 'text/html; charset=utf-8' };
  if (searchParams.has('csp')) {
    const socket = host.replace(/^http/, 'ws');
    headers['content-security-policy'] =
      searchParams.get('csp') ||
      `default-src 'none'; script-src ${host}; connect-src ${host} ${socket}; img-src ${host} blob: data:; media-src ${host}`;
  }
  response.writeHead(200, headers).end(`<!doctype html>
<html lang="${searchParams.get('lang') ?? 'en'}"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Page ${pathname}</title>
${searchParams.has('hostile') ? HOSTILE : ''}
${site ? `<script async src="${host}/w.js" data-site="${site}"${listing}${consent}></script>` : ''}
</head><body><h1>A plain page</h1></body></html>`);
}).listen(Number(process.env.PORT));
