// Looks at every page of a site: valid HTML; accessible in both themes; nothing on the console, and no request that
// leaves the folder, from file:// and from a server; links and anchors that land; nothing wider than its window; light
// enough.
//
//     node check.mjs FOLDER [--screenshots FOLDER]
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Findings, load, serve, startBrowser } from './browser.mjs';

const folder = resolve(process.argv[2]);
const pictures = process.argv[3] === '--screenshots' ? resolve(process.argv[4]) : null;
const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
const findings = new Findings();

// ---- valid HTML -----------------------------------------------------------------------------------
async function checkHtml() {
  const { HtmlValidate, FileSystemConfigLoader } = load('html-validate');
  const config = JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url), 'utf8'));
  const validator = new HtmlValidate(new FileSystemConfigLoader(config));
  for (const name of names) {
    const report = await validator.validateFile(join(folder, name));
    for (const result of report.results)
      for (const m of result.messages) findings.add(name, `${m.line}:${m.column}`, m.message, m.ruleId);
  }
}

// ---- links ----------------------------------------------------------------------------------------
function checkLinks() {
  const ids = new Map(names.map((name) => {
    const html = readFileSync(join(folder, name), 'utf8');
    return [name, new Set([...html.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]))];
  }));
  for (const name of names) {
    const html = readFileSync(join(folder, name), 'utf8');
    for (const [, address] of html.matchAll(/<(?:a|link|script|img)\b[^>]*? (?:href|src)="([^"]*)"/g)) {
      if (/^(https?:|data:|mailto:)/.test(address)) continue;
      const [path, anchor] = address.split('#');
      const page = path === '' ? name : path;
      if (!ids.has(page)) {
        try { statSync(join(folder, page)); } catch { findings.add(name, 'a link to', address, 'which is not there'); }
      } else if (anchor && !ids.get(page).has(decodeURIComponent(anchor).replaceAll('&amp;', '&'))) {
        findings.add(name, 'a link to', address, 'which has no such anchor');
      }
    }
  }
}

// ---- weight ---------------------------------------------------------------------------------------
const kilobytes = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1024;
function checkWeight() {
  const shared = ['site.css', 'site.js', 'theme.js', 'icon.svg'].reduce((sum, name) => sum + kilobytes(join(folder, 'assets', name)), 0);
  let heaviest = 0;
  for (const name of names) {
    const weight = kilobytes(join(folder, name)) + shared;
    heaviest = Math.max(heaviest, weight);
    if (weight > 150) findings.add(name, `${weight.toFixed(0)} KB gzipped, at most 150`);
  }
  const size = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : statSync(path).size);
  const whole = size(folder) / 1048576;
  if (whole > 15) findings.add(`the folder has ${whole.toFixed(1)} MB, at most 15`);
  console.log(`heaviest page ${heaviest.toFixed(0)} KB gzipped with what it loads; folder ${whole.toFixed(1)} MB`);
}

// ---- in a browser ---------------------------------------------------------------------------------
function watch(page, name, root) {
  page.on('console', (message) => findings.add(name, 'console:', message.text()));
  page.on('pageerror', (error) => findings.add(name, 'error:', error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(root) && !/^(data|blob):/.test(url)) findings.add(name, 'asks for', url);
  });
  page.on('requestfailed', (request) => findings.add(name, 'cannot have', request.url()));
  page.on('response', (response) => { if (response.status() >= 400) findings.add(name, response.status(), response.url()); });
}

// What reaches beyond the window, outside of what can be moved by itself.
const overflow = () => {
  const width = document.documentElement.clientWidth;
  const movable = '.scroll, pre, .formula, .sidebar, mjx-assistive-mml, .skip';
  const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(movable));
  return document.documentElement.scrollWidth > width || wide.length ? wide.slice(0, 2).map((e) => `${e.tagName}.${e.className}`).join(' ') || 'the page' : '';
};

async function checkPages(browser, root) {
  const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
  for (const name of names) {
    for (const theme of ['light', 'dark']) {
      const page = await browser.newPage();
      watch(page, name, root);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.setViewport({ width: 1440, height: 900 });
      await page.goto(root + name);
      for (const width of [360, 800, 1440]) {
        await page.setViewport({ width, height: 900 });
        const wide = await page.evaluate(overflow);
        if (wide) findings.add(name, `at ${width} px`, wide, 'is wider than the window');
        if (pictures) await page.screenshot({ path: join(pictures, `${name.replace('.html', '')}-${width}-${theme}.png`), fullPage: true });
      }
      await page.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
      await page.evaluate(axe);
      const report = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: false }));
      for (const v of report.violations) findings.add(name, theme, v.id, v.nodes.length, v.nodes[0].html.slice(0, 120));
      await page.close();
    }
  }
}

// From a server: the same, as far as the network is concerned.
async function checkServed(browser) {
  const server = await serve(folder);
  for (const name of names) {
    const page = await browser.newPage();
    watch(page, name, server.address);
    await page.goto(server.address + name);
    await page.close();
  }
  server.close();
}

// Without its script a page is whole: the text is there, and the contents.
async function checkWithoutScript(browser, root) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.setViewport({ width: 360, height: 900 });
  await page.goto(root + '05_softmax.html');
  const seen = await page.$$eval('.sidebar a, article p', (all) => all.filter((e) => e.getBoundingClientRect().height > 0).length);
  if (seen < 60) findings.add('05_softmax.html', `without script only ${seen} of its parts are seen`);
  await page.close();
}

if (pictures) mkdirSync(pictures, { recursive: true });
checkLinks();
checkWeight();
await checkHtml();
const browser = await startBrowser();
const root = pathToFileURL(folder).href + '/';
await checkPages(browser, root);
await checkServed(browser);
await checkWithoutScript(browser, root);
await browser.close();
findings.end(`${names.length} pages`);
