// The explorations of a page: each a form and what the book's program makes of it, behind the section to which it
// belongs. They show nothing before a reader touches them.
(function () {
  'use strict';
  const data = document.getElementById('knobs');
  if (!data) return;
  const { explorations } = JSON.parse(data.textContent);
  const { element } = window.bookPage;  // site.js
  const { makeForm, makeRunner } = window.bookRun;  // run.js
  const svgElement = (name, attributes, ...children) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // ---- what a pointer can do ----------------------------------------------------------------------
  // Two arrows in a plane, whose tips are pulled by a pointer, or moved by arrow keys.
  function plane(live) {
    const far = 1.5, size = 300;
    const place = (x, y) => [size / 2 + x * size / (2 * far), size / 2 - y * size / (2 * far)];
    const drawing = svgElement('svg', { class: 'plane', viewBox: `0 0 ${size} ${size}`, role: 'group', 'aria-label': 'Two arrows from the middle' });
    for (let at = -1; at <= 1; at += 0.5) {
      const [x, y] = place(at, at);
      const strength = at === 0 ? 'axis' : 'grid';
      drawing.append(svgElement('line', { class: strength, x1: x, y1: 0, x2: x, y2: size }),
        svgElement('line', { class: strength, x1: 0, y1: y, x2: size, y2: y }));
    }
    for (const name of ['query', 'key']) {
      const line = svgElement('line', { class: 'shaft ' + name, x1: size / 2, y1: size / 2 });
      const word = svgElement('text', { class: 'word ' + name }, name);
      const tip = svgElement('circle', { class: 'tip ' + name, r: 9, tabindex: 0, role: 'slider', 'aria-label': 'tip of the ' + name });
      const show = () => {
        const values = [Number(live.value(name + '-x')), Number(live.value(name + '-y'))];
        const [x, y] = place(...values);
        line.setAttribute('x2', x);
        line.setAttribute('y2', y);
        tip.setAttribute('cx', x);
        tip.setAttribute('cy', y);
        word.setAttribute('x', Math.min(size - 40, x + 12));
        word.setAttribute('y', name === 'key' ? Math.max(14, y - 12) : Math.min(size - 4, y + 22));
        tip.setAttribute('aria-valuenow', values[0]);
        tip.setAttribute('aria-valuemin', -far);
        tip.setAttribute('aria-valuemax', far);
        tip.setAttribute('aria-valuetext', values.join(', '));
      };
      const pull = (x, y) => {
        const within = (number) => String(Math.round(Math.max(-far, Math.min(far, number)) * 100) / 100);
        live.set({ [name + '-x']: within(x), [name + '-y']: within(y) });
        show();
      };
      tip.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        tip.setPointerCapture(event.pointerId);
        tip.focus();
      });
      tip.addEventListener('pointermove', (event) => {
        if (!tip.hasPointerCapture(event.pointerId)) return;
        const box = drawing.getBoundingClientRect();
        pull((event.clientX - box.left) / box.width * 2 * far - far, far - (event.clientY - box.top) / box.height * 2 * far);
      });
      tip.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        pull(Number(live.value(name + '-x')) + step[0], Number(live.value(name + '-y')) + step[1]);
      });
      live.form.addEventListener('input', show);
      live.form.addEventListener('click', show);
      drawing.append(line, word, tip);
      show();
    }
    live.form.querySelector('.knob').before(drawing);
  }

  // Arcs of one word alone, while a pointer is on it or a key has chosen it. An arc knows its words by its ends.
  function pointAtArcs(shown) {
    for (const svg of shown.querySelectorAll('.drawing svg')) {
      const arcs = [...svg.querySelectorAll('path.arc')].map((path) => {
        const numbers = path.getAttribute('d').match(/-?[\d.]+/g).map(Number);
        return { path, from: numbers[1], to: numbers.at(-1) };
      });
      const words = [...svg.querySelectorAll('text.letter')];
      if (!arcs.length || !words.length) continue;
      const middle = svg.viewBox.baseVal.x + svg.viewBox.baseVal.width / 2;
      for (const word of words) {
        const x = Number(word.getAttribute('x')), y = Number(word.getAttribute('y'));
        const touches = (arc) => Math.abs((x < middle ? arc.from : arc.to) - y) < 12;
        const light = (on) => arcs.forEach((arc) => arc.path.classList.toggle('dimmed', on && !touches(arc)));
        word.classList.add('pointed-at');
        word.addEventListener('pointerenter', () => light(true));
        word.addEventListener('pointerleave', () => light(false));
      }
    }
  }

  // A curve that grows while something is trained, and what it says by then.
  function watch(shown) {
    const points = [], width = 600, height = 200;
    const curve = svgElement('polyline', { class: 'curve' });
    const drawing = svgElement('svg', { class: 'watched', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'The loss so far' }, curve);
    const words = element('p', {}), says = element('ul', {});
    shown.replaceChildren(words, drawing, says);
    return (progress) => {
      points.push(progress);
      const highest = points[0].loss;
      curve.setAttribute('points', points.map(({ step, loss }) => `${step / progress.of * width},${height - loss / highest * (height - 10)}`).join(' '));
      words.textContent = `Step ${progress.step} of ${progress.of}: the loss is ${progress.loss.toFixed(3)}.`;
      if (progress.says) says.replaceChildren(...progress.says.map((sentence) => element('li', { textContent: sentence })));
    };
  }

  // ---- one exploration ------------------------------------------------------------------------------
  function show(exploration) {
    const shown = element('div', { className: 'explored' });
    shown.setAttribute('aria-live', 'polite');
    const runner = makeRunner(exploration.data);
    const heading = element('h3', { textContent: exploration.title });
    const trains = exploration.hands === 'training';
    const live = makeForm({
      id: exploration.name,
      knobs: exploration.knobs,
      heading,
      label: exploration.title,
      button: trains ? 'Train' : '',
      async compute(given, tell) {
        const before = [...shown.childNodes];
        let onProgress;
        if (trains) {
          const grow = watch(shown);
          onProgress = (progress) => { tell(''); grow(progress); };
        }
        try {
          const answer = await runner.run(exploration.name, given, { onProgress });
          if (answer.error) {
            shown.replaceChildren(...before);
            return answer;
          }
          shown.innerHTML = answer.html;
          for (const part of shown.querySelectorAll('.subtitle')) part.remove();
          if (exploration.hands === 'arcs') pointAtArcs(shown);
          return { words: '', exact: answer.exact };
        } catch (error) {
          if (!trains || error.message !== 'stopped') shown.replaceChildren(...before);
          throw error;
        }
      },
      clear() { shown.replaceChildren(); },
      runner,
    });
    heading.after(element('p', { textContent: exploration.about }));
    if (exploration.hands === 'plane') plane(live);
    if (!trains) {
      const begin = element('button', { type: 'submit', textContent: 'Show' });
      live.end.prepend(begin);
    }
    const section = element('section', { className: 'exploration' }, live.form, shown);
    section.dataset.name = exploration.name;
    let before = document.getElementById(exploration.after);
    while (before.nextElementSibling && before.nextElementSibling.tagName !== 'H2') before = before.nextElementSibling;
    before.after(section);
    return live;
  }

  window.bookExplorations = Object.fromEntries(explorations.map((exploration) => [exploration.name, show(exploration)]));
})();
