// Compares the gradients of an operation with finite differences. For the double build.
//
// An operation is a function from inputs (and perhaps parameters) to one value. It is applied twice
// to the same inputs and both results are weighed with random numbers before they are added up:
//
//     L = sum_ij u_ij f(x)_ij + sum_ij v_ij f(x)_ij
//
// The weights matter: a plain sum of a softmax is constant, its gradient is 0, and one twice too
// large would pass. So does the second use: it catches `=` written for `+=`. Then each number x_i
// of each input is moved by h = 1e-5 to both sides:
//
//     D(h) = (L(x_i + h) - L(x_i - h)) / 2h  =  dL/dx_i + a h^2 + O(h^4)
//
// A whole model is so curved that a h^2 reaches 1e-8. D(2h) has four times as much of it, so
// (4 D(h) - D(2h)) / 3 has none.
//
// The error is the largest difference of an input's gradients, divided by the largest of these
// gradients, or by 0.1 if they are all smaller: finite differences have noise near 1e-11 L, and of
// a zero gradient nothing else is left. Right code gives at most about 1e-9, the mistakes above give
// 0.1 and more.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "autodiff/tape.h"
#include "nn/parameters.h"
#include "tensor/ops.h"

namespace book {

static_assert(sizeof(real) == sizeof(double), "finite differences need the double build");

constexpr double kGradientTolerance = 1e-8;

using Operation = std::function<Var(Tape& tape, const std::vector<Var>& inputs)>;

class GradientCheck {
  public:
    explicit GradientCheck(Operation f, std::vector<Matrix> inputs,
                           Parameters* parameters = nullptr, std::uint64_t seed = 7)
        : f_(std::move(f)), inputs_(std::move(inputs)), parameters_(parameters), seed_(seed) {}

    // The largest error of any input's or parameter's gradient.
    double error() {
        std::vector<Matrix> gradients;
        loss(&gradients);
        std::vector<Matrix> of_parameters;
        for (int i = 0; i < parameter_count(); ++i)
            of_parameters.emplace_back(ConstView(parameters_->grad(i)));

        double worst = 0;
        for (std::size_t i = 0; i < inputs_.size(); ++i)
            worst = larger(worst, compare(inputs_[i], gradients[i]));
        for (int i = 0; i < parameter_count(); ++i)
            worst = larger(
                worst, compare(parameters_->value(i), of_parameters[static_cast<std::size_t>(i)]));
        return worst;
    }

    // The gradients of the inputs that the tape computes, for tests that know them.
    std::vector<Matrix> gradients() {
        std::vector<Matrix> g;
        loss(&g);
        return g;
    }

  private:
    static constexpr double h = 1e-5;

    int parameter_count() const { return parameters_ == nullptr ? 0 : parameters_->count(); }
    static double larger(double a, double b) { return b <= a || a != a ? a : b; }  // NaN stays

    // L, and if asked its gradients by the inputs; those by the parameters are left in them.
    double loss(std::vector<Matrix>* gradients = nullptr) {
        tape_.clear();
        if (parameters_ != nullptr) parameters_->zero_grads();
        std::vector<Var> x;
        for (const Matrix& input : inputs_) x.push_back(tape_.input(input));
        const Var y1 = f_(tape_, x);
        const Var y2 = f_(tape_, x);
        Rng rng(seed_);
        const Matrix u = randn(y1.shape(), rng);
        const Matrix v = randn(y2.shape(), rng);

        double sum = 0;
        for (int r = 0; r < y1.rows(); ++r)
            for (int c = 0; c < y1.cols(); ++c)
                sum += u(r, c) * y1.value()(r, c) + v(r, c) * y2.value()(r, c);
        if (gradients == nullptr) return sum;

        const Var both = tape_.record("weighted", {1, 1}, {y1, y2});
        both.output()(0, 0) = sum;
        const ConstView wu = u, wv = v;
        tape_.on_backward(both, [y1, y2, wu, wv] {
            if (y1.needs_grad()) add_to(wu, y1.grad());
            if (y2.needs_grad()) add_to(wv, y2.grad());
        });
        tape_.backward(both);
        gradients->clear();
        for (const Var& input : x) gradients->emplace_back(ConstView(input.grad()));
        return sum;
    }

    double compare(View x, const Matrix& gradient) {
        double largest = 0.1, worst = 0;
        for (int r = 0; r < x.rows(); ++r)
            for (int c = 0; c < x.cols(); ++c) {
                const double before = x(r, c);
                const auto slope = [&](double step) {
                    x(r, c) = before + step;
                    const double above = loss();
                    x(r, c) = before - step;
                    const double below = loss();
                    x(r, c) = before;
                    return (above - below) / (2 * step);
                };
                const double near = slope(h), far = slope(2 * h);
                const double expected = near + (near - far) / 3;
                largest = std::max(largest, std::abs(expected));
                worst = larger(worst, std::abs(gradient(r, c) - expected));
            }
        return worst / largest;
    }

    Operation f_;
    std::vector<Matrix> inputs_;
    Parameters* parameters_;
    std::uint64_t seed_;
    Tape tape_;
};

}  // namespace book
