// Before anything is drawn: the theme that the reader chose, and that there is a script.
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('scripted');
  try {
    const theme = localStorage.getItem('book.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (e) { /* a browser that keeps nothing */ }
})();
