// The knobs of a chapter. Turning one runs the chapter's own program in a worker, and what it says otherwise takes its
// place on the page: numbers in sentences, tables, figures, claims; sentences that are said only then.
(function () {
  'use strict';
  const data = document.getElementById('knobs');
  if (!data) return;
  const { chapter, knobs } = JSON.parse(data.textContent);
  const article = document.querySelector('article');

  const { element, loadScript } = window.bookPage;  // site.js

  // ---- the worker -------------------------------------------------------------------------------
  let worker = null, module = null, lastRun = 0;
  const waiting = new Map();

  async function startWorker() {
    if (!window.bookModule) {
      await Promise.all([loadScript('assets/module.js'), loadScript('assets/texts-' + chapter + '.js')]);
    }
    const source = new Blob([window.bookModule.loader, '\n', window.bookModule.worker], { type: 'text/javascript' });
    worker = new Worker(URL.createObjectURL(source));
    const ready = new Promise((done, failed) => {
      worker.onmessage = ({ data: message }) => {
        if (message.ready) {
          module = message.module;
          done();
        } else if (message.run === undefined) {
          failed(new Error(message.failed));
        } else {
          const { resolve, reject } = waiting.get(message.run) || {};
          waiting.delete(message.run);
          if (message.failed) reject && reject(new Error(message.failed)); else resolve && resolve(message.answer);
        }
      };
    });
    const files = { ...window.bookModule.files, 'texts.json': window.bookTexts };
    if (module) {
      worker.postMessage({ module, files });
    } else {
      const text = atob(window.bookModule.wasm);
      const compressed = new Uint8Array(text.length);
      for (let i = 0; i < text.length; ++i) compressed[i] = text.charCodeAt(i);
      worker.postMessage({ compressed, files });
    }
    await ready;
  }

  function stopWorker() {
    if (worker) worker.terminate();
    worker = null;
    waiting.clear();
  }

  async function run(options) {
    if (!worker) await startWorker();
    const number = ++lastRun;
    const answer = new Promise((resolve, reject) => waiting.set(number, { resolve, reject }));
    worker.postMessage({ run: number, chapter, options });
    return answer;
  }

  // ---- the page, and another one beside it -------------------------------------------------------
  const originals = new Map();  // what stood in an element, or whether it was hidden
  const added = new Set();
  let changed = [];

  // The parts of a page in which something can change, from the top; deep dives are gone through.
  const skipped = 'nav, h1, .read-note, .knobs, script';
  function parts(root) {
    const list = [];
    for (const child of root.children) {
      if (child.matches(skipped) || added.has(child) || child.querySelector(':scope > .read-note')) continue;
      if (child.matches('details.deep')) {
        list.push(child.querySelector('summary'), ...parts(child));
      } else if (child.tagName !== 'SUMMARY') {
        list.push(child);
      }
    }
    return list;
  }

  // What a part is, whatever its numbers are.
  function keyOf(part) {
    if (part.matches('figure.picture')) return 'picture ' + (part.querySelector('.drawing') || {}).id;
    if (part.matches('figure.table')) return 'table';
    if (part.matches('figure.code')) return 'code';
    if (part.matches('.formula')) return 'formula';
    const copy = part.cloneNode(true);
    for (const value of copy.querySelectorAll('.v')) value.textContent = value.dataset.v;
    for (const extra of copy.querySelectorAll('.anchor, .copy')) extra.remove();
    return part.tagName + ' ' + copy.textContent.replace(/\s+/g, ' ').trim();
  }

  // Pairs of places that say the same, as many as there can be: [in a, in b].
  function align(a, b) {
    const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; --i)
      for (let j = b.length - 1; j >= 0; --j)
        length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    const pairs = [];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) pairs.push([i++, j++]);
      else if (length[i + 1][j] >= length[i][j + 1]) ++i;
      else ++j;
    }
    return pairs;
  }

  function note(part) {
    changed.push(part);
    part.classList.add('changed');
    setTimeout(() => part.classList.remove('changed'), 2500);
  }
  function keep(part, what) {
    if (!originals.has(part)) originals.set(part, what);
  }
  function setText(part, text) {
    if (part.textContent === text) return;
    keep(part, { html: part.innerHTML });
    part.textContent = text;
    note(part);
  }
  function setHtml(part, html) {
    if (part.innerHTML === html) return;
    keep(part, { html: part.innerHTML });
    part.innerHTML = html;
    note(part);
  }

  function updateTable(old, now) {
    const before = [...old.querySelectorAll('th, td')], after = [...now.querySelectorAll('th, td')];
    if (before.length !== after.length || old.rows.length !== now.rows.length) {
      setHtml(old, now.innerHTML);
      return;
    }
    before.forEach((cell, i) => {
      if (cell.innerHTML !== after[i].innerHTML && !cell.matches('.timed')) setHtml(cell, after[i].innerHTML);
    });
  }

  function update(old, now) {
    if (old.matches('figure.code, .formula')) return;
    const drawing = old.querySelector('.drawing');
    if (drawing) {
      const other = now.querySelector('.drawing');
      if (drawing.textContent !== other.textContent || drawing.innerHTML !== other.innerHTML) setHtml(drawing, other.innerHTML);
      return;
    }
    const table = old.querySelector('table');
    if (table) updateTable(table, now.querySelector('table'));
    const before = [...old.querySelectorAll('.v')], after = [...now.querySelectorAll('.v')];
    before.forEach((value, i) => {
      if (after[i] && !value.matches('.timed')) setText(value, after[i].textContent);
    });
  }

  function showPage(html) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const now = parts(template.content), old = parts(article);
    const pairs = align(old.map(keyOf), now.map(keyOf));
    const matched = new Map(pairs.map(([i, j]) => [j, old[i]]));
    const said = new Set(pairs.map(([i]) => old[i]));
    for (const part of added) part.remove();
    added.clear();
    for (const part of old) {
      const isHidden = !said.has(part) && !part.matches('figure.code, .formula, h2, summary');
      if (isHidden) {
        keep(part, { hidden: part.hidden });
        part.hidden = true;
      } else if (part.hidden) {
        part.hidden = false;
      }
    }
    let before = null;
    now.forEach((part, j) => {
      const there = matched.get(j);
      if (there) {
        update(there, part);
        before = there;
      } else if (!part.matches('figure.code, .formula, h2, summary')) {
        const copy = part.cloneNode(true);
        if (before) before.after(copy); else article.append(copy);
        added.add(copy);
        note(copy);
        before = copy;
      }
    });
  }

  function reset() {
    for (const part of added) part.remove();
    added.clear();
    for (const [part, was] of originals) {
      if (was.html !== undefined) part.innerHTML = was.html;
      else part.hidden = was.hidden;
    }
    originals.clear();
    changed = [];
  }

  // ---- the controls ------------------------------------------------------------------------------
  const isNumber = (knob) => knob.kind === 'whole number' || knob.kind === 'number';
  const stepOf = (knob) => {
    if (knob.kind === 'whole number') return 1;
    return (knob.page[1] - knob.page[0]) / 200;
  };
  // A range of several powers of ten is turned by its logarithm.
  const isWide = (knob) => knob.page[0] > 0 && knob.page[1] / knob.page[0] >= 100;
  const toSlider = (knob, x) => (isWide(knob) ? Math.log(x) : Number(x));
  const fromSlider = (knob, x) => {
    const value = isWide(knob) ? Math.exp(x) : Number(x);
    if (knob.kind === 'whole number') return String(Math.round(value));
    return String(Number(value.toPrecision(3)));
  };

  const values = Object.fromEntries(knobs.map((knob) => [knob.name, knob.default]));
  const fields = new Map();
  const said = element('p', { className: 'knobs-said' });
  said.setAttribute('role', 'status');
  const nextButton = element('button', { type: 'button', textContent: 'Show what changed', hidden: true });
  const stopButton = element('button', { type: 'button', textContent: 'Stop', hidden: true });
  const resetButton = element('button', { type: 'button', textContent: 'Reset', hidden: true });
  const form = element('form', { className: 'knobs' }, element('h2', { textContent: 'Turn a knob' }));
  form.setAttribute('aria-label', 'Knobs of this chapter');
  form.addEventListener('submit', (event) => event.preventDefault());

  function makeField(knob) {
    const id = 'knob-' + knob.name;
    const label = element('label', { htmlFor: id }, knob.name.replaceAll('-', ' '));
    const about = element('small', { id: id + '-about', textContent: knob.meaning });
    let inputs;
    if (isNumber(knob)) {
      const number = element('input', {
        id, type: 'number', min: String(knob.page[0]), max: String(knob.page[1]), value: knob.default,
        step: knob.kind === 'whole number' ? '1' : 'any',
      });
      const slider = element('input', {
        type: 'range', min: String(toSlider(knob, knob.page[0])), max: String(toSlider(knob, knob.page[1])),
        step: isWide(knob) ? 'any' : String(stepOf(knob)),
      });
      slider.value = String(toSlider(knob, knob.default));
      slider.setAttribute('aria-label', knob.name + ', slider');
      slider.addEventListener('input', () => { number.value = fromSlider(knob, slider.value); ask(knob, number.value); });
      number.addEventListener('input', () => {
        if (Number(number.value) > 0 || !isWide(knob)) slider.value = String(toSlider(knob, number.value));
        ask(knob, number.value);
      });
      inputs = [number, slider];
    } else if (knob.kind === 'choice') {
      const select = element('select', { id }, ...knob.choices.map((choice) => element('option', { value: choice, textContent: choice })));
      select.value = knob.default;
      select.addEventListener('input', () => ask(knob, select.value));
      inputs = [select];
    } else {
      const text = element('input', { id, type: 'text', value: knob.default, maxLength: 2000, autocomplete: 'off', spellcheck: false });
      text.addEventListener('input', () => ask(knob, text.value));
      inputs = [text];
    }
    inputs[0].setAttribute('aria-describedby', id + '-about');
    fields.set(knob.name, { knob, inputs });
    return element('div', { className: 'knob' }, label, ...inputs, about);
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
    clearTimeout(timer);
    timer = setTimeout(() => { wanted = options(); void work(); }, isNumber(knob) || knob.kind === 'choice' ? 30 : 400);
  }

  function mark(name) {
    for (const { knob, inputs } of fields.values()) {
      if (knob.name === name) inputs[0].setAttribute('aria-invalid', 'true'); else inputs[0].removeAttribute('aria-invalid');
    }
  }

  function tell(words) { said.textContent = words; }

  // What is wrong is said beside the control, and the page stays as it was.
  function refuse(words) {
    const name = (/--([\w-]+)/.exec(words) || [])[1];
    mark(name);
    tell(words.replace(/--([\w-]+)/g, (_, option) => option.replaceAll('-', ' ')));
  }

  function tellChanges(exact) {
    const parts = new Set(changed);
    const count = parts.size;
    nextButton.hidden = count === 0;
    const words = count === 0 ? 'Nothing on this page depends on that.' : count === 1 ? 'One thing has changed.' : count + ' things have changed.';
    tell(words + (exact ? '' : ' (This browser rounds products in another way than the book: last digits may differ.)'));
  }

  async function work() {
    if (isRunning) return;
    isRunning = true;
    while (wanted) {
      const given = wanted;
      wanted = null;
      if (Object.keys(given).length === 0) {
        reset();
        mark(null);
        tell('');
        nextButton.hidden = true;
        ++answers;
        continue;
      }
      const slow = setTimeout(() => { tell('Computing …'); stopButton.hidden = false; }, 400);
      form.setAttribute('aria-busy', 'true');
      try {
        const answer = await run(given);
        if (answer.error) {
          refuse(answer.error);
        } else {
          changed = [];
          mark(null);
          showPage(answer.html);
          tellChanges(answer.exact);
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

  stopButton.addEventListener('click', () => {
    const all = [...waiting.values()];
    stopWorker();
    for (const { reject } of all) reject(new Error('stopped'));
    tell('Stopped. The page shows what it showed before.');
  });
  resetButton.addEventListener('click', () => {
    for (const { knob, inputs } of fields.values()) {
      values[knob.name] = knob.default;
      inputs[0].value = knob.default;
      if (inputs[1]) inputs[1].value = String(toSlider(knob, knob.default));
    }
    resetButton.hidden = true;
    wanted = {};
    void work();
  });
  let shown = -1;
  nextButton.addEventListener('click', () => {
    const seen = [...new Set(changed)].filter((part) => part.isConnected && part.getClientRects().length);
    if (!seen.length) return;
    shown = (shown + 1) % seen.length;
    seen[shown].scrollIntoView({ block: 'center' });
    note(seen[shown]);
    nextButton.textContent = 'Next change';
  });

  for (const knob of knobs) form.append(makeField(knob));
  form.append(element('div', { className: 'knobs-end' }, said, nextButton, stopButton, resetButton));
  const title = article.querySelector('.subtitle') || article.querySelector('h1');
  title.after(form);

  // For tests: what is shown, and whether anything is being computed.
  window.bookLive = { isIdle: () => !isRunning && !wanted, answers: () => answers };
})();
