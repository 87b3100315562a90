#include "memory/sequence_model.h"

#include <algorithm>
#include <cmath>

#include "core/named.h"
#include "core/settings.h"
#include "nn/embedding.h"
#include "nn/loss.h"

namespace book {
namespace {

constexpr const char* kMixerNames[] = {"rnn",   "lstm",        "gru",      "gla",
                                       "delta", "gated_delta", "attention"};
constexpr int kWidest = 1024;
constexpr int kLongestConvolution = 16;

CellKind cell_of(Mixer mixer) {
    if (mixer == Mixer::rnn) return CellKind::elman;
    return mixer == Mixer::lstm ? CellKind::lstm : CellKind::gru;
}

WriteRule rule_of(Mixer mixer) {
    if (mixer == Mixer::gla) return WriteRule::gated;
    return mixer == Mixer::delta ? WriteRule::delta : WriteRule::gated_delta;
}

bool has_holding_gate(Mixer mixer) { return mixer == Mixer::lstm || mixer == Mixer::gru; }

int inputs(const MemoryTask& task) { return task.kind == TaskKind::adding ? 2 : answers(task); }

}  // namespace

std::string mixer_name(Mixer mixer) { return kMixerNames[static_cast<int>(mixer)]; }

Mixer mixer_named(const std::string& name) { return named<Mixer>("model", kMixerNames, name); }

bool is_recurrent_cell(Mixer mixer) {
    return mixer == Mixer::rnn || mixer == Mixer::lstm || mixer == Mixer::gru;
}

bool is_matrix_state(Mixer mixer) { return !is_recurrent_cell(mixer) && mixer != Mixer::attention; }

void check_mixer(const MixerSettings& s) {
    const std::string name = mixer_name(s.mixer);
    require_setting(s.width >= 2 && s.width <= kWidest && s.width % 2 == 0,
                    "@width {}: must be even and lie in 2..{}", s.width, kWidest);
    require_setting(s.size >= 1 && s.size <= kWidest, "@size {}: must lie in 1..{}", s.size,
                    kWidest);
    require_setting(s.mixer != Mixer::attention || s.size == s.width,
                    "@size {}: attention keeps rows as wide as a word, {}", s.size, s.width);
    require_setting(s.convolution >= 0 && s.convolution <= kLongestConvolution,
                    "@convolution {}: must lie in 0..{}", s.convolution, kLongestConvolution);
    require_setting(is_recurrent_cell(s.mixer) || s.start == RecurrentStart::uniform,
                    "@start {}: {} is no recurrent cell; take uniform", start_name(s.start), name);
    require_setting(s.start != RecurrentStart::chrono || has_holding_gate(s.mixer),
                    "@start chrono: {} has no gate that holds on", name);
    require_setting(std::isfinite(s.holding_bias) && std::abs(s.holding_bias) <= 20,
                    "@holding_bias {}: must lie in -20..20", s.holding_bias);
    const bool takes_bias = has_holding_gate(s.mixer) && s.start != RecurrentStart::chrono;
    require_setting(takes_bias || s.holding_bias == 0,
                    "@holding_bias {}: {} has no such bias to be set; take 0", s.holding_bias,
                    name);
}

std::size_t numbers_kept(const MixerSettings& s, int words) {
    const std::size_t size = s.size;
    if (s.mixer == Mixer::attention) return 2 * size * words;
    if (is_matrix_state(s.mixer)) return size * size;
    return s.mixer == Mixer::lstm ? 2 * size : size;
}

MemoryLesson make_lesson(const Sequences& all, int from, int count) {
    require(from >= 0 && count > 0 && from + count <= all.count,
            "make_lesson: {} from {} on, of {}", count, from, all.count);
    MemoryLesson lesson;
    for (int i = 0; i < count; ++i) lesson.rows.add(all.length);
    for (int t = 0; t < all.length; ++t)
        for (int i = 0; i < count; ++i) lesson.by_time.push_back(i * all.length + t);
    const int words = count * all.length;
    const int first = from * all.length;
    const auto ask = [&](int row) {
        const int t = row % all.length;
        const int sequence = row / all.length;
        lesson.asked.push_back(row);
        lesson.asked_by_time.push_back(t * count + sequence);
    };
    if (all.tokens.empty()) {  // adding
        lesson.numbers = Matrix(ConstView(all.numbers).row_block(first, words));
        lesson.sums = Matrix(ConstView(all.sums).row_block(from, count));
        for (int i = 0; i < count; ++i) ask((i + 1) * all.length - 1);
        return lesson;
    }
    lesson.tokens.assign(all.tokens.begin() + first, all.tokens.begin() + first + words);
    for (int row = 0; row < words; ++row) {
        const int target = all.targets[first + row];
        if (target == kUnasked) continue;
        ask(row);
        lesson.targets.push_back(target);
    }
    return lesson;
}

SequenceModel::SequenceModel(const MixerSettings& settings, const MemoryTask& task,
                             std::uint64_t seed)
    : settings_(settings), task_(task), parameters_(std::make_unique<Parameters>()) {
    check_task(task);
    check_mixer(settings);
    Rng rng(seed);
    Parameters& p = *parameters_;
    const int d = settings.width;
    if (task.kind == TaskKind::adding)
        numbers_ = make_linear(p, "numbers", inputs(task), d, true, rng);
    else
        embedding_ = p.add_normal("embedding", {inputs(task), d}, 1 / std::sqrt(d), rng);
    if (settings.convolution > 0) {
        const int words = settings.convolution;
        convolution_ = p.add("convolution", {words, d});
        const double limit = 1 / std::sqrt(words);  // PyTorch's start of such a convolution
        for (int j = 0; j < words; ++j)
            for (real& w : convolution_.value().row(j))
                w = static_cast<real>(limit * (2 * rng.uniform() - 1));
    }
    add_memory(rng);
    if (task.kind == TaskKind::copy && !is_recurrent_cell(settings.mixer))
        positions_ = sinusoidal_positions(sequence_length(task), d);
    output_ = make_linear(p, "output", memory_width(), answers(task), true, rng);
}

void SequenceModel::add_memory(Rng& rng) {
    Parameters& p = *parameters_;
    const MixerSettings& s = settings_;
    if (s.mixer == Mixer::attention) {
        attention_ = make_attention(p, "attention", s.width, 1, false, rng);
    } else if (is_matrix_state(s.mixer)) {
        matrix_ =
            make_linear_attention(p, "matrix", rule_of(s.mixer), s.width, s.size, s.size, rng);
    } else {
        cell_ = make_recurrent(p, "cell", cell_of(s.mixer), s.width, s.size, rng);
        start_recurrent(cell_, s.start, sequence_length(task_), rng);
        if (s.start != RecurrentStart::chrono && s.holding_bias != 0)
            set_holding_bias(cell_, s.holding_bias);
    }
}

int SequenceModel::memory_width() const {
    return is_recurrent_cell(settings_.mixer) ? settings_.size : settings_.width;
}

std::vector<View> SequenceModel::decayed() const {
    std::vector<View> parts{output_.weight.value()};
    const auto add = [&](const Linear& layer) {
        if (layer.weight.exists()) parts.push_back(layer.weight.value());
    };
    add(numbers_);
    if (is_recurrent_cell(settings_.mixer)) {
        parts.push_back(content_columns(cell_, cell_.input.weight));
        parts.push_back(content_columns(cell_, cell_.state.weight));
    } else if (is_matrix_state(settings_.mixer)) {
        for (const Linear* layer : {&matrix_.query, &matrix_.key, &matrix_.value, &matrix_.output})
            add(*layer);
    } else {
        for (const Linear* layer :
             {&attention_.query, &attention_.key, &attention_.value, &attention_.output})
            add(*layer);
    }
    return parts;
}

Var SequenceModel::read(Tape& tape, const MemoryLesson& lesson) const {
    Var x = task_.kind == TaskKind::adding ? linear(numbers_, tape.constant(lesson.numbers))
                                           : embed(embedding_.on(tape), lesson.tokens);
    if (!ConstView(positions_).empty()) x = add_positions(x, lesson.rows, positions_);
    return convolution_.exists() ? short_convolution(x, convolution_.on(tape), lesson.rows) : x;
}

// [one_frame]
Var SequenceModel::answer(Tape& tape, const MemoryLesson& lesson) const {
    const Var x = read(tape, lesson);  // (n T x d)
    if (is_recurrent_cell(settings_.mixer)) {
        const Var by_time = pick_rows(x, lesson.by_time);
        const Var states = recurrent(cell_, by_time, lesson.count());
        return linear(output_, pick_rows(states, lesson.asked_by_time));
    }
    const Segments& rows = lesson.rows;
    Var said;  // (n T x d)
    if (settings_.mixer == Mixer::attention) {
        const Mask mask = Mask::causal;
        said = multi_head_attention(attention_, x, x, rows, rows, mask);
    } else {
        said = linear_attention(matrix_, x, rows);
    }
    return linear(output_, pick_rows(said, lesson.asked));
}
// [/one_frame]

Var SequenceModel::loss(Var answer, const MemoryLesson& lesson) const {
    if (task_.kind != TaskKind::adding) return cross_entropy(answer, lesson.targets);
    const Var wrong = subtract(answer, answer.tape().constant(lesson.sums));
    const Var squares = multiply(wrong, wrong);
    return scale(sum(squares), 1 / static_cast<real>(lesson.count()));
}

}  // namespace book
