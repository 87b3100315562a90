// What a page can do beyond being read: search, themes, progress, terms, anchors and copies. Without it, every page
// is whole.
(function () {
  'use strict';
  const root = document.documentElement;
  const bar = document.querySelector('.bar');

  // What the reader has done here: kept by the browser, if it keeps anything.
  const kept = {
    get(name) {
      try { return JSON.parse(localStorage.getItem('book.' + name)); } catch (e) { return null; }
    },
    set(name, value) {
      try { localStorage.setItem('book.' + name, JSON.stringify(value)); } catch (e) { /* nothing is kept */ }
    },
  };

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key in made) made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // ---- the contents, on a narrow screen --------------------------------------------------------
  const sidebar = document.getElementById('sidebar');
  const menu = element('button', { type: 'button', className: 'menu-button', textContent: 'Contents' });
  menu.setAttribute('aria-controls', 'sidebar');
  menu.setAttribute('aria-expanded', 'false');
  function openMenu(open) {
    sidebar.classList.toggle('is-open', open);
    menu.setAttribute('aria-expanded', String(open));
  }
  menu.addEventListener('click', () => openMenu(!sidebar.classList.contains('is-open')));
  sidebar.addEventListener('click', (event) => { if (event.target.closest('a')) openMenu(false); });
  bar.prepend(menu);
  const current = sidebar.querySelector('[aria-current]');
  if (current && current.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = current.offsetTop - 120;

  // ---- light, dark, or as the system is --------------------------------------------------------
  const themes = ['system', 'light', 'dark'];
  const themeButton = element('button', { type: 'button' });
  function showTheme(theme) {
    if (theme === 'system') delete root.dataset.theme; else root.dataset.theme = theme;
    themeButton.textContent = { system: '◐', light: '☀', dark: '☾' }[theme];
    themeButton.setAttribute('aria-label', 'Colours: ' + theme + '. Change');
    themeButton.title = 'Colours: ' + theme;
  }
  let theme = root.dataset.theme || 'system';
  showTheme(theme);
  themeButton.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    showTheme(theme);
    try { localStorage.setItem('book.theme', theme); } catch (e) { /* nothing is kept */ }
  });

  // ---- search: the index is loaded when it is first asked for -----------------------------------
  const searchButton = element('button', { type: 'button', textContent: 'Search' });
  searchButton.append(' ', element('kbd', { textContent: '/' }));
  bar.append(searchButton, themeButton);
  let dialog = null;

  function loadScript(address) {
    return new Promise((done, failed) => {
      const script = element('script', { src: address });
      script.addEventListener('load', done);
      script.addEventListener('error', () => failed(new Error(address + ' is not there')));
      document.head.append(script);
    });
  }

  window.bookPage = { element, loadScript };  // for live.js

  // Some words around the first that was found, and those that were found marked.
  function snippet(text, words) {
    const lower = text.toLowerCase();
    const found = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
    const at = found.length ? Math.min(...found) : 0;
    const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, at - 60)));
    const piece = (from > 0 ? '…' : '') + text.slice(from, from + 200) + (from + 200 < text.length ? '…' : '');
    const shown = element('small');
    const pattern = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    const parts = pattern ? piece.split(new RegExp('(' + pattern + ')', 'gi')) : [piece];
    parts.forEach((part, i) => shown.append(i % 2 ? element('mark', { textContent: part }) : part));
    return shown;
  }

  function makeDialog() {
    const input = element('input', { type: 'search', placeholder: 'Words, such as: mask softmax' });
    input.setAttribute('aria-label', 'Search the book');
    const close = element('button', { type: 'button', textContent: 'Close' });
    const list = element('ol', { className: 'results' });
    const said = element('p', { className: 'said' });
    said.setAttribute('role', 'status');
    const made = element('dialog', { className: 'search' },
      element('div', { className: 'search-box' }, input, close), said, list);
    made.setAttribute('aria-label', 'Search');
    close.addEventListener('click', () => made.close());
    made.addEventListener('click', (event) => { if (event.target === made) made.close(); });
    input.addEventListener('input', () => show(input.value));
    made.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {  // a search field would only be emptied
        event.preventDefault();
        made.close();
        return;
      }
      const links = [...list.querySelectorAll('a')];
      const at = links.indexOf(document.activeElement);
      if (event.key === 'ArrowDown' && links.length) {
        event.preventDefault();
        links[Math.min(at + 1, links.length - 1)].focus();
      } else if (event.key === 'ArrowUp' && links.length) {
        event.preventDefault();
        if (at <= 0) input.focus(); else links[at - 1].focus();
      } else if (event.key === 'Enter' && document.activeElement === input && links.length) {
        links[0].click();
      }
    });
    function show(words) {
      list.replaceChildren();
      const query = words.trim();
      if (!window.bookIndex) return;  // it is being read
      if (!query) { said.textContent = ''; return; }
      const found = window.bookIndex.search(query, { prefix: true, fuzzy: 0.15, boost: { title: 3 }, combineWith: 'AND' });
      said.textContent = found.length === 0 ? 'Nothing in the book has these words.'
        : found.length === 1 ? '1 section' : found.length + ' sections';
      const wanted = query.toLowerCase().split(/\s+/);
      for (const one of found.slice(0, 20)) {
        const link = element('a', { href: one.address }, element('b', { textContent: one.title }),
          element('small', { textContent: one.page }), snippet(one.text, wanted));
        link.addEventListener('click', () => made.close());
        list.append(element('li', {}, link));
      }
    }
    document.body.append(made);
    return { made, input, said, show };
  }

  async function openSearch() {
    dialog = dialog || makeDialog();
    if (!dialog.made.open) dialog.made.showModal();
    dialog.input.focus();
    dialog.input.select();
    if (window.bookIndex) return;
    dialog.said.textContent = 'The index is being read …';
    try {
      await loadScript('assets/search.js');
      dialog.show(dialog.input.value);
    } catch (error) {
      dialog.said.textContent = 'The index cannot be read: ' + error.message + '.';
    }
  }
  searchButton.addEventListener('click', openSearch);

  // ---- keys ------------------------------------------------------------------------------------
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    if (target.closest('input, select, textarea, dialog, [contenteditable]')) return;
    if (event.key === '/') {
      event.preventDefault();
      openSearch();
    } else if (event.key === 'Escape') {
      openMenu(false);
      hideTip();
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (target.closest('.scroll, pre, .formula, details > summary')) return;
      const way = document.querySelector(event.key === 'ArrowLeft' ? 'a[rel=prev]' : 'a[rel=next]');
      if (way) way.click();
    }
  });

  // ---- progress --------------------------------------------------------------------------------
  const main = document.getElementById('content');
  const chapters = new Set([...document.querySelectorAll('.sidebar [data-read]')].map((e) => e.dataset.read));
  function showProgress() {
    const read = kept.get('read') || {};
    let count = 0;
    for (const address of chapters) if (read[address]) ++count;
    for (const entry of document.querySelectorAll('[data-read]'))
      entry.classList.toggle('is-read', Boolean(read[entry.dataset.read]));
    let line = sidebar.querySelector('.progress');
    if (!line) {
      line = element('p', { className: 'progress' });
      sidebar.prepend(line);
    }
    line.textContent = count + ' of ' + chapters.size + ' chapters read';
  }
  if (main.dataset.page) {
    const note = element('button', { type: 'button', className: 'read-note' });
    const address = main.dataset.page;
    const label = () => {
      note.textContent = (kept.get('read') || {})[address] ? '✓ Read. Take that back' : 'I have read this chapter';
    };
    note.addEventListener('click', () => {
      const read = kept.get('read') || {};
      if (read[address]) delete read[address]; else read[address] = true;
      kept.set('read', read);
      label();
      showProgress();
    });
    label();
    document.querySelector('article').append(element('p', {}, note));
  }
  showProgress();

  // ---- anchors, copies --------------------------------------------------------------------------
  for (const heading of document.querySelectorAll('article h2[id], article h3[id]')) {
    const anchor = element('a', { className: 'anchor', href: '#' + heading.id, textContent: '#' });
    anchor.setAttribute('aria-label', 'A link to this section');
    heading.append(anchor);
  }
  if (navigator.clipboard) {
    for (const code of document.querySelectorAll('figure.code pre, .task > pre')) {
      let figure = code.closest('figure');
      if (!figure) {
        figure = element('figure', { className: 'code' });
        code.replaceWith(figure);
        figure.append(code);
      }
      const button = element('button', { type: 'button', className: 'copy', textContent: 'Copy' });
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(code.textContent);
          button.textContent = 'Copied';
        } catch (e) {
          button.textContent = 'Not allowed here';
        }
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
      });
      figure.append(button);
    }
  }

  // ---- what is wider than the page fades where it goes on ----------------------------------------
  const wide = document.querySelectorAll('.scroll, .code pre, .formula');
  const fade = (part) => part.classList.toggle('goes-on', part.scrollLeft + part.clientWidth < part.scrollWidth - 4);
  const whenResized = new ResizeObserver((entries) => entries.forEach(({ target }) => fade(target)));
  for (const part of wide) {
    part.addEventListener('scroll', () => fade(part), { passive: true });
    whenResized.observe(part);
  }

  // ---- terms: their meaning under the pointer, or when they have the focus ----------------------
  const termData = document.getElementById('terms');
  const meanings = termData ? JSON.parse(termData.textContent) : {};
  let tip = null;
  function hideTip() {
    if (tip) tip.remove();
    tip = null;
  }
  function showTip(link) {
    hideTip();
    const meaning = meanings[link.dataset.term];
    if (!meaning) return;
    tip = element('div', { className: 'tip', id: 'tip' }, element('strong', { textContent: link.dataset.term }), meaning);
    tip.setAttribute('role', 'tooltip');
    document.body.append(tip);
    link.setAttribute('aria-describedby', 'tip');
    const box = link.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 12);
    tip.style.left = Math.max(8, left) + window.scrollX + 'px';
    const below = box.bottom + 6 + tip.offsetHeight < window.innerHeight;
    tip.style.top = (below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + window.scrollY + 'px';
  }
  for (const link of document.querySelectorAll('a.term')) {
    link.addEventListener('mouseenter', () => showTip(link));
    link.addEventListener('mouseleave', hideTip);
    link.addEventListener('focus', () => showTip(link));
    link.addEventListener('blur', hideTip);
  }

  // ---- where the reader is on the page -----------------------------------------------------------
  const places = new Map([...document.querySelectorAll('.places a')].map((a) => [a.hash.slice(1), a]));
  if (places.size && 'IntersectionObserver' in window) {
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of places.values()) link.classList.remove('here');
        const link = places.get(entry.target.id);
        if (link) link.classList.add('here');
      }
    }, { rootMargin: '-10% 0px -80% 0px' });
    for (const id of places.keys()) {
      const heading = document.getElementById(decodeURIComponent(id));
      if (heading) seen.observe(heading);
    }
  }

  // ---- print -------------------------------------------------------------------------------------
  // What is folded is printed, too, but for answers and solutions.
  let unfolded = [];
  window.addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('details.deep:not([open])')];
    for (const part of unfolded) part.open = true;
  });
  window.addEventListener('afterprint', () => { for (const part of unfolded) part.open = false; });
  const whole = document.getElementById('whole');
  if (whole) {
    const button = element('button', {
      type: 'button', id: 'whole-book', className: 'read-note', textContent: 'Put the whole book on this page',
    });
    let isThere = false;
    button.addEventListener('click', async () => {
      if (isThere) {
        window.print();
        return;
      }
      button.textContent = 'The book is being put together …';
      try {
        await loadScript('assets/whole.js');
        whole.innerHTML = window.bookInOnePiece;
        isThere = true;
        button.textContent = 'Print it';
      } catch (error) {
        button.textContent = 'It cannot be read: ' + error.message;
      }
    });
    whole.before(element('p', {}, button));
  }
})();
