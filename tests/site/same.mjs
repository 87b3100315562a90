// The whole of a chapter, computed in a browser: every value of its JSON is the native program's, but for times. Chapters
// 00 to 07, and the quick runs of 10 and 12, in which models are trained.
//
//     node same.mjs FOLDER PROGRAMS [CHAPTER ...]      FOLDER holds the site, PROGRAMS the chapters' programs
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Findings, startBrowser } from './browser.mjs';

const [folder, programs] = process.argv.slice(2, 4).map((path) => resolve(path));
const chapters = process.argv.length > 4 ? process.argv.slice(4) : [
  '00_overview', '01_tokens', '02_embeddings', '03_positions', '04_dot_product_attention', '05_softmax', '06_multi_head',
  '07_encoder_decoder', '10_full_model', '12_language_model',
];
const findings = new Findings();
const browser = await startBrowser();
let compared = 0;

for (const chapter of chapters) {
  const isQuick = /^1/.test(chapter);
  const page = await browser.newPage();
  page.setDefaultTimeout(600000);
  page.on('pageerror', (error) => findings.add(chapter, 'error:', error.message));
  await page.goto(`${pathToFileURL(folder).href}/${chapter}.html`);
  const begun = Date.now();
  const there = await page.evaluate((name, options) => window.bookRun.json(name, options), chapter, isQuick ? { quick: true } : {});
  const seconds = (Date.now() - begun) / 1000;
  const run = spawnSync(join(programs, chapter), ['--format', 'json', '--threads', '1', ...(isQuick ? ['--quick'] : [])], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const here = JSON.parse(run.stdout);
  await page.close();
  if (there.error) {
    findings.add(chapter, there.error);
    continue;
  }
  const timings = new Set([...Object.keys(here.timings), ...Object.keys(there.timings)]);
  const names = new Set([...Object.keys(here.values), ...Object.keys(there.values)]);
  for (const name of names) {
    if (timings.has(name)) continue;
    ++compared;
    const [a, b] = [JSON.stringify(there.values[name]), JSON.stringify(here.values[name])];
    if (a !== b) findings.add(chapter, name, String(a).slice(0, 80), 'instead of', String(b).slice(0, 80));
  }
  const [claimsThere, claimsHere] = [JSON.stringify(there.checks), JSON.stringify(here.checks)];
  if (claimsThere !== claimsHere) findings.add(chapter, 'other claims hold');
  console.log(`${chapter}: ${names.size} values, ${seconds.toFixed(1)} s in the browser`);
}
await browser.close();
if (compared < 400 && chapters.length === 10) findings.add(`only ${compared} values were compared`);
findings.end(`${compared} values of ${chapters.length} chapters are the same`);
