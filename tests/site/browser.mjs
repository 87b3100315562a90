// Chromium without a window, for the programs beside this one, and a server of files for it.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';

// Packages lie where .ci/site has put them.
export const load = createRequire(join(process.env.BOOK_SITE_TESTS, 'package.json'));

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function startBrowser() {
  const { default: puppeteer } = await import(load.resolve('puppeteer-core'));
  const executablePath = process.env.CHROMIUM || programs.find((path) => existsSync(path));
  return puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
    protocolTimeout: 600000,
  });
}

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png' };

// Serves the files of a folder, and nothing else.
export function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(join(folder, decodeURIComponent(new URL(request.url, 'http://x').pathname)));
    if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(path)] || 'application/octet-stream' });
    response.end(readFileSync(path));
  });
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => ready({ address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }));
  });
}

// What went wrong, in the order in which it was found; the program ends with 1 if there is any.
export class Findings {
  list = [];
  add(...words) {
    this.list.push(words.join(' '));
    console.log('✗', ...words);
  }
  end(what) {
    console.log(this.list.length === 0 ? `✓ ${what}` : `✗ ${what}: ${this.list.length} findings`);
    process.exitCode = this.list.length === 0 ? 0 : 1;
  }
}
