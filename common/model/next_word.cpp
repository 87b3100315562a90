#include "model/next_word.h"

#include "model/incremental_decoder.h"
#include "model/transformer.h"

namespace book {
namespace {

class CachedNextWord : public NextWord {
  public:
    CachedNextWord(const Transformer& model, ConstView memory, const Segments& rows)
        : decoder_(model, memory, rows) {}
    int hypotheses() const override { return decoder_.hypotheses(); }
    ConstView step(std::span<const int> tokens) override { return decoder_.step(tokens); }
    void select(std::span<const int> parents) override { decoder_.select(parents); }

  private:
    IncrementalDecoder decoder_;
};

class PlainNextWord : public NextWord {
  public:
    PlainNextWord(const Transformer& model, ConstView memory, const Segments& rows)
        : model_(&model) {
        for (int s = 0; s < rows.count(); ++s)
            hypotheses_.push_back({Matrix(memory.row_block(rows.begin(s), rows.length(s))), {}});
    }

    int hypotheses() const override { return static_cast<int>(hypotheses_.size()); }

    ConstView step(std::span<const int> tokens) override {
        require(tokens.size() == hypotheses_.size(), "NextWord: {} tokens for {} hypotheses",
                tokens.size(), hypotheses_.size());
        scores_.resize({static_cast<int>(tokens.size()), model_->config().vocabulary});
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            Hypothesis& h = hypotheses_[i];
            h.said.push_back(tokens[i]);
            const int n = static_cast<int>(h.said.size());
            Tape tape(Tape::Mode::inference);
            const Segments rows = Segments::one(n);
            const Segments memory_rows = Segments::one(h.memory.rows());
            const Var memory = tape.constant(h.memory);
            const Var hidden = model_->decode(tape, h.said, rows, memory, memory_rows);
            const Var scores = model_->logits(tape, hidden);
            copy(scores.value().row_block(n - 1, 1),
                 scores_.view().row_block(static_cast<int>(i), 1));
        }
        return scores_;
    }

    void select(std::span<const int> parents) override {
        std::vector<Hypothesis> chosen;
        for (int p : parents) chosen.push_back(hypotheses_.at(p));
        hypotheses_ = std::move(chosen);
    }

  private:
    struct Hypothesis {
        Matrix memory;          // of its source sentence
        std::vector<int> said;  // kBegin first
    };
    const Transformer* model_;
    std::vector<Hypothesis> hypotheses_;
    Matrix scores_;
};

}  // namespace

std::unique_ptr<NextWord> make_next_word(const Transformer& model,
                                         const std::vector<std::vector<int>>& sources, bool cache) {
    std::vector<int> ids;
    Segments rows;
    const int limit = model.config().max_length;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const std::size_t length = sources[s].size() + 1;  // with <end>
        require_input(length <= static_cast<std::size_t>(limit),
                      "sentence {} has {} tokens, the model reads at most {}; shorten or split it",
                      s + 1, length, limit);
        ids.insert(ids.end(), sources[s].begin(), sources[s].end());
        ids.push_back(kEnd);
        rows.add(static_cast<int>(length));
    }
    Tape tape(Tape::Mode::inference);
    const Var memory = model.encode(tape, ids, rows);
    if (cache) return std::make_unique<CachedNextWord>(model, memory.value(), rows);
    return std::make_unique<PlainNextWord>(model, memory.value(), rows);
}

}  // namespace book
