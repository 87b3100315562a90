// Where each of a reader's functions belongs: what replaces the library's operation (nn/replaceable.h)
// asks the reader's in the way of the exercise, and compares. What no exercise asks for, a row of
// nothing but masks or a sentence of no words, stays with the library.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/long_attention.h"
#include "nn/replaceable.h"
#include "nn/rotary.h"
#include "teacher/harness/turned_runs.h"
#include "teacher/own_parts/compare.h"
#include "teacher/own_parts/own_parts.h"

namespace book::teacher {
namespace {

// ---- 3.1, 5.1, 7.2, 12.1: one function, one operation --------------------------------------------

Matrix own_positions(int length, int width) {
    Matrix table({length, width});
    const auto by_reader = [&] {
        Matrix own({length, width});
        for (int position = 0; position < length; ++position)
            for (int c = 0; c < width; ++c)
                own(position, c) = own_parts().sinusoid(position, c, width);
        return own;
    };
    compare_and_use("3.1", table, by_reader, [&] { return sinusoidal_positions(length, width); });
    return table;
}

bool each_row_sees_something(ConstView scores) {
    constexpr real masked = -std::numeric_limits<real>::infinity();
    for (int r = 0; r < scores.rows(); ++r) {
        const auto row = scores.row(r);
        if (std::all_of(row.begin(), row.end(), [](real s) { return s == masked; })) return false;
    }
    return true;
}

void own_softmax_rows(ConstView x, View y) {
    if (x.shape() != y.shape() || !each_row_sees_something(x)) {
        const LibrarysOwn here;
        return softmax_rows(x, y);
    }
    const Matrix scores(x);
    compare_and_use(
        "5.1", y, [&] { return own_parts().softmax(scores); },
        [&] { return softmax_rows(scores); });
}

// The library's statistics are needed for the gradient, whoever made y.
void own_layer_norm_rows(ConstView x, ConstView gain, ConstView bias, View y, View statistics) {
    if (x.cols() == 0) {
        const LibrarysOwn here;
        return layer_norm_rows(x, gain, bias, y, statistics);
    }
    const Matrix rows(x), g(gain), b(bias);
    const auto by_library = [&] {
        Matrix normed(rows.shape());
        layer_norm_rows(rows, g, b, normed, statistics);
        return normed;
    };
    compare_and_use(
        "7.2", y, [&] { return own_parts().layer_norm(rows, g, b); }, by_library);
}

void own_rms_norm_rows(ConstView x, ConstView gain, double epsilon, View y, View statistics) {
    if (x.cols() == 0) {
        const LibrarysOwn here;
        return rms_norm_rows(x, gain, epsilon, y, statistics);
    }
    const Matrix rows(x), g(gain);
    const auto by_library = [&] {
        Matrix normed(rows.shape());
        rms_norm_rows(rows, g, epsilon, normed, statistics);
        return normed;
    };
    compare_and_use(
        "12.1", y, [&] { return own_parts().rms_norm(rows, g, static_cast<real>(epsilon)); },
        by_library);
}

// ---- 5.3, 5.4: attention of one head -------------------------------------------------------------

// softmax(mask(s)) by the reader, where s are scores that are scaled already.
void mask_and_weigh(ConstView q, ConstView k, View weights) {
    const Matrix scores = scale(matmul_nt(q, k), score_factor(q.cols()));  // (n x m)
    const auto by_library = [&] {
        Matrix masked = scores;
        apply_mask(Mask::causal, masked);
        return softmax_rows(masked);
    };
    compare_and_use(
        "5.3", weights, [&] { return own_parts().causal_weights(scores); }, by_library);
}

// 5.4 knows no mask: a causal query is asked alone, and given only the keys that it may see.
Matrix attend_by_reader(const Matrix& q, const Matrix& k, const Matrix& v, Mask mask) {
    if (mask == Mask::none) return own_parts().attention(q, k, v);
    Matrix out({q.rows(), v.cols()});
    for (int i = 0; i < q.rows(); ++i) {
        const int seen = i + 1 + k.rows() - q.rows();
        copy(own_parts().attention(q.view().row_block(i, 1), k.view().row_block(0, seen),
                                   v.view().row_block(0, seen)),
             out.view().row_block(i, 1));
    }
    return out;
}

// The weights are needed for the gradient, whoever mixes the values: 5.4 does not hand them out.
void own_attend(ConstView q, ConstView k, ConstView v, Mask mask, View weights, View out) {
    const LibrarysOwn attend_itself(&replaceable_layers.attend);  // its softmax may be the reader's
    const bool some_see_nothing = mask == Mask::causal && k.rows() < q.rows();
    if (some_see_nothing || q.rows() == 0 || k.rows() == 0)
        return attend(q, k, v, mask, weights, out);
    if (own_parts().causal_weights != nullptr && mask == Mask::causal) {
        mask_and_weigh(q, k, weights);
        matmul(weights, v, out);
    } else {
        attend(q, k, v, mask, weights, out);
    }
    if (own_parts().attention == nullptr) return;
    const Matrix own_q(q), own_k(k), own_v(v);  // whole rows, as in the exercise
    const auto by_library = [&] { return scaled_dot_product_attention(own_q, own_k, own_v, mask); };
    compare_and_use(
        "5.4", out, [&] { return attend_by_reader(own_q, own_k, own_v, mask); }, by_library);
}

// ---- 6.1, 6.2: heads, cut out and joined ---------------------------------------------------------

// The columns of head h, by 6.1 or by the library.                          (n x d) -> (n x d/h)
Matrix columns(const Matrix& x, int heads, int head) {
    const int width = x.cols() / heads;
    const auto by_library = [&] { return Matrix(x.view().col_block(head * width, width)); };
    if (own_parts().columns_of_head == nullptr) return by_library();
    Matrix cut({x.rows(), width});
    compare_and_use(
        "6.1", cut, [&] { return own_parts().columns_of_head(x, heads, head); }, by_library);
    return cut;
}

// Heads one under the other, brought side by side by 6.2 or by the library.   (h n x w) -> (n x h w)
void join(const Matrix& stacked, int heads, View joined) {
    const int n = joined.rows(), width = stacked.cols();
    const auto by_library = [&] {
        Matrix side_by_side(joined.shape());
        for (int h = 0; h < heads; ++h)
            copy(stacked.view().row_block(h * n, n),
                 side_by_side.view().col_block(h * width, width));
        return side_by_side;
    };
    if (own_parts().join_heads == nullptr) return copy(by_library(), joined);
    compare_and_use(
        "6.2", joined, [&] { return own_parts().join_heads(stacked, heads); }, by_library);
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

// Sentences so long that nobody keeps their weights stay as they are.
void own_heads(ConstView q, ConstView k, ConstView v, const Segments& query_rows,
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

// ---- 8.3 -----------------------------------------------------------------------------------------

void own_softmax_gradient(ConstView w, View d_scores) {
    const Matrix y(w), dy(d_scores);
    const auto by_library = [&] {
        const Matrix means = row_dots(y, dy);  // (n x 1)
        Matrix dx(y.shape());
        for (int r = 0; r < y.rows(); ++r)
            for (int c = 0; c < y.cols(); ++c) dx(r, c) = y(r, c) * (dy(r, c) - means(r, 0));
        return dx;
    };
    compare_and_use(
        "8.3", d_scores, [&] { return own_parts().gradient_of_softmax(y, dy); }, by_library);
}

// ---- 12.4 ----------------------------------------------------------------------------------------

// The table has no other trace of theta than its second position, where pair i stands at theta^(-2i/w).
real theta_of(ConstView table) {
    const int width = table.cols(), pairs = width / 2;
    if (pairs < 2 || table.rows() < 2) return 10000;  // any will do
    const double speed = std::atan2(double{table(1, pairs + 1)}, double{table(1, 1)});
    return static_cast<real>(std::pow(speed, -0.5 * width));
}

void own_rotate(ConstView x, std::span<const int> positions, ConstView table, View y) {
    const Matrix rows(x);
    const int heads = x.cols() / table.cols();
    const real theta = theta_of(table);
    const auto by_reader = [&] {
        return turned_in_runs(rows, positions, [&](ConstView run, int first) {
            return own_parts().turned(run, heads, first, theta);
        });
    };
    const auto by_library = [&] {
        Matrix turned(rows.shape());
        rotate(rows, positions, table, RotaryPairs::halves, Turn::forward, turned);
        return turned;
    };
    compare_and_use("12.4", y, by_reader, by_library);
}

}  // namespace

void put_into_machine() {
    const OwnParts& own = own_parts();
    const bool heads = own.columns_of_head != nullptr || own.join_heads != nullptr;
    const bool attention = own.causal_weights != nullptr || own.attention != nullptr;
    ReplaceableLayers& layers = replaceable_layers;
    layers.sinusoidal_positions.replace_by(own.sinusoid != nullptr ? own_positions : nullptr);
    layers.attend.replace_by(attention ? own_attend : nullptr);
    layers.heads.replace_by(heads ? own_heads : nullptr);
    layers.softmax_gradient.replace_by(own.gradient_of_softmax != nullptr ? own_softmax_gradient
                                                                          : nullptr);
    layers.rotate.replace_by(own.turned != nullptr ? own_rotate : nullptr);
    ReplaceableRows& rows = replaceable_rows;
    rows.softmax_rows.replace_by(own.softmax != nullptr ? own_softmax_rows : nullptr);
    rows.layer_norm_rows.replace_by(own.layer_norm != nullptr ? own_layer_norm_rows : nullptr);
    rows.rms_norm_rows.replace_by(own.rms_norm != nullptr ? own_rms_norm_rows : nullptr);
}

}  // namespace book::teacher
