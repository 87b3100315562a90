// The knobs of a chapter. Turning one runs the chapter's own program in a worker, and what it says otherwise takes its
// place on the page: numbers in sentences, tables, figures, claims; sentences that are said only then.
(function () {
  'use strict';
  const data = document.getElementById('knobs');
  if (!data) return;
  const { chapter, knobs } = JSON.parse(data.textContent);
  if (!knobs.length) return;
  const article = document.querySelector('article');

  const { element } = window.bookPage;  // site.js
  const { makeForm, makeRunner } = window.bookRun;  // run.js
  const runner = makeRunner([chapter]);

  // ---- the page, and another one beside it -------------------------------------------------------
  const originals = new Map();  // what stood in an element, or whether it was hidden
  const added = new Set();
  let changed = [];

  // The parts of a page in which something can change, from the top; deep dives are gone through.
  const skipped = 'nav, h1, .read-note, .knobs, .exploration, script';
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

  // ---- the form ----------------------------------------------------------------------------------
  const nextButton = element('button', { type: 'button', textContent: 'Show what changed', hidden: true });

  function tellChanges() {
    const count = new Set(changed).size;
    nextButton.hidden = count === 0;
    return count === 0 ? 'Nothing on this page depends on that.' : count === 1 ? 'One thing has changed.' : count + ' things have changed.';
  }
  const clear = () => { reset(); nextButton.hidden = true; };

  const live = makeForm({
    id: 'knob',
    knobs,
    heading: element('h2', { textContent: 'Turn a knob' }),
    label: 'Knobs of this chapter',
    async compute(given) {
      if (Object.keys(given).length === 0) {
        clear();
        return { words: '' };
      }
      const answer = await runner.run(chapter, given);
      if (answer.error) return answer;
      changed = [];
      showPage(answer.html);
      return { words: tellChanges(), exact: answer.exact };
    },
    clear,
    runner,
  });
  live.end.insertBefore(nextButton, live.end.children[1]);
  let shown = -1;
  nextButton.addEventListener('click', () => {
    const seen = [...new Set(changed)].filter((part) => part.isConnected && part.getClientRects().length);
    if (!seen.length) return;
    shown = (shown + 1) % seen.length;
    seen[shown].scrollIntoView({ block: 'center' });
    note(seen[shown]);
    nextButton.textContent = 'Next change';
  });
  const title = article.querySelector('.subtitle') || article.querySelector('h1');
  title.after(live.form);
  window.bookLive = live;  // for tests
})();
