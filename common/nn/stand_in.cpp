#include "nn/stand_in.h"

#include <algorithm>

#include "core/parallel.h"
#include "nn/embedding.h"
#include "nn/long_attention.h"

namespace book {

Matrix sinusoidal_positions(int length, int width) {
    if (!stand_ins.sinusoid) return library::sinusoidal_positions(length, width);
    Matrix table({length, width});
    compare_and_use(
        stand_ins.sinusoid.exercise, table,
        [&] {
            Matrix own({length, width});
            for (int position = 0; position < length; ++position)
                for (int c = 0; c < width; ++c)
                    own(position, c) = stand_ins.sinusoid.answer(position, c, width);
            return own;
        },
        [&] { return library::sinusoidal_positions(length, width); });
    return table;
}

namespace {

// softmax(mask(s)) by the reader, where s are scores that are scaled already.
void mask_and_weigh(ConstView q, ConstView k, View weights) {
    const Matrix scores = scale(matmul_nt(q, k), score_factor(q.cols()));  // (n x m)
    compare_and_use(
        stand_ins.causal_weights.exercise, weights,
        [&] { return stand_ins.causal_weights.answer(scores); },
        [&] {
            Matrix masked = scores;
            apply_mask(Mask::causal, masked);
            return softmax_rows(masked);
        });
}

// 5.4 knows no mask: a causal query is asked alone, and given only the keys that it may see.
Matrix attend_by_reader(const Matrix& q, const Matrix& k, const Matrix& v, Mask mask) {
    if (mask == Mask::none) return stand_ins.attention.answer(q, k, v);
    Matrix out({q.rows(), v.cols()});
    for (int i = 0; i < q.rows(); ++i) {
        const int seen = i + 1 + k.rows() - q.rows();
        copy(stand_ins.attention.answer(q.view().row_block(i, 1), k.view().row_block(0, seen),
                                        v.view().row_block(0, seen)),
             out.view().row_block(i, 1));
    }
    return out;
}

}  // namespace

// The weights are needed for the gradient, whoever mixes the values: 5.4 does not hand them out.
void attend(ConstView q, ConstView k, ConstView v, Mask mask, View weights, View out) {
    const bool some_see_nothing = mask == Mask::causal && k.rows() < q.rows();
    if (some_see_nothing || q.rows() == 0 || k.rows() == 0)
        return library_attention::attend(q, k, v, mask, weights, out);
    if (stand_ins.causal_weights && mask == Mask::causal) {
        mask_and_weigh(q, k, weights);
        matmul(weights, v, out);
    } else {
        library_attention::attend(q, k, v, mask, weights, out);
    }
    if (!stand_ins.attention) return;
    const Matrix own_q(q), own_k(k), own_v(v);  // whole rows, as in the exercise
    compare_and_use(
        stand_ins.attention.exercise, out,
        [&] { return attend_by_reader(own_q, own_k, own_v, mask); },
        [&] {
            Matrix w(weights.shape()), mix(out.shape());
            library_attention::attend(own_q, own_k, own_v, mask, w, mix);
            return mix;
        });
}

namespace {

// The columns of head h, by 6.1 or by the library.                          (n x d) -> (n x d/h)
Matrix columns(const Matrix& x, int heads, int head) {
    const int width = x.cols() / heads;
    const auto library = [&] { return Matrix(x.view().col_block(head * width, width)); };
    if (!stand_ins.columns_of_head) return library();
    Matrix cut({x.rows(), width});
    compare_and_use(
        stand_ins.columns_of_head.exercise, cut,
        [&] { return stand_ins.columns_of_head.answer(x, heads, head); }, library);
    return cut;
}

// Heads one under the other, brought side by side by 6.2 or by the library.   (h n x w) -> (n x h w)
void join(const Matrix& stacked, int heads, View joined) {
    const int n = joined.rows(), width = stacked.cols();
    const auto library = [&] {
        Matrix side_by_side(joined.shape());
        for (int h = 0; h < heads; ++h)
            copy(stacked.view().row_block(h * n, n),
                 side_by_side.view().col_block(h * width, width));
        return side_by_side;
    };
    if (!stand_ins.join_heads) return copy(library(), joined);
    compare_and_use(
        stand_ins.join_heads.exercise, joined,
        [&] { return stand_ins.join_heads.answer(stacked, heads); }, library);
}

void attend_one_sentence(ConstView q, ConstView k, ConstView v, int heads, Mask mask, View joined) {
    const Matrix own_q(q), own_k(k), own_v(v);
    const int n = q.rows(), width = q.cols() / heads;
    Matrix stacked({heads * n, width}), weights({n, k.rows()});
    for (int h = 0; h < heads; ++h) {
        const Matrix qh = columns(own_q, heads, h), kh = columns(own_k, heads, h),
                     vh = columns(own_v, heads, h);
        attend(qh, kh, vh, mask, weights, stacked.view().row_block(h * n, n));
    }
    join(stacked, heads, joined);
}

}  // namespace

void attend_with_own_heads(ConstView q, ConstView k, ConstView v, const Segments& query_rows,
                           const Segments& key_rows, int heads, Mask mask, View joined) {
    parallel_for_each(query_rows.count(), [&](std::ptrdiff_t i) {
        const int s = static_cast<int>(i);
        const int n = query_rows.length(s), m = key_rows.length(s);
        if (n == 0 || m == 0 || m > kLongSentence) return;
        const int first = query_rows.begin(s), first_key = key_rows.begin(s);
        attend_one_sentence(q.row_block(first, n), k.row_block(first_key, m),
                            v.row_block(first_key, m), heads, mask, joined.row_block(first, n));
    });
}

void own_gradient_of_softmax(ConstView w, View d_scores) {
    const Matrix y(w), dy(d_scores);
    compare_and_use(
        stand_ins.gradient_of_softmax.exercise, d_scores,
        [&] { return stand_ins.gradient_of_softmax.answer(y, dy); },
        [&] {
            const Matrix means = row_dots(y, dy);  // (n x 1)
            Matrix dx(y.shape());
            for (int r = 0; r < y.rows(); ++r)
                for (int c = 0; c < y.cols(); ++c) dx(r, c) = y(r, c) * (dy(r, c) - means(r, 0));
            return dx;
        });
}

}  // namespace book
