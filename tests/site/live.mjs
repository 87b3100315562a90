// Turns every knob of every page to both ends and to the middle of its range, and compares what the page shows then
// with what the chapter's own program says for that option: numbers in sentences, tables, figures, claims. Wrong input
// leaves the page as it was, with a sentence beside the control. Then how quickly a page answers.
//
//     node live.mjs FOLDER PROGRAMS [PAGE ...]       FOLDER holds the site, PROGRAMS the chapters' programs
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Findings, startBrowser } from './browser.mjs';

const [folder, programs] = process.argv.slice(2, 4).map((path) => resolve(path));
const asked = process.argv.slice(4);
const findings = new Findings();
const browser = await startBrowser();

const otherTexts = {
  sentence: { '01_tokens': 'the cat eats a doughnut', '03_positions': 'dogs bite men', '06_multi_head': 'the dog bites the man', '07_encoder_decoder': "j' aime les chats" },
  target: { '07_encoder_decoder': 'I love cats' },
  word: { '02_embeddings': 'king' },
};

function native(chapter, name, value) {
  const run = spawnSync(join(programs, chapter), ['--format', 'html', '--threads', '1', `--${name}=${value}`], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status: run.status, html: run.stdout };
}

// What an article says, in its order, but for times: in the page, or in a text of HTML.
const contentOf = (html) => {
  const root = html === null ? document.querySelector('article') : Object.assign(document.createElement('template'), { innerHTML: html }).content;
  const parts = '.v:not(.timed), figure.table td:not(.timed), figure.table th, .drawing svg, .claims li';
  return [...root.querySelectorAll(parts)]
    .filter((part) => !part.closest('[hidden], .ledger'))
    .map((part) => (part.dataset && part.dataset.v ? part.dataset.v + ' = ' : '') + part.textContent.replace(/\s+/g, ' ').trim());
};

async function turn(page, name, value) {
  const begun = Date.now();
  const answers = await page.evaluate((knob, x) => {
    const field = document.getElementById('knob-' + knob);
    field.value = x;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return window.bookLive.answers();
  }, name, String(value));
  await page.waitForFunction((seen) => window.bookLive.answers() > seen && window.bookLive.isIdle(), { timeout: 60000 }, answers);
  return Date.now() - begun;
}
async function reset(page) {
  const answers = await page.evaluate(() => {
    const seen = window.bookLive.answers();
    [...document.querySelectorAll('.knobs button')].find((button) => button.textContent === 'Reset').click();
    return seen;
  });
  await page.waitForFunction((seen) => window.bookLive.answers() > seen && window.bookLive.isIdle(), { timeout: 60000 }, answers);
}

function difference(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); ++i)
    if (a[i] !== b[i]) return `"${String(a[i]).slice(0, 80)}" instead of "${String(b[i]).slice(0, 80)}"`;
  return '';
}

function placesOf(knob, chapter) {
  if (knob.page) {
    const [low, high] = knob.page;
    const middle = low > 0 && high / low >= 100 ? Math.sqrt(low * high) : (low + high) / 2;
    return [low, knob.kind === 'whole number' ? Math.round(middle) : Number(middle.toPrecision(3)), high];
  }
  if (knob.choices) return knob.choices;
  return [(otherTexts[knob.name] || {})[chapter]].filter(Boolean);
}

// Who turns back while the module is still loading sees the page as it was, and not what was asked first.
async function checkQuickReset(page, name, knobs, chapter) {
  const before = await page.evaluate(contentOf, null);
  const knob = knobs.find((one) => one.page) || knobs[0];
  await page.evaluate((field, value) => {
    const input = document.getElementById('knob-' + field);
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, knob.name, String(placesOf(knob, chapter).at(-1)));
  await new Promise((done) => setTimeout(done, 40));  // the module takes longer
  await page.evaluate(() => [...document.querySelectorAll('.knobs button')].find((button) => button.textContent === 'Reset').click());
  await page.waitForFunction(() => window.bookLive.isIdle(), { timeout: 60000 });
  await new Promise((done) => setTimeout(done, 2000));
  const told = difference(await page.evaluate(contentOf, null), before);
  if (told) findings.add(name, 'was turned back while it loaded, and is another one:', told);
}

async function checkPage(name) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => findings.add(name, 'error:', error.message));
  page.on('console', (message) => findings.add(name, 'console:', message.text()));
  const address = pathToFileURL(folder).href + '/' + name;
  await page.goto(address);
  const { chapter, knobs } = await page.$eval('#knobs', (data) => JSON.parse(data.textContent));
  const before = await page.evaluate(contentOf, null);
  await checkQuickReset(page, name, knobs, chapter);
  await page.goto(address);
  let turns = 0;
  const first = await turn(page, knobs[knobs.length - 1].name, placesOf(knobs[knobs.length - 1], chapter)[0]);
  await reset(page);
  const slowest = { time: 0, turn: '' };
  for (const knob of knobs) {
    for (const value of placesOf(knob, chapter)) {
      if (String(value) === knob.default) continue;
      const expected = native(chapter, knob.name, value);
      const time = await turn(page, knob.name, value);
      if (time > slowest.time) Object.assign(slowest, { time, turn: `${knob.name} ${value}` });
      ++turns;
      const shown = await page.evaluate(contentOf, null);
      const refused = (await page.$('.knobs [aria-invalid]')) !== null;
      if (expected.status === 2) {
        if (!refused) findings.add(name, knob.name, value, 'is not refused, as the program does');
        if (difference(shown, before)) findings.add(name, knob.name, value, 'was refused, and the page is another one:', difference(shown, before));
      } else {
        const told = difference(shown, await page.evaluate(contentOf, expected.html));
        if (told) findings.add(name, knob.name, value, told);
      }
      await reset(page);
      const after = difference(await page.evaluate(contentOf, null), before);
      if (after) findings.add(name, 'is not what it was after', knob.name, value, after);
    }
    const wrong = knob.page ? ['', '-1e30', '1e30'] : ['', 'x'.repeat(1999), '\uD800', '🍩 \u202E zzyzx'];
    for (const value of wrong) {
      await turn(page, knob.name, value);
      const refused = (await page.$('.knobs [aria-invalid]')) !== null;
      const changed = difference(await page.evaluate(contentOf, null), before);
      if (refused && changed) findings.add(name, knob.name, JSON.stringify(value), 'was refused, and the page is another one:', changed);
      await reset(page);
    }
  }
  console.log(`${name}: ${turns} turns; first answer after ${first} ms, the slowest later one after ${slowest.time} ms (${slowest.turn})`);
  const isQuick = /^0[3-6]/.test(name) && !process.env.BOOK_BUSY;  // the others compute more
  if (isQuick && first > 1500) findings.add(name, `answers first after ${first} ms, at most 1500`);
  if (isQuick && slowest.time > 300) findings.add(name, `${slowest.turn} is answered after ${slowest.time} ms, at most 300`);
  await page.close();
}

const hasKnobs = (name) => {
  const found = /<script[^>]* id="knobs"[^>]*>(.*?)<\/script>/s.exec(readFileSync(join(folder, name), 'utf8'));
  return found !== null && JSON.parse(found[1]).knobs.length > 0;
};
const pages = readdirSync(folder).filter((name) => name.endsWith('.html') && hasKnobs(name));
for (const name of asked.length ? asked : pages) await checkPage(name);
await browser.close();
findings.end(`${pages.length} pages whose knobs can be turned`);
