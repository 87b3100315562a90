// Turns every knob of every exploration to both ends and to the middle of its range, and compares what it shows with what
// the same code answers natively: words, tables, figures. Wrong input leaves what was shown. Arrows are pulled, arcs
// pointed at, a training is watched and stopped.
//
//     node explore.mjs FOLDER PROGRAM MODELS [PAGE ...]    FOLDER holds the site, PROGRAM is the target `explore`,
//                                                          MODELS holds the site's models
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Findings, startBrowser } from './browser.mjs';

const [folder, program, models] = process.argv.slice(2, 5).map((path) => resolve(path));
const asked = process.argv.slice(5);
const findings = new Findings();
const browser = await startBrowser();
const patience = { timeout: 180000 };

const otherTexts = {
  text: 'hot dogs, hot dogs and 🍩 <b>@{x}</b> `hot` dogs',
  sentence: "L'homme mord le chien",
  beginning: 'Every word',
};

function native(name, options) {
  const run = spawnSync(program, [name, JSON.stringify(options)], {
    encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, BOOK_MODELS: models, OMP_NUM_THREADS: '1' },
  });
  return JSON.parse(run.stdout);
}

const contentOf = (name, html) => {
  const root = html === null ? document.querySelector(`[data-name=${name}] .explored`)
    : Object.assign(document.createElement('template'), { innerHTML: html }).content;
  const texts = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) texts.push(node.textContent.replace(/\s+/g, ' ').trim());
    if (!(node.classList && node.classList.contains('subtitle'))) node.childNodes.forEach(walk);
  };
  walk(root);
  return { texts, drawn: [...root.querySelectorAll('svg path, svg rect, svg polyline')].map((part) => part.outerHTML.replace(/ class="[^"]*"/, '')) };
};
function difference(a, b) {
  for (const what of ['texts', 'drawn'])
    for (let i = 0; i < Math.max(a[what].length, b[what].length); ++i)
      if (a[what][i] !== b[what][i]) return `"${String(a[what][i]).slice(0, 80)}" instead of "${String(b[what][i]).slice(0, 80)}"`;
  return '';
}

const isIdle = (name, seen) => window.bookExplorations[name].answers() > seen && window.bookExplorations[name].isIdle();
async function wait(page, name, act, ...words) {
  const seen = await page.evaluate((exploration) => window.bookExplorations[exploration].answers(), name);
  const begun = Date.now();
  await page.evaluate(act, name, ...words);
  await page.waitForFunction(isIdle, patience, name, seen);
  return Date.now() - begun;
}
const turn = (page, name, knob, value) => wait(page, name, (exploration, field, x) => {
  const input = document.getElementById(`${exploration}-${field}`);
  input.value = x;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}, knob, String(value));
const reset = (page, name) => wait(page, name, (exploration) => {
  const buttons = [...document.querySelectorAll(`[data-name=${exploration}] button`)];
  buttons.find((button) => button.textContent === 'Reset').click();
});

function placesOf(knob) {
  if (knob.page) {
    const [low, high] = knob.page;
    const middle = (low + high) / 2;
    return [low, knob.kind === 'whole number' ? Math.round(middle) : Number(middle.toPrecision(3)), high];
  }
  return knob.choices || [otherTexts[knob.name]];
}

async function checkExploration(page, exploration) {
  const { name, knobs } = exploration;
  const compare = async (options, where) => {
    const answer = native(name, options);
    const shown = await page.evaluate(contentOf, name, null);
    const told = answer.error ? `the program refuses it: ${answer.error}` : difference(shown, await page.evaluate(contentOf, name, answer.html));
    if (told) findings.add(name, where, told);
  };
  const first = await wait(page, name, (exploration) => window.bookExplorations[exploration].begin());
  await compare({}, 'at first');
  let slowest = 0, turns = 0;
  for (const knob of knobs) {
    for (const value of placesOf(knob)) {
      if (String(value) === knob.default) continue;
      slowest = Math.max(slowest, await turn(page, name, knob.name, value));
      ++turns;
      await compare({ [knob.name]: value }, `${knob.name} ${value}`);
      await reset(page, name);
    }
    await wait(page, name, (exploration) => window.bookExplorations[exploration].begin());
    const before = await page.evaluate(contentOf, name, null);
    for (const value of knob.page ? ['', '-1e30', '1e30'] : knob.choices ? [] : ['x'.repeat(1999), '\uD800']) {
      await turn(page, name, knob.name, value);
      const refused = (await page.$(`[data-name=${name}] [aria-invalid]`)) !== null;
      if (!refused && knob.page) findings.add(name, knob.name, JSON.stringify(value), 'is not refused');
      if (refused && difference(await page.evaluate(contentOf, name, null), before)) findings.add(name, knob.name, JSON.stringify(value), 'was refused, and something else is shown');
    }
    await reset(page, name);
  }
  console.log(`${name}: ${turns} turns; first answer after ${first} ms, the slowest later one after ${slowest} ms`);
}

// Of a training only a short one is compared; a longer one is stopped.
async function checkTraining(page, exploration) {
  const { name } = exploration;
  const set = (steps) => page.evaluate((id, value) => {
    const input = document.getElementById(id);
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, `${name}-steps`, String(steps));
  const press = (words) => page.evaluate((exploration, text) => {
    [...document.querySelectorAll(`[data-name=${exploration}] button`)].find((button) => button.textContent === text).click();
  }, name, words);
  await set(60);
  const seen = await page.evaluate((exploration) => window.bookExplorations[exploration].answers(), name);
  await press('Train');
  await page.waitForFunction((exploration) => /Step \d+ of 60/.test(document.querySelector(`[data-name=${exploration}] .explored`).textContent), patience, name);
  await page.waitForFunction(isIdle, patience, name, seen);
  const told = difference(await page.evaluate(contentOf, name, null), await page.evaluate(contentOf, name, native(name, { steps: 60 }).html));
  if (told) findings.add(name, '60 steps:', told);
  await set(2000);
  await press('Train');
  await page.waitForFunction((exploration) => /Step 20 of 2000/.test(document.querySelector(`[data-name=${exploration}] .explored`).textContent), patience, name);
  await press('Stop');
  await page.waitForFunction((exploration) => window.bookExplorations[exploration].isIdle(), patience, name);
  const said = await page.$eval(`[data-name=${name}] .knobs-said`, (part) => part.textContent);
  if (!said.startsWith('Stopped')) findings.add(name, 'was stopped, and says', said);
  console.log(`${name}: trained 60 steps, watched, and stopped`);
}

async function pullArrow(page) {
  const tip = await page.$('.plane .tip.key');
  await tip.scrollIntoView();
  const box = await tip.boundingBox();
  const seen = await page.evaluate(() => window.bookExplorations.explore_arrows.answers());
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 60, box.y - 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(isIdle, patience, 'explore_arrows', seen);
  const options = await page.evaluate(() => Object.fromEntries(['query-x', 'query-y', 'key-x', 'key-y'].map((name) => [name, Number(window.bookExplorations.explore_arrows.value(name))])));
  if (Math.abs(options['key-x'] - 0.8) < 0.1) findings.add('explore_arrows', 'the tip was pulled, and did not move');
  const told = difference(await page.evaluate(contentOf, 'explore_arrows', null), await page.evaluate(contentOf, 'explore_arrows', native('explore_arrows', options).html));
  if (told) findings.add('explore_arrows', 'pulled:', told);
  await tip.evaluate((part) => part.focus());
  const before = await page.evaluate(() => window.bookExplorations.explore_arrows.value('key-y'));
  await page.keyboard.press('ArrowUp');
  const after = await page.evaluate(() => window.bookExplorations.explore_arrows.value('key-y'));
  if (Number(after) <= Number(before)) findings.add('explore_arrows', 'an arrow key does not move the tip');
}

async function pointAtWord(page) {
  await wait(page, 'explore_heads', (exploration) => window.bookExplorations[exploration].begin());
  const word = await page.$('[data-name=explore_heads] text.pointed-at');
  await word.scrollIntoView();
  await word.hover();
  const [dimmed, all] = await page.$$eval('[data-name=explore_heads] path.arc', (arcs) => [arcs.filter((arc) => arc.classList.contains('dimmed')).length, arcs.length]);
  if (dimmed === 0 || dimmed === all) findings.add('explore_heads', `pointing at a word dims ${dimmed} of ${all} arcs`);
}

const pages = readdirSync(folder).filter((name) => name.endsWith('.html') && readFileSync(join(folder, name), 'utf8').includes('"explorations":[{'));
const done = new Set();
for (const name of asked.length ? asked : pages) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => findings.add(name, 'error:', error.message));
  page.on('console', (message) => findings.add(name, 'console:', message.text()));
  await page.goto(pathToFileURL(folder).href + '/' + name);
  const { explorations } = await page.$eval('#knobs', (data) => JSON.parse(data.textContent));
  for (const exploration of explorations) {
    if (done.has(exploration.name)) continue;
    done.add(exploration.name);
    if (exploration.hands === 'training') await checkTraining(page, exploration);
    else await checkExploration(page, exploration);
    if (exploration.hands === 'plane') await pullArrow(page);
    if (exploration.hands === 'arcs') await pointAtWord(page);
  }
  await page.close();
}
if (!asked.length && done.size < 7) findings.add(`only ${done.size} explorations`);
await browser.close();
findings.end(`${done.size} explorations`);
