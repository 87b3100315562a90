#include "memory/recurrent_translator.h"

#include <algorithm>
#include <cmath>

#include "autodiff/ops.h"
#include "core/settings.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "recall/additive.h"
#include "tensor/ops.h"

namespace book {
namespace {

constexpr double kForgetBias = 1;

std::vector<Recurrent> make_lstms(Parameters& p, const std::string& name,
                                  const LstmTranslatorSettings& settings, Rng& rng) {
    std::vector<Recurrent> layers;
    for (int i = 0; i < settings.layers; ++i) {
        const int in = i == 0 ? settings.width : settings.state;
        layers.push_back(make_recurrent(p, fmt::format("{}.{}", name, i), CellKind::lstm, in,
                                        settings.state, rng, kForgetBias));
    }
    return layers;
}

// The states of all layers, each of which reads what the one below it says. `first` has a state for
// each layer, or none: zeros.
std::vector<State> run_layers(const std::vector<Recurrent>& layers, Var x, const Segments& steps,
                              const std::vector<State>& first = {}) {
    std::vector<State> all;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const State start = first.empty() ? State() : first[i];
        all.push_back(recurrent_states(layers[i], x, steps, start));
        x = all.back().h;
    }
    return all;
}

// Of every layer the states in these rows.
std::vector<State> pick_states(const std::vector<State>& layers, const std::vector<int>& rows) {
    std::vector<State> picked;
    for (const State& layer : layers) {
        State state;
        state.h = pick_rows(layer.h, rows);
        state.c = pick_rows(layer.c, rows);
        picked.push_back(state);
    }
    return picked;
}

// For each sentence that the writer begins, in its order (the longest first), where the reader's
// last state of that sentence lies.
std::vector<int> last_heard(const TimeMajor& source, const TimeMajor& target,
                            const Segments& target_rows) {
    const std::span<const int> begins = target_rows.view().begins();
    std::vector<int> last;
    for (int i = 0; i < target.steps.length(0); ++i) {
        const auto at = std::lower_bound(begins.begin(), begins.end(), target.rows[i]);
        last.push_back(source.last[at - begins.begin()]);
    }
    return last;
}

}  // namespace

void check_translator(const LstmTranslatorSettings& s) {
    require_setting(s.vocabulary > kEnd + 1, "@vocabulary {}: too small", s.vocabulary);
    require_setting(s.width >= 1 && s.width <= 4096, "@width {}: 1 to 4096", s.width);
    require_setting(s.state >= 1 && s.state <= 4096, "@state {}: 1 to 4096", s.state);
    require_setting(s.layers == 1 || s.layers == 2, "@layers {}: 1 or 2", s.layers);
}

std::size_t count_parameters(const LstmTranslatorSettings& s) {
    const auto lstm = [&](std::size_t in, std::size_t w) { return 4 * w * (in + w + 2); };
    const std::size_t d = s.width, w = s.state;
    std::size_t count = d * s.vocabulary;
    for (int i = 0; i < s.layers; ++i) count += 2 * lstm(i == 0 ? d : w, w);
    if (s.attention) count += 2 * w * w + 2 * w;
    return count + (s.attention ? 2 * w : w) * d + d;
}

LstmTranslator::LstmTranslator(const LstmTranslatorSettings& settings, std::uint64_t seed)
    : settings_(settings), parameters_(std::make_unique<Parameters>()) {
    check_translator(settings);
    Rng rng(seed);
    Parameters& p = *parameters_;
    const int d = settings.width, w = settings.state;
    embedding_ = p.add_normal("embedding", {settings.vocabulary, d}, 1 / std::sqrt(d), rng);
    reader_ = make_lstms(p, "reader", settings, rng);
    writer_ = make_lstms(p, "writer", settings, rng);
    if (settings.attention) {
        query_ = make_linear(p, "query", w, w, false, rng);
        key_ = make_linear(p, "key", w, w, true, rng);
        weigh_ = p.add_normal("weigh", {1, w}, 1 / std::sqrt(w), rng);
    }
    output_ = make_linear(p, "output", settings.attention ? 2 * w : w, d, true, rng);
}

Var LstmTranslator::read(Tape& tape, const std::vector<int>& ids) const {
    return embed(embedding_.on(tape), ids);
}

std::vector<int> LstmTranslator::in_reading_order(const std::vector<int>& ids,
                                                  const Segments& rows) const {
    std::vector<int> order = ids;
    if (!settings_.reversed) return order;
    for (int s = 0; s < rows.count(); ++s)  // <end> stays where it is
        std::reverse(order.begin() + rows.begin(s), order.begin() + rows.end(s) - 1);
    return order;
}

Var LstmTranslator::scores(Var states, Var memory, const Segments& target_rows,
                           const Segments& source_rows) const {
    Tape& tape = states.tape();
    Var told = states;
    if (settings_.attention) {
        const Var q = linear(query_, states);
        const Var k = linear(key_, memory);
        const Var found =
            additive_attention(q, k, memory, weigh_.on(tape), target_rows, source_rows);
        told = concat_cols({states, found});
    }
    const Var said = tanh(linear(output_, told));  // -> (T x d)
    return matmul_nt(said, embedding_.on(tape));   // (T x d)(V x d)^T -> (T x V)
}

// [two_lstms]
Var LstmTranslator::loss(Tape& tape, const Batch& batch,  // of pairs
                         double label_smoothing) const {  // -> (1 x 1)
    const Segments &heard = batch.source_rows, &said = batch.target_rows;
    const TimeMajor source(heard), target(said);
    const Var words = read(tape, in_reading_order(batch.source, heard));
    const std::vector<State> all =  // of every layer
        run_layers(reader_, pick_rows(words, source.rows), source.steps);

    // The writer begins each sentence with the last states of its source.
    const std::vector<int> last = last_heard(source, target, said);
    const std::vector<State> first = pick_states(all, last);
    const Var given = pick_rows(read(tape, batch.input), target.rows);
    const std::vector<State> written =  // of every layer
        run_layers(writer_, given, target.steps, first);

    // Packed again, sentence by sentence.
    const Var states = pick_rows(written.back().h, target.back);
    const Var memory = pick_rows(all.back().h, source.back);
    const Var logits = scores(states, memory, said, heard);
    return cross_entropy(logits, batch.output, label_smoothing);
}
// [/two_lstms]

std::vector<std::vector<int>> LstmTranslator::translate(
    const std::vector<std::vector<int>>& sources, int extra_length) const {
    std::vector<std::vector<int>> said;
    for (const std::vector<int>& source : sources)
        said.push_back(translate_one(source, static_cast<int>(source.size()) + extra_length));
    return said;
}

std::vector<int> LstmTranslator::translate_one(const std::vector<int>& source, int longest) const {
    std::vector<int> ids = source;
    ids.push_back(kEnd);
    const Segments rows = Segments::one(static_cast<int>(ids.size()));
    const Segments one = Segments::one(1);
    const Segments steps(std::vector<int>(ids.size(), 1));
    Tape tape(Tape::Mode::inference);
    const Var words = read(tape, in_reading_order(ids, rows));
    const std::vector<State> all = run_layers(reader_, words, steps);
    std::vector<State> now = pick_states(all, {rows.total() - 1});
    std::vector<int> said;
    for (int word = kBegin; static_cast<int>(said.size()) < longest;) {
        now = run_layers(writer_, read(tape, {word}), one, now);
        word = argmax(scores(now.back().h, all.back().h, one, rows).value().row(0));
        if (word == kEnd) break;
        said.push_back(word);
    }
    return said;
}

}  // namespace book
