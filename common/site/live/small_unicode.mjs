// utf8proc for the module: what it knows of a character's category, width, boundaries and small letter. For its
// decompositions, and for capitals, no chapter of a page asks: most of its tables are about those.
//
//     node small_unicode.mjs UTF8PROC OUT     OUT gets utf8proc.h, utf8proc.c and the smaller utf8proc_data.c
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [from, out] = process.argv.slice(2);
const data = readFileSync(join(from, 'utf8proc_data.c'), 'utf8');

// The inside of one of its arrays.
function array(name) {
  const found = new RegExp(`${name}\\[\\] = \\{([\\s\\S]*?)\\n?\\};`).exec(data);
  if (!found) throw new Error(`utf8proc_data.c has no ${name}[]: is this another version of utf8proc?`);
  return found[1];
}
const numbers = (name) => array(name).split(',').map((x) => x.trim()).filter((x) => x).map(Number);

const sequences = numbers('utf8proc_sequences');
const small = [];  // what is left of them: small letters, of one or two units of UTF-16
function takeSmall(field) {
  if (field === 'UINT16_MAX') return field;
  const at = Number(field), begin = small.length;
  small.push(sequences[at]);
  if ((sequences[at] & 0xf800) === 0xd800) small.push(sequences[at + 1]);
  return String(begin);
}

const rows = [...array('utf8proc_properties').matchAll(/\{([^}]*)\}/g)].map(([, row]) => {
  const fields = row.split(',').map((field) => field.trim());
  if (fields.length !== 17) throw new Error(`a property of utf8proc has ${fields.length} fields, and not 17`);
  const [category, controls, width, boundary] = [fields[0], fields[13], fields[14], fields[16]];
  const none = (n) => Array(n).fill('UINT16_MAX').join(', ');
  const cases = `${none(3)}, ${takeSmall(fields[7])}, ${none(2)}`;
  return `{${category}, 0, 0, 0, ${cases}, false, false, false, ${controls}, ${width}, 0, ${boundary}}`;
});
const different = [...new Set(rows)];
const place = rows.map((row) => different.indexOf(row));

// Code points are looked up in two steps, 256 at a time: what is the same now is kept once.
const blocks = [], blockNumbers = new Map();
const second = numbers('utf8proc_stage2table').map((property) => place[property]);
const first = numbers('utf8proc_stage1table').map((begin) => {
  const block = second.slice(begin, begin + 256).join(', ');
  if (!blockNumbers.has(block)) blockNumbers.set(block, blocks.push(block) - 1);
  return 256 * blockNumbers.get(block);
});

mkdirSync(out, { recursive: true });
// What is the same stays untouched, or it would be compiled again.
function write(file, text) {
  const path = join(out, file);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
for (const file of ['utf8proc.c', 'utf8proc.h']) write(file, readFileSync(join(from, file), 'utf8'));
write('utf8proc_data.c', `
static const utf8proc_uint16_t utf8proc_sequences[] = {${small.join(', ')}};
static const utf8proc_uint16_t utf8proc_stage1table[] = {${first.join(', ')}};
static const utf8proc_uint16_t utf8proc_stage2table[] = {${blocks.join(',\n')}};
static const utf8proc_property_t utf8proc_properties[] = {${different.join(',\n')}};
static const utf8proc_uint16_t utf8proc_combinations[] = {0};
`);
