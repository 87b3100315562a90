// The picture that stands beside a link to the site: common/site/assets/preview.png, 1200 by 630. Whoever changes the
// figure in it makes it again:
//
//     node tests/site/preview.mjs
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './browser.mjs';

const book = new URL('../../', import.meta.url);
const arcs = readFileSync(new URL('chapters/10_full_model/figures/cross_arcs.svg', book), 'utf8')
  .replace(/viewBox="[^"]*" width="[^"]*" height="[^"]*"/, 'viewBox="12 50 346 256"');  // without its title
const browser = await startBrowser();
const page = await browser.newPage();
await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
await page.setViewport({ width: 1200, height: 630 });
await page.setContent(`<!DOCTYPE html><style>
  body { margin: 0; width: 1200px; height: 630px; display: grid; grid-template-columns: 590px 1fr; align-items: center;
         font-family: Georgia, "DejaVu Serif", serif; color: #1f2328; background: #fff; }
  div { padding: 0 0 0 72px; } h1 { margin: 0; font-size: 70px; line-height: 1.1; font-weight: 600; }
  p { font-size: 30px; line-height: 1.4; color: #59636e; margin: 28px 0 0; }
  svg { width: 508px; height: auto; justify-self: end; margin-right: 72px; }
  svg .title, svg .paper { display: none; }
</style><div><h1>Attention,<br>Worked Out</h1><p>From one word to a translator that you trained yourself, and to the language
models of today.</p></div>${arcs}`);
const picture = await page.screenshot({ path: fileURLToPath(new URL('common/site/assets/preview.png', book)) });
await browser.close();
console.log(`${picture.length} bytes, at most 80000`);
process.exitCode = picture.length <= 80000 ? 0 : 1;
