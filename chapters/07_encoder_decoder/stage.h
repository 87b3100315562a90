// What all sections of chapter 07 look at: a model that has learnt nothing, and a pair of sentences
// in its pieces.
#pragma once

#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "by_hand.h"
#include "text/bpe.h"
#include "text/lines.h"

namespace chapter_07 {
using namespace book;

using by_hand::How;
using by_hand::Norm;
using Ids = std::vector<int>;
using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

constexpr int kMostPieces = 24;  // of a sentence

struct Stage {
    Bpe bpe;
    Transformer model;
    Ids source;  // ends with <end>
    Ids target;
    Ids said;                 // <begin>, then the target
    Matrix encoded;           // (S x d)  the encoder's rows: what it makes of the source
    std::vector<Ids> others;  // further sources, of other lengths

    Stage(Bpe pieces, TransformerConfig config, std::uint64_t seed)
        : bpe(std::move(pieces)), model(sized(config, bpe), seed) {}

    void set(const std::string& sentence, const std::string& translation) {
        target = pieces_of(translation, "--target");
        said = target;
        said.insert(said.begin(), kBegin);

        source = pieces_of(sentence, "--sentence");
        source.push_back(kEnd);
        encoded = encode(source);
    }

    Ids with_end(const std::string& sentence) const {
        Ids ids = bpe.encode(sentence);
        ids.push_back(kEnd);
        return ids;
    }
    int any_piece(Rng& rng) const { return rng.below(bpe.vocabulary_size()); }

    // By hand:
    Matrix encode(const Ids& ids, How how = {}, Trace* trace = nullptr) const {
        return by_hand::encode(model, ids, how, trace);
    }
    Matrix decode(const Ids& ids, How how = {}, Trace* trace = nullptr) const {
        return by_hand::decode(model, ids, encoded, how, trace);
    }
    // The library's, for one sentence, or for several that lie one behind the other:
    Matrix library_encode(const Ids& ids, Trace* trace = nullptr) const {
        return library_encode(ids, Segments::one(static_cast<int>(ids.size())), trace);
    }
    Matrix library_encode(const Ids& ids, const Segments& rows, Trace* trace = nullptr) const {
        Tape tape(Tape::Mode::inference);
        const Var x = model.encode(tape, ids, rows, trace);
        return Matrix(x.value());
    }
    Matrix library_decode(const Ids& ids, Trace* trace = nullptr) const {
        Tape tape(Tape::Mode::inference);
        const Segments rows = Segments::one(static_cast<int>(ids.size()));
        const Segments source_rows = Segments::one(encoded.rows());
        const Var read = tape.constant(encoded);
        const Var x = model.decode(tape, ids, rows, read, source_rows, trace);
        return Matrix(x.value());
    }

  private:
    static TransformerConfig sized(TransformerConfig config, const Bpe& bpe) {
        config.vocabulary = bpe.vocabulary_size();
        return config;
    }
    Ids pieces_of(const std::string& text, const char* option) const {
        Ids ids = bpe.encode(typed_line(text, option));
        const int count = static_cast<int>(ids.size());
        require_input(count >= 2 && count <= kMostPieces,
                      "{} has {} pieces in this vocabulary: give 2 to {}", option, count,
                      kMostPieces);
        return ids;
    }
};

inline Names names_of(const Bpe& bpe, const Ids& ids) {
    Names names;
    for (int id : ids) names.push_back(bpe.piece(id));
    return names;
}

// The same for the columns of a figure: <begin> would make all of them wide.
inline Names narrow_names_of(const Bpe& bpe, const Ids& ids) {
    Names names = names_of(bpe, ids);
    std::replace(names.begin(), names.end(), std::string("<begin>"), std::string("begin"));
    return names;
}

inline std::string joined(const Names& names) { return fmt::format("{}", fmt::join(names, "|")); }

template <class T>
std::vector<T> first_of(const std::vector<T>& items, std::ptrdiff_t most) {
    return {items.begin(), items.begin() + std::min(most, std::ssize(items))};
}

inline Matrix first_rows(const Matrix& x, int n) { return Matrix(x.view().row_block(0, n)); }
inline Matrix last_row(const Matrix& x) { return Matrix(x.view().row_block(x.rows() - 1, 1)); }

}  // namespace chapter_07
