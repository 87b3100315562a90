// What lets a page compute: the book's own programs in workers, and forms with their options. live.js uses it for the
// knobs of a chapter, explore.js for the explorations within it.
(function () {
  'use strict';
  const { element, loadScript } = window.bookPage;  // site.js

  // ---- the module -------------------------------------------------------------------------------
  const once = new Map();  // scripts that are being loaded, or are there
  function script(address) {
    if (!once.has(address)) {
      once.set(address, loadScript(address));
      once.get(address).catch(() => once.delete(address));  // it may be there the next time
    }
    return once.get(address);
  }
  async function bytesOf(base64) {
    const text = atob(base64);
    const compressed = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) compressed[i] = text.charCodeAt(i);
    const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  let compiled = null;  // a promise of the module
  async function compile() {
    const bytes = await bytesOf(window.bookModule.wasm);
    if (!WebAssembly.validate(bytes)) throw new Error('this browser does not know the instructions that the book needs');
    return WebAssembly.compile(bytes);
  }
  // Files that a program reads, by their path in the book: of scripts that put them into window.bookFiles.
  const unpacked = new Map();
  async function files(data) {
    const all = {};
    for (const name of data) await script('assets/data-' + name + '.js');
    for (const name of data) {
      for (const [path, file] of Object.entries(window.bookFiles[name])) {
        if (typeof file === 'string') all[path] = file;
        else if (!unpacked.has(path)) unpacked.set(path, all[path] = await bytesOf(file.gzip));
        else all[path] = unpacked.get(path);
      }
    }
    return all;
  }

  // ---- a worker for one form ----------------------------------------------------------------------
  // `data` names what its programs read (assets/data-NAME.js).
  function makeRunner(data) {
    let worker = null, started = null, lastRun = 0, stops = 0;
    const waiting = new Map();

    // Who stops while it loads does not want what comes of it.
    async function start() {
      const before = stops;
      await script('assets/module.js');
      compiled = compiled || compile();
      const given = { module: await compiled, files: await files(data) };
      if (stops !== before) throw new Error('stopped');
      const source = new Blob([window.bookModule.loader, '\n', window.bookModule.worker], { type: 'text/javascript' });
      worker = new Worker(URL.createObjectURL(source));
      worker.onmessage = ({ data: message }) => {
        const { resolve, reject, onProgress } = waiting.get(message.run) || {};
        if (message.progress) {
          if (onProgress) onProgress(message.progress);
          return;
        }
        waiting.delete(message.run);
        if (message.failed) reject && reject(new Error(message.failed)); else resolve && resolve(message.answer);
      };
      worker.postMessage(given);
    }
    async function begun() {
      const mine = started = started || start();
      try {
        await mine;
      } catch (error) {
        if (started === mine) started = null;
        throw error;
      }
      if (started !== mine) throw new Error('stopped');
    }
    return {
      // Loads what it needs, for somebody who is about to ask.
      warm() { begun().catch(() => {}); },
      // What the program `name` answers. A few words of what it does on the way go to `onProgress`.
      async run(name, options, { onProgress, asJson } = {}) {
        await begun();
        const number = ++lastRun;
        const answer = new Promise((resolve, reject) => waiting.set(number, { resolve, reject, onProgress }));
        worker.postMessage({ run: number, name, options, asJson: Boolean(asJson) });
        return answer;
      },
      stop() {
        const all = [...waiting.values()];
        ++stops;
        if (worker) worker.terminate();
        worker = started = null;
        waiting.clear();
        for (const { reject } of all) reject(new Error('stopped'));
      },
    };
  }

  // ---- a form with options ------------------------------------------------------------------------
  const isNumber = (knob) => knob.kind === 'whole number' || knob.kind === 'number';
  const stepOf = (knob) => (knob.kind === 'whole number' ? 1 : (knob.page[1] - knob.page[0]) / 200);
  // A range of several powers of ten is turned by its logarithm.
  const isWide = (knob) => knob.page[0] > 0 && knob.page[1] / knob.page[0] >= 100;
  const toSlider = (knob, x) => (isWide(knob) ? Math.log(x) : Number(x));
  const fromSlider = (knob, x) => {
    const value = isWide(knob) ? Math.exp(x) : Number(x);
    if (knob.kind === 'whole number') return String(Math.round(value));
    return String(Number(value.toPrecision(3)));
  };

  // What somebody types or pulls is computed at once; of what they ask meanwhile, the last thing.
  //
  //     id, knobs       names of its fields; the options
  //     heading, label  an element, and what a screen reader calls the form
  //     button          if it says something, nothing is computed before it is pressed
  //     compute(given)  computes, and shows; returns what is to be told
  //     clear()         everything is as at first again
  //     runner          in which it computes
  function makeForm({ id, knobs, heading, label, button, compute, clear, runner }) {
    const values = Object.fromEntries(knobs.map((knob) => [knob.name, knob.default]));
    const fields = new Map();
    const idle = button ? '' : 'Change something, and what follows from it changes below.';
    const said = element('p', { className: 'knobs-said', textContent: idle });
    said.setAttribute('role', 'status');
    const stopButton = element('button', { type: 'button', textContent: 'Stop', hidden: true });
    const resetButton = element('button', { type: 'button', textContent: 'Reset', hidden: true });
    const badge = element('span', { className: 'badge', hidden: true });
    const form = element('form', { className: 'knobs' }, heading);
    form.setAttribute('aria-label', label);
    form.addEventListener('focusin', () => runner.warm(), { once: true });
    form.addEventListener('pointerdown', () => runner.warm(), { once: true });
    form.noValidate = true;  // what is wrong the program says, in its own words
    const tell = (words) => { said.textContent = words; };
    // Whether the numbers are those that every other machine computes.
    function wear(isExact) {
      badge.hidden = false;
      badge.textContent = isExact ? '✓ exact' : '≈ rounded';
      badge.title = isExact
        ? 'This browser computes the same bits as the book does everywhere.'
        : 'This browser rounds products in another way than the book: last digits may differ.';
    }

    function makeField(knob) {
      const fieldId = id + '-' + knob.name;
      const name = knob.name.replaceAll('-', ' ');
      const about = element('small', { id: fieldId + '-about', textContent: knob.meaning });
      let inputs;
      if (isNumber(knob)) {
        const number = element('input', {
          id: fieldId, type: 'number', min: String(knob.page[0]), max: String(knob.page[1]), value: knob.default,
          step: knob.kind === 'whole number' ? '1' : 'any',
        });
        const slider = element('input', {
          type: 'range', min: String(toSlider(knob, knob.page[0])), max: String(toSlider(knob, knob.page[1])),
          step: isWide(knob) ? 'any' : String(stepOf(knob)),
        });
        slider.value = String(toSlider(knob, knob.default));
        slider.setAttribute('aria-label', name + ', slider');
        slider.addEventListener('input', () => { number.value = fromSlider(knob, slider.value); ask(knob, number.value); });
        number.addEventListener('input', () => {
          if (Number(number.value) > 0 || !isWide(knob)) slider.value = String(toSlider(knob, number.value));
          ask(knob, number.value);
        });
        inputs = [number, slider];
      } else if (knob.kind === 'choice') {
        const select = element('select', { id: fieldId }, ...knob.choices.map((choice) => element('option', { value: choice, textContent: choice })));
        select.value = knob.default;
        select.addEventListener('input', () => ask(knob, select.value));
        inputs = [select];
      } else {
        const text = element('input', { id: fieldId, type: 'text', value: knob.default, maxLength: 2000, autocomplete: 'off', spellcheck: false });
        text.addEventListener('input', () => ask(knob, text.value));
        inputs = [text];
      }
      inputs[0].setAttribute('aria-describedby', fieldId + '-about');
      fields.set(knob.name, { knob, inputs });
      return element('div', { className: 'knob' }, element('label', { htmlFor: fieldId }, name), ...inputs, about);
    }

    function options() {
      const given = {};
      for (const { knob } of fields.values()) {
        if (values[knob.name] === knob.default) continue;
        given[knob.name] = isNumber(knob) && values[knob.name] !== '' ? Number(values[knob.name]) : values[knob.name];
      }
      return given;
    }

    let wanted = null, isRunning = false, timer = null, answers = 0;
    function ask(knob, value) {
      values[knob.name] = value;
      resetButton.hidden = Object.keys(options()).length === 0;
      if (button) return;
      clearTimeout(timer);
      timer = setTimeout(() => { wanted = options(); void work(); }, 20);
    }

    function mark(name) {
      for (const { knob, inputs } of fields.values()) {
        if (knob.name === name) inputs[0].setAttribute('aria-invalid', 'true'); else inputs[0].removeAttribute('aria-invalid');
      }
    }
    // What is wrong is said beside the control, and the page stays as it was.
    function refuse(words) {
      mark((/--([\w-]+)/.exec(words) || [])[1]);
      tell(words.replace(/--([\w-]+)/g, (_, option) => option.replaceAll('-', ' ')));
    }

    async function work() {
      if (isRunning) return;
      isRunning = true;
      while (wanted) {
        const given = wanted;
        wanted = null;
        const slow = setTimeout(() => { tell('Computing …'); stopButton.hidden = false; }, 400);
        form.setAttribute('aria-busy', 'true');
        try {
          const answer = await compute(given, tell);
          if (answer.error) {
            refuse(answer.error);
          } else {
            mark(null);
            tell(answer.words);
            if (answer.exact !== undefined) wear(answer.exact);
          }
        } catch (error) {
          if (error.message !== 'stopped') tell('It cannot be computed here: ' + error.message + '.');
        }
        clearTimeout(slow);
        stopButton.hidden = true;
        form.removeAttribute('aria-busy');
        ++answers;
      }
      isRunning = false;
    }

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      wanted = options();
      void work();
    });
    stopButton.addEventListener('click', () => {
      wanted = null;
      runner.stop();
      tell(button ? 'Stopped. What it had come to by then is shown.' : 'Stopped. The page shows what it showed before.');
    });
    resetButton.addEventListener('click', () => {
      for (const { knob, inputs } of fields.values()) {
        values[knob.name] = knob.default;
        inputs[0].value = knob.default;
        if (inputs[1]) inputs[1].value = String(toSlider(knob, knob.default));
      }
      resetButton.hidden = true;
      mark(null);
      tell(idle);
      clearTimeout(timer);
      wanted = null;
      if (isRunning) runner.stop();
      clear();
      ++answers;
    });
    for (const knob of knobs) form.append(makeField(knob));
    const end = element('div', { className: 'knobs-end' }, said, badge, stopButton, resetButton);
    if (button) end.prepend(element('button', { type: 'submit', textContent: button }));
    form.append(end);
    return {
      form,
      end,
      tell,
      value: (name) => values[name],
      // Somebody has turned it by other means than its field.
      set(given) {
        for (const [name, value] of Object.entries(given)) {
          const { knob, inputs } = fields.get(name);
          inputs[0].value = value;
          if (inputs[1]) inputs[1].value = String(toSlider(knob, value));
          ask(knob, String(value));
        }
      },
      begin() { wanted = options(); void work(); },
      // For tests: whether anything is being computed, and how often something was.
      isIdle: () => !isRunning && !wanted,
      answers: () => answers,
    };
  }

  window.bookRun = {
    makeRunner,
    makeForm,
    // The whole document, as ./book run --format json has it.
    json: (chapter, options) => makeRunner([chapter]).run(chapter, options, { asJson: true }),
  };
})();
