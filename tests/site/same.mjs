// The whole of a chapter, computed in a browser: its JSON is the native program's, every value, claim, table, figure and
// sentence, but for times, and for the code that a page shows, which the module does not carry. Chapters 00 to 07, and
// the quick runs of 10 and 12, in which models are trained.
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

// What a place holds differently: "values.share: 0.5 instead of 0.25".
function* differences(there, here, codeBlocks, path = []) {
  if (path.join() === 'timings') return;
  if (path.at(-1) === 'text' && there === '' && codeBlocks.has(path.slice(0, -1).join())) return;
  const haveParts = [there, here].every((part) => part !== null && typeof part === 'object');
  if (haveParts && Array.isArray(there) === Array.isArray(here)) {
    for (const name of new Set([...Object.keys(there), ...Object.keys(here)])) yield* differences(there[name], here[name], codeBlocks, [...path, name]);
    return;
  }
  ++compared;
  const say = (part) => String(JSON.stringify(part)).slice(0, 80);
  if (!Object.is(there, here)) yield `${path.join('.')}: ${say(there)} instead of ${say(here)}`;
}

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
  await page.close();
  if (there.error || run.status !== 0) {
    findings.add(chapter, there.error || `ends with status ${run.status}: ${run.stderr}`);
    continue;
  }
  const here = JSON.parse(run.stdout);
  const codeBlocks = new Set(here.document.blocks.flatMap((block, i) => (block.type === 'code' ? [`document,blocks,${i}`] : [])));
  const before = compared;
  const found = [...differences(there, here, codeBlocks)];
  for (const difference of found.slice(0, 20)) findings.add(chapter, difference);
  if (found.length > 20) findings.add(chapter, `and ${found.length - 20} more`);
  const names = Object.keys(here.values).length;
  console.log(`${chapter}: ${names} named values, ${compared - before} in all, ${seconds.toFixed(1)} s in the browser`);
}
await browser.close();
if (compared < 20000 && chapters.length === 10) findings.add(`only ${compared} values were compared`);
findings.end(`${compared} values of ${chapters.length} chapters are the same`);
