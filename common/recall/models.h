// The models that the tasks of memory are given to: one recurrent layer, or two layers of attention,
// between the same embedding and the same output, with equal numbers of parameters.
//
// Letters in shapes: n sequences of T words, d the width of an embedding, w of a recurrent state, V the
// answers, a the words at which an answer is asked.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/attention.h"
#include "nn/layer_norm.h"
#include "nn/recurrent.h"
#include "recall/tasks.h"

namespace book {

enum class Memory { rnn, lstm, gru, attention };
inline constexpr Memory kMemories[] = {Memory::rnn, Memory::lstm, Memory::gru, Memory::attention};
std::string memory_name(Memory memory);
Memory memory_named(const std::string& name);  // InputError if there is none

// Some examples as a model reads them, word under word. A recurrent layer takes a step for all of them
// at once, so their first words come first, then their second ones (row t n + i); attention has each
// example in one piece (row i T + t).
struct MemoryBatch {
    int count = 0;
    Segments rows;             // for attention: where each example begins
    std::vector<int> tokens;   // n T
    Matrix numbers;            // (n T x 2), of the adding problem
    std::vector<int> asked;    // a rows
    std::vector<int> targets;  // a
    Matrix sums;               // (n x 1), of the adding problem
};
// Fills `batch` with the chosen examples.
void make_memory_batch(const Examples& examples, std::span<const int> chosen, bool by_time,
                       MemoryBatch& batch);

class MemoryModel {
  public:
    // `width` is d. A recurrent layer is as wide as makes its model as large as the one with attention
    // (InputError if they differ by more than 5%). Forget gates start with a bias of 1.
    MemoryModel(Memory memory, const TaskSettings& task, int width, std::uint64_t seed);

    Parameters& parameters() { return *parameters_; }
    bool by_time() const { return memory_ != Memory::attention; }
    int state() const { return by_time() ? cell_.width() : width_; }  // w, or d
    const Recurrent& cell() const { return cell_; }

    // Words as rows of numbers.                                                       -> (n T x d)
    Var read(Tape& tape, const MemoryBatch& batch) const;
    // What the layers make of each word.                                 (n T x d) -> (n T x w or d)
    Var think(Var x, const MemoryBatch& batch) const;
    // What is said where it is asked.                                                   -> (a x V)
    Var answer(Tape& tape, const MemoryBatch& batch) const;
    // Cross entropy in nats per answer; of the adding problem the mean square.          -> (1 x 1)
    Var loss(Var answer, const MemoryBatch& batch) const;

  private:
    struct Layer {
        LayerNorm norm;
        MultiHeadAttention attention;
    };

    void build(Memory memory, int state, Rng& rng);

    Memory memory_;
    TaskSettings task_;
    int width_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;        // (V x d); the adding problem has `numbers_` in its place
    Linear numbers_;             // (2 x d)
    Recurrent cell_;             // rnn, lstm, gru
    std::vector<Layer> layers_;  // attention
    LayerNorm last_norm_;
    Matrix positions_;
    Linear output_;  // (w x V)
};

// How many numbers such a model has.
std::size_t count_memory_parameters(Memory memory, const TaskSettings& task, int width, int state);
// The width of its recurrent layer; d for attention.
int equal_state(Memory memory, const TaskSettings& task, int width);

}  // namespace book
