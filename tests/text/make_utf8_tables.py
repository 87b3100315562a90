#!/usr/bin/env python3
"""Writes common/text/utf8_tables.h from Python's own Unicode data (run by hand, never by a test).

    python3 tests/text/make_utf8_tables.py > common/text/utf8_tables.h

The sets are exact for every code point that is assigned in this Python's version of Unicode.
Unassigned ones fall where the table gets shortest. With --checksum it prints what utf8_test.cpp
compares: the number of code points that str.lower() changes, and a hash (FNV-1a) over all of them.
"""
import sys
import unicodedata

LAST = 0x10FFFF
POINTS = [c for c in range(LAST + 1) if not 0xD800 <= c <= 0xDFFF]


def unassigned(c):
    return unicodedata.category(chr(c)) == "Cn"


def boundaries(inside, either):
    """Sorted code points at which membership flips; `either` says where we do not care."""
    flips, state, pending = [], False, None
    for c in range(LAST + 1):
        if 0xD800 <= c <= 0xDFFF or either(c):
            pending = c if pending is None else pending
            continue
        now = inside(c)
        if now != state:  # a set ends as early, and begins as late, as it may
            flips.append(pending if state and pending is not None else c)
            state = now
        pending = None
    return flips + ([LAST + 1] if state else [])


def lower_runs():
    """[first, last, step, delta]: every step-th code point from first to last moves by delta."""
    runs = []
    for c in POINTS:
        low = chr(c).lower()
        if low == chr(c) or len(low) > 1:  # U+0130 becomes two code points: a rule in utf8.cpp
            continue
        delta = ord(low) - c
        if runs and runs[-1][3] == delta:
            first, last, step, _ = runs[-1]
            if c - last == step or (first == last and c - last <= 2):
                runs[-1] = [first, c, c - last, delta]
                continue
        runs.append([c, c, 1, delta])
    return runs


def print_array(comment, declaration, items):
    print(f"\n{comment}\n{declaration} = {{")
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            print(line)
            line = "   "
        line += " " + item + ","
    print(line + "\n};")


def main():
    if "--checksum" in sys.argv:
        changed, h = 0, 0xCBF29CE484222325
        for c in POINTS:
            low = chr(c).lower()
            changed += low != chr(c)
            for byte in low.encode():
                h = (h ^ byte) * 0x100000001B3 % 2**64
        print(changed, hex(h))
        return

    # What lies between a letter and a sigma is found out by asking: is the sigma then a final one?
    skipped = {c for c in POINTS if ("a" + chr(c) + "Σ").lower()[-1] == "ς"
               and (chr(c) + "Σ").lower()[-1] == "σ"}
    cased = {c for c in POINTS if (chr(c) + "Σ").lower()[-1] == "ς"}
    assert not cased & skipped

    print(f"""\
// Tables of Unicode {unicodedata.unidata_version}, made by tests/text/make_utf8_tables.py. Nobody needs to read them.
//
// A set is the sorted list of code points at which membership flips: first in, first out, ...
#pragma once

#include <cstdint>

// clang-format off
namespace book::tables {{

struct CaseRun {{ char32_t first, last; int step, delta; }};""")
    print_array("// Every step-th code point from first to last is lower-cased by adding delta.",
                "inline constexpr CaseRun kLower[]",
                ["{%#x, %#x, %d, %d}" % tuple(r) for r in lower_runs()])
    print_array("// Marks and signs that belong to the word they stand in.",
                "inline constexpr char32_t kPartOfWord[]",
                ["%#x" % b for b in boundaries(skipped.__contains__, unassigned)])
    print_array("// Letters that have case, or look as if: a sigma behind one may be final.",
                "inline constexpr char32_t kCased[]",
                ["%#x" % b for b in boundaries(cased.__contains__,
                                               lambda c: c in skipped or unassigned(c))])
    print("\n}  // namespace book::tables\n// clang-format on")


main()
