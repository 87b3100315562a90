#include "recall/models.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/named.h"
#include "core/settings.h"
#include "nn/embedding.h"
#include "nn/loss.h"

namespace book {
namespace {

constexpr const char* kNames[] = {"rnn", "lstm", "gru", "attention"};
constexpr int kLayers = 2;  // of attention: with one it cannot tell which value follows which key
constexpr CellKind kCells[] = {CellKind::elman, CellKind::lstm, CellKind::gru};

CellKind cell_of(Memory memory) { return kCells[static_cast<int>(memory)]; }

int inputs(const TaskSettings& task) { return task.task == Task::adding ? 3 : answers(task); }

}  // namespace

std::string memory_name(Memory memory) { return kNames[static_cast<int>(memory)]; }

Memory memory_named(const std::string& name) { return named<Memory>("model", kNames, name); }

void make_memory_batch(const Examples& from, std::span<const int> chosen, bool by_time,
                       MemoryBatch& batch) {
    const int n = static_cast<int>(chosen.size());
    const int length = from.length;
    batch.count = n;
    batch.rows.clear();
    batch.tokens.clear();
    batch.asked.clear();
    batch.targets.clear();
    for (int i = 0; i < n; ++i) batch.rows.add(length);
    const bool adding = from.tokens.empty();
    if (adding) {
        batch.numbers.resize({n * length, 2});
        batch.sums.resize({n, 1});
    }

    for (int row = 0; row < n * length; ++row) {
        const int i = by_time ? row % n : row / length;
        const int t = by_time ? row / n : row % length;
        const int example = chosen[i];
        const auto place = static_cast<std::size_t>(example) * length + t;
        if (adding) {
            const auto numbers = from.numbers.row(static_cast<int>(place));
            std::copy(numbers.begin(), numbers.end(), batch.numbers.row(row).begin());
            if (t + 1 < length) continue;
            batch.asked.push_back(row);
            batch.sums(i, 0) = from.sums(example, 0);
            continue;
        }
        batch.tokens.push_back(from.tokens[place]);
        if (from.targets[place] == kNothingAsked) continue;
        batch.asked.push_back(row);
        batch.targets.push_back(from.targets[place]);
    }
}

std::size_t count_memory_parameters(Memory memory, const TaskSettings& task, int width, int state) {
    const std::size_t d = width;
    const std::size_t w = state;
    const std::size_t out = answers(task);
    const std::size_t outer = inputs(task) * d + (w + 1) * out;
    if (memory == Memory::attention) return outer + kLayers * (4 * d * d + 2 * d) + 2 * d;
    return outer + gates_of(cell_of(memory)) * w * (d + w + 2);
}

int equal_state(Memory memory, const TaskSettings& task, int width) {
    require_setting(width >= 2 && width <= 1024 && width % 2 == 0,
                    "@width {}: must be even and lie in 2..1024", width);
    if (memory == Memory::attention) return width;
    const std::size_t goal = count_memory_parameters(Memory::attention, task, width, width);
    const auto distance = [&](int state) {
        const std::size_t size = count_memory_parameters(memory, task, width, state);
        return size > goal ? size - goal : goal - size;
    };
    int state = 1;
    while (distance(state + 1) < distance(state)) ++state;
    require_setting(20 * distance(state) <= goal,
                    "@width {}: no {} comes within 5% of the {} numbers of attention; take more",
                    width, memory_name(memory), goal);
    return state;
}

MemoryModel::MemoryModel(Memory memory, const TaskSettings& task, int width, std::uint64_t seed)
    : memory_(memory), task_(task), width_(width), parameters_(std::make_unique<Parameters>()) {
    check_task(task);
    Rng rng(seed);
    Parameters& p = *parameters_;
    const int state = equal_state(memory, task, width);
    if (task.task == Task::adding)
        numbers_ = make_linear(p, "numbers", 2, width, true, rng);
    else
        embedding_ = p.add_normal("embedding", {answers(task), width}, 1 / std::sqrt(width), rng);
    if (by_time())
        cell_ = make_recurrent(p, "cell", cell_of(memory), width, state, rng,
                               memory == Memory::lstm ? 1.0 : 0.0);
    for (int i = 0; i < kLayers && !by_time(); ++i) {
        const std::string name = fmt::format("layer.{}", i);
        Layer layer;
        layer.norm = make_layer_norm(p, name + ".norm", width);
        layer.attention = make_attention(p, name + ".attention", width, 1, false, rng);
        layers_.push_back(layer);
    }
    if (!by_time()) {
        last_norm_ = make_layer_norm(p, "norm", width);
        positions_ = sinusoidal_positions(sequence_length(task), width);
    }
    output_ = make_linear(p, "output", state, answers(task), true, rng);
}

Var MemoryModel::read(Tape& tape, const MemoryBatch& batch) const {
    const Var words = task_.task == Task::adding ? linear(numbers_, tape.constant(batch.numbers))
                                                 : embed(embedding_.on(tape), batch.tokens);
    return by_time() ? words : add_positions(words, batch.rows, positions_);
}

// [two_layers]
Var MemoryModel::think(Var x, const MemoryBatch& batch) const {
    if (by_time()) return recurrent(cell_, x, batch.count);
    for (const Layer& layer : layers_) {
        const Var normed = layer_norm(layer.norm, x);
        const Var found =  // every position looks back, and at itself
            multi_head_attention(layer.attention, normed, normed,  // (n x d)
                                 batch.rows, batch.rows, Mask::causal);
        x = add(x, found);
    }
    return layer_norm(last_norm_, x);
}
// [/two_layers]

Var MemoryModel::answer(Tape& tape, const MemoryBatch& batch) const {
    const Var x = read(tape, batch);
    const Var states = think(x, batch);
    return linear(output_, pick_rows(states, batch.asked));
}

Var MemoryModel::loss(Var answer, const MemoryBatch& batch) const {
    if (task_.task != Task::adding) return cross_entropy(answer, batch.targets);
    const Var wrong = subtract(answer, answer.tape().constant(batch.sums));
    const Var squares = multiply(wrong, wrong);
    return scale(sum(squares), 1 / static_cast<real>(batch.count));
}

}  // namespace book
