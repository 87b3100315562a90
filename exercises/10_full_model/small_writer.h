// The model of exercise 10.4: it reads pieces, and says after each of them what may follow. Nothing to
// edit here, and no bug is hidden here.
#pragma once

#include <numeric>
#include <vector>

#include "nn/attention.h"
#include "suspects.h"

namespace exercise {

struct SmallWriter {
    book::Parameters all;                // everything it learns
    book::Parameter pieces;              // (pieces x d)
    book::Parameter places;              // (places x d)
    book::MultiHeadAttention attention;  // one head
    book::Parameter reader;              // (d x pieces)

    SmallWriter(int vocabulary, int longest) {
        const int d = 8;
        book::Rng rng(1);
        pieces = all.add_normal("pieces", {vocabulary, d}, 0.35, rng);
        places = all.add_normal("places", {longest, d}, 0.35, rng);
        attention =
            book::make_attention(all, "attention", d, 1, false, rng);
        reader = all.add_uniform_xavier("reader", {d, vocabulary}, rng);
    }
};

// What a piece is, plus where it stands.                                        n pieces -> (n x d)
inline book::Var rows_of(const SmallWriter& model, book::Tape& tape,
                         const Pieces& read) {
    Pieces order(read.size());  // 0, 1, 2, ...
    std::iota(order.begin(), order.end(), 0);
    const book::Var what = book::embed(model.pieces.on(tape), read);
    const book::Var where = book::embed(model.places.on(tape), order);
    return book::add(what, where);
}

}  // namespace exercise
