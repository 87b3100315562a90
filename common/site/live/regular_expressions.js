// What matcher.cpp asks of the browser.
mergeInto(LibraryManager.library, {
  $bookPatterns: {},

  // A pattern of PCRE2 in JavaScript's spelling: \x{...} is \u{...}, and there are no runs that give nothing back. (None
  // of ours could give back anything that would match otherwise.)
  $bookPattern: function (pattern) {
    return new RegExp(UTF8ToString(pattern).replace(/\\x\{/g, '\\u{').replace(/\+\+/g, '+'), 'uy');
  },

  // Tried on a few bytes first. Where a match ends with them it may go on, or hang on what comes next.
  book_match: function (pattern, text, at, end) {
    const expression = bookPatterns[pattern] || (bookPatterns[pattern] = bookPattern(pattern));
    for (let bytes = 64; ; bytes *= 4) {
      let stop = Math.min(end, at + bytes);
      while (stop < end && (HEAPU8[text + stop] & 0xc0) === 0x80) --stop;  // no half characters
      const seen = new TextDecoder('utf-8', { ignoreBOM: true }).decode(HEAPU8.subarray(text + at, text + stop));
      expression.lastIndex = 0;
      const found = expression.exec(seen);
      if (!found && stop === end) return 0;
      if (found && (found[0].length < seen.length || stop === end)) return new TextEncoder().encode(found[0]).length;
    }
  },
  book_match__deps: ['$bookPatterns', '$bookPattern'],
});
