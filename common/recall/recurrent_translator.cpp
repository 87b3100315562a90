#include "recall/recurrent_translator.h"

#include <algorithm>
#include <cmath>

#include "autodiff/ops.h"
#include "nn/embedding.h"
#include "nn/loss.h"
#include "recall/additive.h"
#include "tensor/ops.h"

namespace book {

RecurrentTranslator::RecurrentTranslator(int vocabulary, int width, int state, bool attention,
                                         std::uint64_t seed)
    : attention_(attention), parameters_(std::make_unique<Parameters>()) {
    Rng rng(seed);
    Parameters& p = *parameters_;
    embedding_ = p.add_normal("embedding", {vocabulary, width}, 1 / std::sqrt(width), rng);
    encoder_ = make_recurrent(p, "encoder", CellKind::lstm, width, state, rng, 1);
    decoder_ = make_recurrent(p, "decoder", CellKind::lstm, width, state, rng, 1);
    if (attention) {
        query_ = make_linear(p, "query", state, state, false, rng);
        key_ = make_linear(p, "key", state, state, true, rng);
        weigh_ = p.add_normal("weigh", {1, state}, 1 / std::sqrt(state), rng);
    }
    output_ = make_linear(p, "output", attention ? 2 * state : state, width, true, rng);
}

Var RecurrentTranslator::read(Tape& tape, const std::vector<int>& ids) const {
    return embed(embedding_.on(tape), ids);
}

Var RecurrentTranslator::scores(Var states, Var memory, const Segments& target_rows,
                                const Segments& source_rows) const {
    Tape& tape = states.tape();
    Var told = states;
    if (attention_) {
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
Var RecurrentTranslator::loss(Tape& tape, const Batch& batch,  // of pairs
                              double label_smoothing) const {  // -> (1 x 1)
    const TimeMajor source(batch.source_rows), target(batch.target_rows);
    const Var words = pick_rows(read(tape, batch.source), source.rows);
    const State all = recurrent_states(encoder_, words, source.steps);
    // The decoder's longest sentence stands first; each begins with the last
    // state of its own source.
    const Segments &heard = batch.source_rows, &said = batch.target_rows;
    const Segments& steps = target.steps;
    std::vector<int> last;
    for (int i = 0; i < steps.length(0); ++i) {
        const int first_row = target.rows[i];
        int s = 0;
        while (said.begin(s) != first_row) ++s;
        last.push_back(source.last[s]);
    }
    State first;
    first.h = pick_rows(all.h, last);
    first.c = pick_rows(all.c, last);
    const Var given = pick_rows(read(tape, batch.input), target.rows);
    const State written = recurrent_states(decoder_, given, steps, first);
    const Var states = pick_rows(written.h, target.back);  // packed again
    const Var memory = pick_rows(all.h, source.back);
    const Var logits = scores(states, memory, said, heard);
    return cross_entropy(logits, batch.output, label_smoothing);
}
// [/two_lstms]

std::vector<std::vector<int>> RecurrentTranslator::translate(
    const std::vector<std::vector<int>>& sources, int longest) const {
    std::vector<std::vector<int>> said(sources.size());
    Tape tape(Tape::Mode::inference);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        tape.clear();
        std::vector<int> ids = sources[i];
        ids.push_back(kEnd);
        const Segments rows = Segments::one(static_cast<int>(ids.size()));
        const Segments one = Segments::one(1);
        const State all = recurrent_states(encoder_, read(tape, ids), 1);
        const std::vector<int> last{rows.total() - 1};
        State now;
        now.h = pick_rows(all.h, last);
        now.c = pick_rows(all.c, last);
        for (int word = kBegin; static_cast<int>(said[i].size()) < longest;) {
            now = recurrent_states(decoder_, read(tape, {word}), 1, now);
            word = argmax(scores(now.h, all.h, one, rows).value().row(0));
            if (word == kEnd) break;
            said[i].push_back(word);
        }
    }
    return said;
}

}  // namespace book
