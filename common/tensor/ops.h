// Operations on matrices, row by row and element by element.
//
// Each writes into a destination that the caller owns; the value forms at the end of each group are
// one-line wrappers for chapters. A destination may be the input itself unless it says otherwise.
// Sums along a row run in a fixed number of lanes and are folded in a fixed order (lane_sum), sums
// down a column run over ascending rows: neither depends on the machine or on the threads.
#pragma once

#include <span>

#include "tensor/matmul.h"
#include "tensor/matrix.h"

namespace book {

// ---- element by element ---------------------------------------------------------- all (n x m) --
void copy(ConstView from, View to);
void fill(View x, real value);
void add(ConstView a, ConstView b, View y);          // y = a + b
void add_to(ConstView x, View y);                    // y += x
void subtract(ConstView a, ConstView b, View y);     // y = a - b
void multiply(ConstView a, ConstView b, View y);     // y = a * b, element by element
void scale(ConstView x, real factor, View y);        // y = factor * x
void exp(ConstView x, View y);                       // y = e^x
void relu(ConstView x, View y);                      // y = max(x, 0)
void add_bias(ConstView x, ConstView bias, View y);  // adds bias (1 x m) to every row

Matrix add(ConstView a, ConstView b);
Matrix subtract(ConstView a, ConstView b);
Matrix multiply(ConstView a, ConstView b);
Matrix scale(ConstView x, real factor);
Matrix relu(ConstView x);
Matrix add_bias(ConstView x, ConstView bias);
Matrix transpose(ConstView x);  // (n x m) -> (m x n)
Matrix flip_rows(ConstView x);  // the last row first

// ---- side by side, row under row ---------------------------------------------------------------
Matrix concat_cols(const std::vector<ConstView>& parts);  // (n x a), (n x b), ... -> (n x a+b+...)
Matrix concat_rows(const std::vector<ConstView>& parts);  // (a x m), (b x m), ... -> (a+b+... x m)

// ---- sums --------------------------------------------------------------------------------------
real dot(std::span<const real> a, std::span<const real> b);  // sum of a_i b_i
real sum(std::span<const real> x);
void add_column_sums(ConstView x, View sums);         // sums (1 x m) += each row of x
Matrix column_sums(ConstView x);                      // (n x m) -> (1 x m)
Matrix row_dots(ConstView a, ConstView b);            // row i of a times row i of b: (n x 1)
double mean(ConstView x);                             // of all elements, summed in double
double variance(ConstView x);                         // of a population: divided by n m
double norm(ConstView x);                             // Frobenius, summed in double
double max_abs_difference(ConstView a, ConstView b);  // NaN where either is NaN
int argmax(std::span<const real> x);                  // the first of the largest; a NaN never wins

// ---- softmax -----------------------------------------------------------------------------------
// y_ij = exp(x_ij - max_k x_ik) / sum_k exp(x_ik - max_k x_ik)          (Bridle 1990) x, y: (n x m)
//
// A score of -inf is a masked word: its weight is 0. A row in which everything is masked gives
// zeros. A NaN makes its row NaN, and so does +inf: no weight would be right, and a mistake that
// shows is better than one that does not.
void softmax_rows(ConstView x, View y);
Matrix softmax_rows(ConstView x);
Matrix log_softmax_rows(ConstView x);
// log of the sum of exp(x_i), added up in double: among the scores of a large vocabulary are tens of
// thousands that float would lose one by one, and with them 1e-5 of the sum. -inf if all are.
double log_sum_exp(std::span<const real> x);

// Which keys a query may look at. Causal: query i of n sees keys 0 .. i + (keys - n), so that the
// last query sees all of them (Vaswani et al. 2017, section 3.1).
enum class Mask { none, causal };
// Writes -inf over what the mask hides.                                 scores: (queries x keys)
void apply_mask(Mask mask, View scores);

// ---- layer normalisation -----------------------------------------------------------------------
// y = gain (x - mean) / sqrt(variance + 1e-5) + bias, each row by itself  (Ba, Kiros, Hinton 2016)
// x, y: (n x m); gain, bias: (1 x m); statistics: (n x 2), mean and 1/sqrt(variance + 1e-5) of each
// row, for the gradient. The variance is that of a population: divided by m. Other people's models
// have another epsilon.
inline constexpr double kLayerNormEpsilon = 1e-5;
void layer_norm_rows(ConstView x, ConstView gain, ConstView bias, View y, View statistics,
                     double epsilon = kLayerNormEpsilon);
// The same for x + added, in one pass; the sum is written down, the gradient needs it.  all (n x m)
void add_layer_norm_rows(ConstView x, ConstView added, ConstView gain, ConstView bias, View sum,
                         View y, View statistics);
Matrix layer_norm_rows(ConstView x, ConstView gain, ConstView bias);

// y = gain x / sqrt(mean of x^2 + epsilon), each row by itself: without a mean and without a bias
// (Zhang and Sennrich 2019, eq. 4). x, y: (n x m); gain: (1 x m); statistics: (n x 2), 0 and
// 1/sqrt(mean of x^2 + epsilon) of each row, for the gradient, which is then that of a layer norm.
void rms_norm_rows(ConstView x, ConstView gain, double epsilon, View y, View statistics);

}  // namespace book
