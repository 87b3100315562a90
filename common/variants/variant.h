// A translator with one part changed. What is that part good for? Leave it out, or put
// something else in its place, train again, and see.
//
// It is tried in a translator a quarter as wide as the book's. That one has room to spare: whatever is
// left out of it, it still gets 99% of the test sentences right. In the narrow one every part counts.
//
// A variant needs no switch in the model. It sets some numbers before the training and changes their
// gradients in every step: a W_O that begins as the identity, and whose gradient is always 0, is no W_O;
// two matrices that begin alike, and whose gradients are added up, stay one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/recipe.h"
#include "model/transformer.h"

namespace book {

// That of chapter 10, with rows of 16 numbers.
Recipe trial_recipe();

struct Variant {
    std::string name;                               // one_matrix_for_q_and_k
    std::string what;                               // "one matrix for queries and keys"
    std::function<void(Recipe&)> recipe{};          // sizes, switches, the trainer's options
    std::function<void(Transformer&)> begin{};      // before the first step
    std::function<void(Transformer&)> gradients{};  // in every step, before they are clipped
    std::function<double(std::int64_t step, double rate)> rate{};  // instead of the schedule's
};

// What a trainer must do so that the model, on which `begin` was called, stays this variant. Borrows both.
TrainerHooks hooks_for(const Variant& variant, Transformer& model);

// One for each of trial_names(), in that order.
const std::vector<Variant>& variants();

// InputError for a name that is none.
const Variant& variant_named(const std::string& name);

}  // namespace book
