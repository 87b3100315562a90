// Uses a site as a reader does: search, keys, themes, progress, terms, copies, print, the contents on a telephone.
//
//     node use.mjs FOLDER
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Findings, startBrowser } from './browser.mjs';

const root = pathToFileURL(resolve(process.argv[2])).href + '/';
const findings = new Findings();
const browser = await startBrowser();
const page = await browser.newPage();
page.on('pageerror', (error) => findings.add('error:', error.message));
page.on('console', (message) => findings.add('console:', message.text()));
await page.setViewport({ width: 1440, height: 900 });

async function expect(what, holds) {
  let seen;
  for (let i = 0; i < 50; ++i) {
    seen = await holds();
    if (seen === true) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  findings.add(what, '(seen:', String(seen) + ')');
}
// A key counts once the page's script is there.
async function press(key) {
  await page.waitForSelector('.bar button', { timeout: 10000 });
  await page.keyboard.press(key);
}
async function arrive(name) {
  for (let i = 0; i < 100 && here() !== name; ++i) await new Promise((later) => setTimeout(later, 100));
  await page.waitForSelector('.bar button', { timeout: 10000 });
  return here() === name || here();
}
const here = () => page.url().split('/').pop();
const text = (selector) => page.$eval(selector, (e) => e.textContent).catch(() => 'nothing');

await page.goto(root + '05_softmax.html');
await press('ArrowRight');
await expect('→ leads to the exercises', () => arrive('exercises_05.html'));
await press('ArrowRight');
await expect('→ leads to the next chapter', () => arrive('06_multi_head.html'));
await press('ArrowLeft');
await expect('← leads back', () => arrive('exercises_05.html'));

await page.goto(root + '05_softmax.html');
await press('/');
await expect('/ opens the search', async () => (await page.$('dialog[open] input')) !== null);
await page.keyboard.type('vanishing gradient');
await expect('words are found, with what stands around them', async () => /vanish/i.test(await text('dialog .results small mark')));
await page.keyboard.press('ArrowDown');
await page.keyboard.press('Enter');
await expect('what was found is opened', () => /^0\d_\w+\.html#|^glossary/.test(here()) || here());
await expect('and is ready', async () => (await page.$('.bar button')) !== null && (await page.$('dialog[open]')) === null);
await press('/');
await page.keyboard.type('zyzzyva');
await expect('nothing is found where nothing is', async () => /Nothing/.test(await text('dialog .said')));
await page.keyboard.press('Escape');
await expect('Escape closes the search', async () => (await page.$('dialog[open]')) === null);

await page.goto(root + '05_softmax.html');
const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = await paper();
const [, theme] = await page.$$('.bar button:not(.menu-button)');
await theme.click();
await theme.click();
await expect('a button makes it dark', async () => (await paper()) !== light);
await page.goto(root + '06_multi_head.html');
await expect('and the next page is dark, too', async () => (await paper()) !== light);
const figure = await page.$eval('.drawing .paper', (e) => getComputedStyle(e).fill);
if (figure !== 'rgb(13, 17, 23)') findings.add('a figure is not dark on a dark page:', figure);
await page.evaluate(() => localStorage.clear());

await page.goto(root + '05_softmax.html');
await page.click('.read-note');
await expect('a chapter is read', async () => (await text('.progress')) === '1 of 14 chapters read');
await page.goto(root + 'index.html');
await expect('and the contents say so', async () => (await page.$$eval('.cover .is-read', (all) => all.length)) === 1);

await page.goto(root + '07_encoder_decoder.html');
await page.focus('a.term');
await expect('a term says what it means', async () => (await text('.tip')).length > 20);
await page.keyboard.press('Escape');
await expect('and Escape hides it', async () => (await page.$('.tip')) === null);

await page.setViewport({ width: 360, height: 740 });
await page.goto(root + '07_encoder_decoder.html');
await page.click('.menu-button');
await expect('the contents open on a telephone', async () => page.$eval('.sidebar', (e) => e.getBoundingClientRect().height > 300));

await page.goto(root + 'print.html');
await page.click('#whole-book');
await expect('the whole book is put on one page', async () => (await page.$$eval('#whole > section', (all) => all.length)) > 25);
await expect('with links that stay on it', async () => page.evaluate(() => {
  const links = [...document.querySelectorAll('#whole a[href^="#"]')].map((a) => decodeURIComponent(a.getAttribute('href').slice(1)));
  const lost = links.filter((id) => id && !document.getElementById(id));
  return lost.length === 0 ? true : lost.length + ' lost, ' + lost[0];
}));
const pdf = await page.pdf({ format: 'A4', timeout: 300000 });
if (pdf.length < 1e6) findings.add('the printed book has only', pdf.length, 'bytes');

await browser.close();
findings.end('a reader can use it');
