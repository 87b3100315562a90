// The model of exercise 12.6: two layers with one head each, and nothing else. Nothing to edit here, and no
// bug is hidden here.
#pragma once

#include <vector>

#include "core/require.h"
#include "tensor/matmul.h"
#include "tensor/matrix.h"
#include "tensor/ops.h"

namespace exercise {

// Which column of a row means what. Each block begins where the one before it
// ends.
struct Columns {
    int pieces = 0;  // how many different pieces there are
    int places = 0;  // of the longest text

    int piece(int p) const { return p; }
    int place(int i) const { return pieces + i; }
    int note(int p) const { return pieces + places + p; }
    int said(int p) const { return 2 * pieces + places + p; }
    int width() const { return 3 * pieces + places; }
};

// The matrices of the two layers, each (width x width).
struct TwoLooks {
    book::Matrix look_1, write_1;
    book::Matrix look_2, write_2;
};

// What comes of a text: who looked at whom in either layer, and the
// probability of each piece as the next one.
struct TextRead {
    book::Matrix weights_1, weights_2;  // (n x n)
    book::Matrix next;                  // (n x pieces)
};

inline book::Matrix rows_of(const std::vector<int>& text,
                            const Columns& columns) {
    book::Matrix x({static_cast<int>(text.size()), columns.width()});
    for (int i = 0; i < x.rows(); ++i) {
        x(i, columns.piece(text[static_cast<std::size_t>(i)])) = 1;
        x(i, columns.place(i)) = 1;
    }
    return x;
}

// One layer: x becomes x + softmax(mask(x look x^T)) x write.
inline book::Matrix one_layer(book::Matrix& x, const book::Matrix& look,
                              const book::Matrix& write) {
    const book::Shape wanted{x.cols(), x.cols()};
    book::require(look.shape() == wanted && write.shape() == wanted,
                  "look is {} and write {}, where {} is needed",
                  look.shape(), write.shape(), wanted);
    book::Matrix scores = book::matmul_nt(book::matmul(x, look), x);
    book::apply_mask(book::Mask::causal, scores);
    const book::Matrix weights = book::softmax_rows(scores);  // (n x n)
    x = book::add(x, book::matmul(weights, book::matmul(x, write)));
    return weights;
}

inline TextRead read_text(const std::vector<int>& text,
                          const TwoLooks& looks, const Columns& columns) {
    TextRead result;
    book::Matrix x = rows_of(text, columns);
    result.weights_1 = one_layer(x, looks.look_1, looks.write_1);
    result.weights_2 = one_layer(x, looks.look_2, looks.write_2);
    const book::ConstView scores =
        x.view().col_block(columns.said(0), columns.pieces);
    result.next = book::softmax_rows(scores);
    return result;
}

}  // namespace exercise
