/** The built dashboard on an origin of its own, which can be deployed anew: the next build has another script, and so another service worker. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const DIST = join(import.meta.dirname, '../../dist/public');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const TEXT = /\.(html|js|css|svg)$/;

export class Deployments {
  #release = 1;
  readonly #entry = /assets\/(index-[\w-]+\.js)"/.exec(readFileSync(join(DIST, 'app/index.html'), 'utf8'))![1]!;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Deployments> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      // Nobody is signed in here.
      if (pathname.startsWith('/api/')) {
        response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"unauthorised"}');
        return;
      }
      const file = extname(pathname) ? pathname : '/app/index.html';
      try {
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/json' }).end(made.#read(file));
      } catch {
        response.writeHead(404).end();
      }
    });
    const made = new Deployments(server);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return made;
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  deploy(): void {
    this.#release++;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** A file of the present release; those of earlier ones are gone, as on the platform. */
  #read(path: string): string | Buffer {
    const name = this.#release === 1 ? this.#entry : this.#entry.replace('index-', `index-${this.#release}`);
    if (name !== this.#entry && path.endsWith(this.#entry)) throw new Error('of an earlier release');
    const file = join(DIST, path.replace(name, this.#entry));
    if (!TEXT.test(file)) return readFileSync(file);
    const text = readFileSync(file, 'utf8').replaceAll(this.#entry, name);
    // The name of the build: the one run of twelve hexadecimal digits.
    return path === '/app/sw.js' ? text.replace(/`[0-9a-f]{12}`|"[0-9a-f]{12}"/, `"release-${this.#release}"`) : text;
  }
}
