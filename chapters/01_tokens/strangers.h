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
    const std::set<std::string_view> known = different_pieces(text.read);
    const Names words{"doughnuts", "taxes",    "untaxed", "donuts", "doughnuttery",
                      "Elokusa",   "beignets", "愛",      "🍩"};
    Table table{"word", "seen", "tokens", ""};
    bool spelt = true;
    for (const std::string& word : words) {
        const std::string piece = " " + word;
        const bool seen = known.count(piece) > 0;
        const Tokens tokens = bpe.encode(piece);
        table.add(printable(word), Cell(seen), joined(pieces_of(bpe, tokens)), tokens.size());
        if (bpe.decode(tokens) != piece) spelt = false;
        if (tokens.size() > piece.size()) spelt = false;
    }
    page.show(table, "Words in a sentence, with their space, after @{merges} merges");
    page.check("no word is unknown, and at worst it is spelt in bytes", spelt);
    page.values(
        {{"doughnuts", bpe.encode(" doughnuts").size()}, {"taxes", bpe.encode(" taxes").size()}});
    page.values({{"merge.doughnuts", merge_that_made(whole, " doughnuts")},
                 {"merge.taxes", merge_that_made(whole, " taxes")}});
    page.article_says("tokens in doughnuts", "1 or 2", "doughnuts");
    page.article_says("tokens in taxes", "more than 1", "taxes");
    page.text(R"md(
        A list of words would have said *unknown* where it says ✗. Here every word can be written, read and
        told from the others, and parts come to light that words share: the *un*, the *nuts*. Is *taxes*
        carved up, as the article has it? Tokens in *taxes*: @{taxes}; in *doughnuts*: @{doughnuts}. Merge
        @{merge.taxes} makes the one whole, and the other becomes so with merge @{merge.doughnuts},
        if one goes on so far. A tokenizer does not know
        what is odd, only what was frequent where it counted: in our sentences there are many taxes.)md");
}

inline void not_always_e(Page& page, const Text& text, const Bpe& bpe) {
    page.section("é is not always é");
    page.text(R"md(
        Some characters can be written in two ways: é as one code point, or as an *e* and an accent that
        is put on top of it. On a screen you cannot tell. In bytes you can.)md");
    // [accents]
    const std::string composed = "\u00E9";     // é as one code point
    const std::string decomposed = "e\u0301";  // e, and an accent on it
    const std::string emoji = "🍩";

    const Lines lines = together(text.read, text.french);
    const Bpe both = Bpe::train(lines, kMostMerges);
    // [/accents]
    page.cell("accents", kStrangers);
    Table table{"text", "characters", "bytes", "tokens: English", "with French"};
    for (const std::string& sample : {composed, decomposed, emoji}) {
        table.add(sample, characters_of(sample).size(), joined(hexadecimal(sample), " "),
                  cut_by(bpe, sample), cut_by(both, sample));
    }
    page.show(table, "A byte that is no character alone is printed as `\\x` and two digits");
    // [door]
    std::string complaint;
    try {
        checked_line("un caf\xC3 noir", "letter.txt", 1);  // half of an é
    } catch (const InputError& error) {
        complaint = error.what();
    }
    // [/door]
    page.value("complaint", complaint);
    page.text(R"md(
        In the English sentences é is so rare that it stays in bytes. Count the French ones as well, as
        chapter 10 does, and it becomes a token, but only as it was written there. The other one is still
        in pieces, and to a model the two have nothing in common. If they shall be the same, one must be
        turned into the other first (Unicode calls it *normalisation*), in training and ever after. This
        book does not: what comes out is what went in.

        A token may be a part of a character. A model that has said half of a 🍩 has said nothing that can
        be shown, and a program that prints while the model writes must wait for the rest. From outside,
        no halves may come in: the library's door lets in good UTF-8 only.)md");
    page.cell("door", kStrangers);
    page.text("> @{complaint}");
    page.check("the two é are different tokens", both.encode(composed) != both.encode(decomposed));
    page.check("an é that was often seen is one token", both.encode(composed).size() == 1);
    page.check("broken UTF-8 is stopped at the door", !complaint.empty());
    page.exercise("1.4", "How much of a half-said text can be shown?");
}

}  // namespace chapter_01
