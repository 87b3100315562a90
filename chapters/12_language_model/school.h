// Chapter 12: what the model reads, what it has to beat, how it is trained, and what it writes.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/display_width.h"
#include "corpus/text_lessons.h"
#include "model/language_decoder.h"
#include "model/language_recipe.h"
#include "model/sampling.h"
#include "notebook/page.h"
#include "text/ngrams.h"

namespace chapter_12 {
using namespace book;

// Pieces as a reader sees them: the end of a paragraph is a piece, too.
inline std::string name_of_piece(const Bpe& bpe, int id) {
    return id == kEnd ? "¶" : bpe.piece(id);
}

// What pieces say, in lines that fit a page; a paragraph's end is a ¶.
inline std::string as_text(const Bpe& bpe, std::span<const int> ids) {
    std::string text;
    std::vector<int> paragraph;  // decoded as a whole: a letter may be cut in several pieces
    const auto end_paragraph = [&] {
        text += bpe.decode(paragraph);
        paragraph.clear();
    };
    for (const int id : ids) {
        if (id != kEnd) {
            paragraph.push_back(id);
            continue;
        }
        end_paragraph();
        text += " ¶ ";
    }
    end_paragraph();
    constexpr std::size_t kWidest = 74;
    std::string lines, line;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t blank = std::min(text.find_first_of(" \n", from), text.size());
        const std::string word = printable(text.substr(from, blank - from));
        from = blank + 1;
        if (word.empty()) continue;
        if (!line.empty() && line.size() + word.size() >= kWidest) {
            lines += line + "\n";
            line.clear();
        }
        line += line.empty() ? word : " " + word;
    }
    return lines + line + "\n";
}

// A beginning and what was written behind it.
inline std::string as_text(const Bpe& bpe, std::span<const int> prompt, std::span<const int> said) {
    std::vector<int> all(prompt.begin() + 1, prompt.end());  // without the end of what was before
    all.insert(all.end(), said.begin(), said.end());
    return as_text(bpe, all);
}

// What is written behind a prompt, with these settings and this seed.
inline std::vector<int> write_on(const LanguageModel& model, std::span<const int> prompt,
                                 int pieces, const SamplingSettings& settings, std::uint64_t seed) {
    LanguageDecoder decoder(model);
    Rng rng(seed);
    const int room = model.config().max_length - static_cast<int>(prompt.size()) + 1;
    std::vector<int> said;
    ConstView scores = decoder.read(prompt);
    while (std::ssize(said) < std::min(pieces, room)) {
        if (!said.empty()) scores = decoder.read(std::span(&said.back(), 1));
        said.push_back(sample(scores.row(0), settings, rng));
    }
    return said;
}

// Behind the end of a paragraph, as the model has read all beginnings.
inline std::vector<int> prompt_of(const Bpe& bpe, const std::string& text) {
    std::vector<int> ids{kEnd};
    const std::vector<int> pieces = bpe.encode(text);
    ids.insert(ids.end(), pieces.begin(), pieces.end());
    return ids;
}

// ---- what there is to beat ----------------------------------------------------------------------

struct Rival {
    std::string name;
    TextLoss loss;  // on the held-out text
};

// A guess, unigrams, bigrams, trigrams: counted on the training text, and tuned on the validation text.
inline std::vector<Rival> rivals_on(const TextLessons& lessons) {
    const char* const names[] = {"a guess", "unigrams", "bigrams", "trigrams"};
    std::vector<Rival> rivals;
    for (int order = 0; order <= kHighestOrder; ++order) {
        Ngrams ngrams(order, lessons.training, lessons.bpe.vocabulary_size());
        ngrams.tune(lessons.validation);
        rivals.push_back({names[order], text_loss(ngrams, lessons.held_out)});
    }
    return rivals;
}

inline void add_rival(Table& table, const Rival& rival, std::int64_t characters, bool mark) {
    const double bits = rival.loss.bits_per_character(characters);
    table.add(rival.name, rival.loss.nats_per_piece(), rival.loss.perplexity(),
              mark ? marked(Cell(bits)) : Cell(bits));
}

inline Table rivals_table() {
    return Table{"who predicts",
                 {"nats per piece", ".3f"},
                 {"perplexity", ".1f"},
                 {"bits per character", ".3f"}};
}

// ---- what it has learnt ---------------------------------------------------------------------------

// The pieces whose rows in the embedding point most nearly in the direction of this one's.
inline std::vector<std::string> nearest_pieces(const LanguageModel& model, const Bpe& bpe,
                                               int piece, std::size_t count) {
    const ConstView rows = model.embedding().value();
    const auto cosine = [&](int other) {
        double product = 0, own = 0, others = 0;
        for (int i = 0; i < rows.cols(); ++i) {
            product += double(rows(piece, i)) * double(rows(other, i));
            own += double(rows(piece, i)) * double(rows(piece, i));
            others += double(rows(other, i)) * double(rows(other, i));
        }
        return product / std::sqrt(own * others);
    };
    std::vector<std::pair<double, int>> all;
    for (int other = kFirstMerge; other < rows.rows(); ++other)  // bytes are no words
        if (other != piece) all.emplace_back(-cosine(other), other);
    std::sort(all.begin(), all.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(count, all.size()); ++i)
        names.push_back(without_blank(bpe.piece(all[i].second)));
    return names;
}

// ---- training -----------------------------------------------------------------------------------

// What it wrote after so many steps.
struct Writing {
    std::int64_t step = 0;
    std::string text;
};

struct Course {
    std::vector<double> steps, losses;       // of the training, averaged over the last steps
    std::vector<double> examined, held_out;  // now and then: nats per piece on the held-out text
    std::vector<Writing> writings;
    double seconds = 0;
};

}  // namespace chapter_12
