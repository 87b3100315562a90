// Finishes the pages that write_site() has written: sets formulas (MathJax, as SVG with MathML for screen readers),
// colours code (highlight.js), makes the index of the search (MiniSearch) and the book in one piece, for printing.
//
//     node finish.mjs TOOLS FOLDER [MODULE]     TOOLS holds node_modules, FOLDER the pages, MODULE chapters.js and .wasm
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const [tools, folder, moduleFolder] = process.argv.slice(2).map((path) => resolve(path));
const book = fileURLToPath(new URL('../../..', import.meta.url));
const load = createRequire(join(tools, 'package.json'));

const hljs = load('highlight.js/lib/core');
hljs.registerLanguage('cpp', load('highlight.js/lib/languages/cpp'));
hljs.registerLanguage('bash', load('highlight.js/lib/languages/bash'));

const { mathjax } = load('mathjax-full/js/mathjax.js');
const { TeX } = load('mathjax-full/js/input/tex.js');
const { SVG } = load('mathjax-full/js/output/svg.js');
const { liteAdaptor } = load('mathjax-full/js/adaptors/liteAdaptor.js');
const { RegisterHTMLHandler } = load('mathjax-full/js/handlers/html.js');
const { AssistiveMmlHandler } = load('mathjax-full/js/a11y/assistive-mml.js');
load('mathjax-full/js/input/tex/ams/AmsConfiguration.js');

const adaptor = liteAdaptor();
AssistiveMmlHandler(RegisterHTMLHandler(adaptor));
const formulas = mathjax.document('', {
  InputJax: new TeX({ packages: ['base', 'ams'] }),
  OutputJax: new SVG({ fontCache: 'local' }),
});

const characters = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (html) => html.replace(/&(amp|lt|gt|quot);/g, (_, name) => characters[name]);

function setFormula(latex, text) {
  const node = formulas.convert(latex, { display: true });
  const html = adaptor.outerHTML(node);
  if (html.includes('merror')) throw new Error(`a formula that cannot be set: ${latex}`);
  return `<div class="formula" data-text="${text}" tabindex="0">${html}</div>`;
}

const colour = (code, language) =>
  hljs.highlight(plain(code), { language, ignoreIllegals: true }).value.replaceAll('&#x27;', "'");

function finish(html) {
  return html
    .replace(/<div class="formula" data-latex="([^"]*)" data-text="([^"]*)">[^<]*<\/div>/g,
      (_, latex, text) => setFormula(plain(latex), text))
    .replace(/<code class="language-(cpp|bash)">([^<]*)<\/code>/g,
      (_, language, code) => `<code class="language-${language}">${colour(code, language)}</code>`);
}

// The articles of all pages in the order of the book, in one document: ids get the name of their page.
function inOnePiece(pages) {
  const within = (address) => address.replace(/\.html$/, '');
  return pages.map(({ address, html }) => {
    const article = /<article>([\s\S]*)<\/article>/.exec(html)[1];
    const name = within(address);
    const placed = article
      .replace(/ (id|for|aria-labelledby)="([^"]*)"/g,
        (_, what, ids) => ` ${what}="${ids.split(' ').map((id) => `${name}-${id}`).join(' ')}"`)
      .replace(/ href="#([^"]*)"/g, (_, id) => ` href="#${name}-${id}"`)
      .replace(/ (xlink:href)="#([^"]*)"/g, (_, what, id) => ` ${what}="#${name}-${id}"`)
      .replace(/ href="([\w.-]+\.html)(?:#([^"]*))?"/g,
        (_, page, id) => ` href="#${within(page)}${id ? '-' + id : ''}"`);
    return `<section id="${name}">${placed}</section>`;
  });
}

// What a chapter reads: results that were recorded, and the text from which a model learns.
function recordedFiles(chapter) {
  const found = [];
  const look = (path) => {
    for (const entry of readdirSync(join(book, path), { withFileTypes: true })) {
      const within = `${path}/${entry.name}`;
      if (entry.isDirectory() && entry.name === 'natural') look(within);
      else if (/\.csv$/.test(entry.name) || (path.endsWith('natural') && /\.json$/.test(entry.name))) found.push(within);
    }
  };
  look('common/trials');
  look(`chapters/${chapter}`);
  if (chapter === '12_language_model') found.push('common/corpus/book.txt');
  return found;
}

// The chapters as a module (site/live/build_module), if it was built: scripts, because a page that lies in a folder may
// not fetch anything. One has the loader, the worker and the module itself, and one for each chapter and model what is
// read there.
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString('base64');
function writeData(name, files) {
  writeFileSync(join(folder, `assets/data-${name}.js`),
    `(window.bookFiles = window.bookFiles || {})[${JSON.stringify(name)}] = ${JSON.stringify(files)};\n`);
}
if (moduleFolder) {
  const module = {
    loader: readFileSync(join(moduleFolder, 'chapters.js'), 'utf8'),
    worker: readFileSync(new URL('worker.js', import.meta.url), 'utf8'),
    wasm: packed(readFileSync(join(moduleFolder, 'chapters.wasm'))),
  };
  writeFileSync(join(folder, 'assets/module.js'), `window.bookModule = ${JSON.stringify(module)};\n`);
  for (const file of readdirSync(join(moduleFolder, 'texts'))) {
    const chapter = file.replace(/\.json$/, '');
    const files = { 'texts.json': readFileSync(join(moduleFolder, 'texts', file), 'utf8') };
    for (const path of recordedFiles(chapter)) files[path] = readFileSync(join(book, path), 'utf8');
    writeData(chapter, files);
  }
  const models = join(moduleFolder, 'models');
  for (const file of existsSync(models) ? readdirSync(models) : [])
    writeData(file.replace(/\.safetensors$/, ''), { [`models/${file}`]: { gzip: packed(readFileSync(join(models, file))) } });
}

const index = JSON.parse(readFileSync(join(folder, 'search.json'), 'utf8'));
const order = ['index.html', ...new Set(index.map((entry) => entry.address.split('#')[0]))];
const pages = new Map();
for (const address of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
  const html = finish(readFileSync(join(folder, address), 'utf8'));
  writeFileSync(join(folder, address), html);
  pages.set(address, html);
}

const whole = order.filter((address) => address !== 'index.html' && pages.has(address))
  .map((address) => ({ address, html: pages.get(address) }));
writeFileSync(join(folder, 'assets/whole.js'),
  `window.bookInOnePiece = ${JSON.stringify(inOnePiece(whole).join('\n'))};\n`);

const MiniSearch = load('minisearch');
const options = { fields: ['title', 'text'], storeFields: ['page', 'title', 'address', 'text'] };
const search = new MiniSearch(options);
search.addAll(index.map((entry, id) => ({ id, ...entry })));
writeFileSync(join(folder, 'assets/search.js'),
  readFileSync(join(tools, 'node_modules/minisearch/dist/umd/index.js'), 'utf8')
    .replace(/\/\/# sourceMappingURL=.*\n?/, '') +
  `\nwindow.bookIndex = MiniSearch.loadJS(${JSON.stringify(search.toJSON())}, ${JSON.stringify(options)});\n`);
rmSync(join(folder, 'search.json'));

const style = adaptor.textContent(formulas.outputJax.styleSheet(formulas));
writeFileSync(join(folder, 'assets/site.css'),
  `${readFileSync(join(folder, 'assets/site.css'), 'utf8')}\n/* ---- formulas, as MathJax sets them ---- */\n${style}\n`);
