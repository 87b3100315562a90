// Runs the book's programs, away from the page: in a worker that is made of this text and the module's loader. It is
// told {module, files} once, and then {run, name, options, asJson}: the program `name` answers, and what it does on the
// way is progress. The files are what programs read, by their path in the book: texts, or bytes.
'use strict';
let compiled = null;
let files = {};

function addFiles(FS) {
  for (const [path, content] of Object.entries(files)) {
    const whole = '/book/' + path;
    FS.mkdirTree(whole.slice(0, whole.lastIndexOf('/')));
    FS.writeFile(whole, content);
  }
}

// A fresh instance for every run: no run finds anything of another's.
async function run(name, options, asJson, onProgress) {
  let said = '';
  const instance = await self.BookChapters({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(compiled, imports).then((made) => done(made, compiled));
      return {};
    },
    print(line) { said += line + '\n'; },
    printErr(line) {
      if (line.startsWith('{"progress"')) onProgress(JSON.parse(line).progress);
    },
    quit(status, error) { throw error; },
  });
  addFiles(instance.FS);
  try {
    instance.callMain([name, JSON.stringify(options), ...(asJson ? ['json'] : [])]);
  } catch (error) {
    if (!said) throw error;
  }
  return JSON.parse(said);
}

self.onmessage = async ({ data }) => {
  if (data.module) {
    compiled = data.module;
    files = data.files;
    return;
  }
  const onProgress = (progress) => self.postMessage({ run: data.run, progress });
  try {
    self.postMessage({ run: data.run, answer: await run(data.name, data.options, data.asJson, onProgress) });
  } catch (error) {
    self.postMessage({ run: data.run, failed: String((error && error.message) || error) });
  }
};
