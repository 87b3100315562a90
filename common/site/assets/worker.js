// Runs chapters, away from the page: in a worker that is made of this text and the module's loader. It is told
// {compressed, files} once (or {module, files}, if another worker has compiled it already), and then runs {chapter,
// options}. The files are what chapters read, by their path in the book.
'use strict';
let compiled = null;
let files = {};

function addFiles(FS) {
  for (const [path, text] of Object.entries(files)) {
    const whole = '/book/' + path;
    FS.mkdirTree(whole.slice(0, whole.lastIndexOf('/')));
    FS.writeFile(whole, text);
  }
}

async function compile(message) {
  if (message.module) return message.module;
  const stream = new Blob([message.compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = await new Response(stream).arrayBuffer();
  if (!WebAssembly.validate(bytes)) throw new Error('this browser does not know the instructions that the book needs');
  return WebAssembly.compile(bytes);
}

// A fresh instance for every run: no run finds anything of another's.
async function run(chapter, options) {
  let said = '';
  const instance = await self.BookChapters({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(compiled, imports).then((made) => done(made, compiled));
      return {};
    },
    print(line) { said += line + '\n'; },
    printErr() {},
    quit(status, error) { throw error; },
  });
  addFiles(instance.FS);
  try {
    instance.callMain([chapter, JSON.stringify(options)]);
  } catch (error) {
    if (!said) throw error;
  }
  return JSON.parse(said);
}

self.onmessage = async ({ data }) => {
  try {
    if (data.compressed || data.module) {
      compiled = await compile(data);
      files = data.files;
      self.postMessage({ ready: true, module: compiled });
    } else {
      self.postMessage({ run: data.run, answer: await run(data.chapter, data.options) });
    }
  } catch (error) {
    self.postMessage({ run: data.run, failed: String((error && error.message) || error) });
  }
};
