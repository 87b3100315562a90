// A gradient check, and all that it is asked to check.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "autodiff/ops.h"
#include "core/random.h"
#include "nn/attention.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/loss.h"
#include "tensor/ops.h"

namespace chapter_08 {
using namespace book;

inline constexpr real kNudge = real{1} / 16;  // a power of two: adding it hardly rounds
inline constexpr double kAllowed = 1e-3;      // some hundred times what rounding does

using Vars = std::vector<Var>;
using Operation = std::function<Var(const Vars&)>;

// An operation that is being checked. It is weighed: L = sum of u y.
struct Examined {
    Operation f;
    std::vector<Matrix> inputs;
    Matrix u;  // one weight for each number of y
    Tape tape;
    Vars x;  // the inputs, on the tape
};

// y: the operation applied twice, and added. Does each time hand back its share?
inline Var run(Examined& examined) {
    examined.tape.clear();
    examined.x.clear();
    for (const Matrix& input : examined.inputs) {
        examined.x.push_back(examined.tape.input(input));
    }
    const Var first = examined.f(examined.x);
    const Var second = examined.f(examined.x);
    return add(first, second);
}

inline double loss_of(Examined& examined) {  // in double
    const Matrix& u = examined.u;
    const Var y = run(examined);
    double total = 0;
    for (int r = 0; r < u.rows(); ++r) {
        for (int c = 0; c < u.cols(); ++c) {
            total += double(u(r, c)) * double(y.value()(r, c));
        }
    }
    return total;
}

inline std::vector<Matrix> gradients_by_tape(Examined& examined) {
    const Var y = run(examined);
    examined.tape.backward(y, examined.u);
    std::vector<Matrix> gradients;
    for (const Var& input : examined.x) {
        gradients.emplace_back(ConstView(input.grad()));
    }
    return gradients;
}

// Each number of one input is nudged: the largest error of the gradient, as a share of the
// largest slope.
inline double gradient_error(Examined& examined, Matrix& input, const Matrix& gradient, real h) {
    const auto loss = [&] { return loss_of(examined); };
    double largest = 0.1;  // slopes below this count as this
    double difference = 0;
    for (std::size_t j = 0; j < input.size(); ++j) {
        // [check]
        real& number = input.flat()[j];
        const auto slope = [&](real step) {
            const real before = number;
            const real up = before + step;
            const real down = before - step;
            number = up;
            const double above = loss();
            number = down;
            const double below = loss();
            number = before;
            return (above - below) / (double(up) - double(down));
        };

        const double near = slope(h);
        const double far = slope(2 * h);
        const double expected = near + (near - far) / 3;
        const double found = double(gradient.flat()[j]);
        largest = std::max(largest, std::abs(expected));
        difference = std::max(difference, std::abs(found - expected));
        // [/check]
    }
    return difference / largest;
}

inline double gradient_error(const Operation& f, const std::vector<Matrix>& inputs, real h,
                             Rng& rng) {
    Examined examined;
    examined.f = f;
    examined.inputs = inputs;
    const Shape shape = run(examined).shape();
    examined.u = randn(shape, rng);
    const std::vector<Matrix> gradients = gradients_by_tape(examined);

    double worst = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double error = gradient_error(examined, examined.inputs[i], gradients[i], h);
        worst = std::max(worst, error);
    }
    return worst;
}

// ---- everything on the tape that the book's models use -----------------------------------------
struct Checked {
    std::string name;
    Operation f;
    std::vector<Shape> inputs;
    bool corner = false;  // has one at 0, where there is no slope: inputs keep away from it
};

inline std::vector<Checked> operations() {
    static const Segments two({2, 3});                 // two sentences, packed
    static const Segments other({3, 2});               // what the same two look at
    static const std::vector<int> ids{2, 0, 2, 3, 1};  // one of them twice
    static const Matrix positions = sinusoidal_positions(3, 4);
    static const Matrix gates{{9, -9, 9}};  // wide open or shut, far from the corner
    const Shape s{3, 4};
    const Shape words{5, 4};
    const Shape rows{3, 8};
    const Shape row{1, 8};

    using V = const Vars&;
    return {
        {"matmul", [](V x) { return matmul(x[0], x[1]); }, {s, {4, 2}}},
        {"matmul_nt", [](V x) { return matmul_nt(x[0], x[1]); }, {s, {2, 4}}},
        {"linear", [](V x) { return linear(x[0], x[1], x[2]); }, {s, {4, 3}, {1, 3}}},
        {"linear, relu",
         [](V x) {
             const Var open = x[0].tape().constant(gates);
             const Var bias = add(x[2], open);
             return linear(x[0], x[1], bias, Activation::relu);
         },
         {s, {4, 3}, {1, 3}}},
        {"add", [](V x) { return add(x[0], x[1]); }, {s, s}},
        {"subtract", [](V x) { return subtract(x[0], x[1]); }, {s, s}},
        {"multiply", [](V x) { return multiply(x[0], x[1]); }, {s, s}},
        {"scale", [](V x) { return scale(x[0], 0.7f); }, {s}},
        {"relu", [](V x) { return relu(x[0]); }, {s}, true},
        {"tanh", [](V x) { return tanh(x[0]); }, {s}},
        {"sigmoid", [](V x) { return sigmoid(x[0]); }, {s}},
        {"transpose", [](V x) { return transpose(x[0]); }, {s}},
        {"sum", [](V x) { return sum(x[0]); }, {s}},
        {"softmax", [](V x) { return softmax_rows(x[0]); }, {s}},
        {"concat",
         [](V x) {
             return concat_cols({x[0], x[1]});
         },
         {s, {3, 2}}},
        {"columns", [](V x) { return col_block(x[0], 1, 2); }, {s}},
        {"dropout",
         [](V x) {
             return dropout(x[0], 0.3, {1, 1});
         },
         {s}},
        {"embedding", [](V x) { return embed(x[0], ids); }, {words}},
        {"positions", [](V x) { return add_positions(x[0], two, positions); }, {words}},
        {"layer norm", [](V x) { return layer_norm(x[0], x[1], x[2]); }, {rows, row, row}},
        {"add, layer norm",
         [](V x) { return add_layer_norm(x[0], x[1], x[2], x[3]); },
         {rows, rows, row, row}},
        {"attention",
         [](V x) { return attention_heads(x[0], x[1], x[2], two, other, 2, Mask::none); },
         {words, words, words}},
        {"attention, causal",
         [](V x) { return attention_heads(x[0], x[1], x[2], two, two, 2, Mask::causal); },
         {words, words, words}},
        {"cross entropy", [](V x) { return cross_entropy(x[0], ids); }, {words}},
        {"with smoothing", [](V x) { return cross_entropy(x[0], ids, 0.1); }, {words}},
    };
}

// Each number moves away from 0, by 1.
inline void keep_from_zero(Matrix& m) {
    for (real& number : m.flat()) {
        if (number < 0) {
            number -= 1;
        } else {
            number += 1;
        }
    }
}

inline double gradient_error(const Checked& checked, real h, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<Matrix> inputs;
    for (const Shape& shape : checked.inputs) {
        Matrix input = randn(shape, rng);
        if (checked.corner) keep_from_zero(input);
        inputs.push_back(std::move(input));
    }
    return gradient_error(checked.f, inputs, h, rng);
}

}  // namespace chapter_08
