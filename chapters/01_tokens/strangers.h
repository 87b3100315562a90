// Two sections of chapter 01, about what no vocabulary was made for: words that nobody has seen, and
// characters that are not what they look like, or are none.
#pragma once

#include <set>
#include <string>

#include "notebook/page.h"
#include "pieces.h"

namespace chapter_01 {
using namespace book;

inline const char* const kStrangers = "chapters/01_tokens/strangers.h";

inline void never_seen(Page& page, const Text& text, const Bpe& bpe, const Bpe& whole) {
    page.section("Words that nobody has seen");
    page.quote("A word you invented (i.e taxes) definitely won't.", "the article");
    page.text(R"md(
        The article means that such a word does not survive the cutting in one piece. The table shows
        a few words, cut with our @{merges} merges. Some of them occur in the sentences that were counted; the second
        column says which.)md");
    const std::set<std::string_view> known = different_pieces(text.read);
    const Names words{"doughnuts", "taxes",    "untaxed", "donuts", "doughnuttery",
                      "Elokusa",   "beignets", "愛",      "🍩"};
    Table table{"word", "seen", "tokens", ""};
    bool spelt = true;
    for (const std::string& word : words) {
        const std::string piece = " " + word;
        const bool seen = known.count(piece) > 0;
        const Tokens tokens = bpe.encode(piece);
        table.add(printable(word), Cell(seen), joined(bpe.pieces(tokens)), tokens.size());
        if (bpe.decode(tokens) != piece) spelt = false;
        if (tokens.size() > piece.size()) spelt = false;
    }
    page.show(
        table,
        "Words as they occur in a sentence, with their space; a byte that is not a character by "
        "itself is printed as `\\x` and two digits");
    page.check("every word comes back from its tokens, and none has more tokens than bytes", spelt);
    page.values(
        {{"doughnuts", bpe.encode(" doughnuts").size()}, {"taxes", bpe.encode(" taxes").size()}});
    page.values({{"merge.doughnuts", merge_that_made(whole, " doughnuts")},
                 {"merge.taxes", merge_that_made(whole, " taxes")}});
    page.article_says("tokens in doughnuts", "1 or 2", "doughnuts");
    page.article_says("tokens in taxes", "more than 1", "taxes");
    page.values({{"donuts.cut", cut_by(bpe, " donuts")}, {"untaxed.cut", cut_by(bpe, " untaxed")}});
    page.text(R"md(
        Where the table has a ✗, a list of words would have said *unknown*. Here every word can be written, read and
        told from the others. Its pieces may show what it has in common with others: *donuts* is @{donuts.cut}. But
        they need not: *untaxed* is @{untaxed.cut}. Even the 🍩 comes through, as its four bytes.

        Is *taxes* carved up, as the article has it? Count the tokens: *taxes* is @{taxes}, and *doughnuts* is
        @{doughnuts}. Merge @{merge.taxes} makes *taxes* whole, while *doughnuts* becomes whole only with merge
        @{merge.doughnuts}, if the gluing goes on that far. A tokenizer has no idea which words are odd. It knows only
        what was frequent where it counted, and in our sentences there are a great many taxes.)md");
}

inline void not_always_e(Page& page, const Text& text, const Bpe& bpe) {
    page.section("é is not always é");
    page.text(R"md(
        Bytes can spell everything, but they are also very exact. Some characters can be written in two ways: é as
        one character, or as the letter `e` followed by an accent that is put on top of it. On the screen you cannot tell
        them apart. In bytes you can. The code makes both kinds, and a second vocabulary, for which the French
        sentences are counted as well.)md");
    // [accents]
    const std::string composed = "\u00E9";     // é as one character
    const std::string decomposed = "e\u0301";  // e, and an accent on it
    const std::string emoji = "🍩";

    const Lines lines = together(text.read, text.french);
    const Bpe both = Bpe::train(lines, kMostMerges);
    // [/accents]
    page.cell("accents", kStrangers);
    page.text("This is what becomes of the two, and of a doughnut:");
    Table table{"text", "characters", "bytes", "tokens: English", "with French"};
    for (const std::string& sample : {composed, decomposed, emoji}) {
        table.add(sample, characters_of(sample).size(), joined(hexadecimal(sample), " "),
                  cut_by(bpe, sample), cut_by(both, sample));
    }
    page.show(table,
              "Bytes are written with two digits, from 00 to FF; a dot separates two tokens");
    page.check("the two ways to write é are cut into different tokens",
               both.encode(composed) != both.encode(decomposed));
    page.check("with French sentences counted, é as one character is a single token",
               both.encode(composed).size() == 1);
    page.value("accent.bytes", joined(hexadecimal(composed), " "));
    page.text(R"md(
        In the English sentences é is so rare that it stays in its two bytes, @{accent.bytes}. If the French
        sentences are counted as well, which is what chapter 10 does, it becomes a token of its own. But only the é
        of the first row does. The other one is still in parts, and to a model the two have nothing in common. A
        program that wants them to be the same has to turn one into the other first, in training and ever after.
        This book does not: what comes out is what went in.

        The last row shows something else: a token may be *a part of a character*. A model that has written two of
        the doughnut's four bytes has written nothing that can be shown, and a program that prints while the model
        is still writing must wait for the rest. When reading, the library accepts no half characters. It checks
        every line, and here we give it half of an é:)md");
    // [door]
    std::string complaint;
    try {
        checked_line("un caf\xC3 noir", "letter.txt", 1);  // half of an é
    } catch (const InputError& error) {
        complaint = error.what();
    }
    // [/door]
    page.value("complaint", complaint);
    page.check("the library refuses a line with half a character", !complaint.empty());
    page.cell("door", kStrangers);
    page.text("It refuses, and says where:\n\n> @{complaint}");
    page.exercise(
        "1.4",
        "A model has written some bytes. How many of them can be shown as whole characters?");
}

}  // namespace chapter_01
