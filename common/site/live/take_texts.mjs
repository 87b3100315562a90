// Takes the prose out of a chapter's sources, so that the module for browsers carries none: it is loaded with the page
// that needs it.
//
//     node take_texts.mjs CHAPTER_FOLDER OUT TEXTS
//
// In OUT's copies of CHAPTER_FOLDER's .cpp every long text has become live_text(N); TEXTS is a list of them, of JSON.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder, out, textsFile] = process.argv.slice(2);
const kLong = 48;  // bytes: a call and a number take about as many
const texts = [];
const numbers = new Map();

// Comments, characters, raw strings, and strings that follow each other, which are one.
const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)+'|R"(\w*)\(([\s\S]*?)\)\1"|(?:"(?:[^"\\\n]|\\.)*"\s*)+/g;
const escapes = { n: '\n', t: '\t', '"': '"', '\\': '\\', "'": "'" };

// What a string says; nothing if it has an escape that is not known here.
function inside(strings) {
  let said = '';
  for (const [, text] of strings.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
    for (const [, character] of text.matchAll(/\\(.)/g)) if (!(character in escapes)) return undefined;
    said += text.replace(/\\(.)/g, (_, character) => escapes[character]);
  }
  return said;
}

// A format is read by the compiler, and a constant is made by it.
const isFormat = (text) => /[{}]/.test(text.replace(/@\{[^}]*\}/g, ''));
const isConstant = (before) => /constexpr[^;{}]*$/.test(before) || /#include\s*$/.test(before);

function take(source) {
  return source.replace(tokens, (whole, mark, raw, at) => {
    const isString = whole.startsWith('"');
    if (raw === undefined && !isString) return whole;
    const text = isString ? inside(whole) : raw;
    if (text === undefined || Buffer.byteLength(text) < kLong) return whole;
    if ((isString && isFormat(text)) || isConstant(source.slice(Math.max(0, at - 200), at))) return whole;
    if (!numbers.has(text)) numbers.set(text, texts.push(text) - 1);
    // The lines below keep their numbers: a compiler's complaint says where it is.
    return `live_text(${numbers.get(text)})${'\n'.repeat(whole.split('\n').length - 1)}`;
  });
}

mkdirSync(out, { recursive: true });
mkdirSync(dirname(textsFile), { recursive: true });
for (const name of readdirSync(folder).filter((file) => file.endsWith('.cpp')).sort()) {
  const source = readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(out, name), `#include "site/live/live_text.h"\n#line 1\n${take(source)}`);
}
writeFileSync(textsFile, JSON.stringify(texts));
