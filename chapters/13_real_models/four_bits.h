// Chapter 13: what it costs to keep weights in fewer bits. SmolLM2's file has four
// bits only, so nobody can tell from it what was lost. A small model of the same kind,
// trained while the page is built, is kept in several ways and examined.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/real.h"
#include "model/language_model.h"
#include "tensor/weight_type.h"

namespace chapter_13 {
using namespace book;

// [by_hand]
// 32 numbers as steps above the least of them.
struct Block {
    float least = 0;
    float step = 0;
    std::array<int, 32> steps{};  // 0 to 15: four bits each
};

inline Block four_bits(std::span<const real> row) {
    const auto [low, high] = std::minmax_element(row.begin(), row.end());
    Block block;
    block.least = float(*low);
    block.step = float(*high - *low) / 15;
    if (block.step == 0) return block;  // all of them are the same
    for (std::size_t i = 0; i < block.steps.size(); ++i) {
        const float above = float(row[i]) - block.least;
        block.steps[i] = int(std::lround(above / block.step));  // the nearest
    }
    return block;
}

inline float number_again(const Block& block, std::size_t i) {
    return block.least + block.step * float(block.steps[i]);
}
// [/by_hand]

// Chapter 12's own model.
struct SmallModel {
    std::unique_ptr<LanguageModel> model;
    std::vector<int> held_out;  // pieces of chapters that it did not learn from
    int window = 0;             // as many of them are read in one go
    std::int64_t training_pieces = 0, steps = 0;
    double seconds = 0;  // of training
};
// Learns the book's own English, as there: the same seed gives the same model, to the last bit.
SmallModel train_small_model(std::uint64_t seed, bool quick);

// The same model with each matrix in this type, and read from it again.
LanguageModel kept_as(const LanguageModel& model, WeightType type);
// In a file: the matrices in this type, the vectors of the norms as they are.
std::int64_t bytes_as(const LanguageModel& model, WeightType type);
std::int64_t numbers_in_matrices(const LanguageModel& model);

// How a model does on the held-out pieces, and how far it is from another one.
struct Examined {
    double perplexity = 0;
    double moved = 0;      // logits: root of the mean square of the difference
    double same_word = 0;  // share of the places at which both find the same piece likeliest
};
Examined examine(const LanguageModel& model, const SmallModel& original);

// 32 numbers of one row of a matrix as a file has them: inputs side by side.
std::vector<real> some_block(const LanguageModel& model);

// For claims: does the decoder of this model (common/model/inspection.h) find the same as the model itself?
struct Probe {
    double lens = 0;       // largest difference of the last layer's lens from the logits
    double untouched = 0;  // ... of losses when a hook changes nothing from losses without a hook
    double rows =
        0;  // largest difference of a row's weights from 1, when nobody may see the first piece
    double hidden = 0;  // and the most that anybody but the first gives to it then
};
Probe probe(const LanguageModel& model, std::span<const int> ids);

}  // namespace chapter_13
