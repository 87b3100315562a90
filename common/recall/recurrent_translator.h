// A translator of two LSTMs: one reads the source, the other one begins with what the first had left,
// and writes (Sutskever et al. 2014). Without attention that is all it gets. With it (Bahdanau et al.
// 2014; placed behind the decoder's state, as in Luong et al. 2015) it looks back at every word.
//
// Letters in shapes: S source tokens and T target tokens of the batch, d an embedding, w a state.
#pragma once

#include <memory>
#include <vector>

#include "nn/recurrent.h"
#include "text/batch.h"

namespace book {

class RecurrentTranslator {
  public:
    RecurrentTranslator(int vocabulary, int width, int state, bool attention, std::uint64_t seed);

    Parameters& parameters() { return *parameters_; }

    // Mean cross entropy of the target tokens, in nats, smoothed.  -> (1 x 1)
    Var loss(Tape& tape, const Batch& batch, double label_smoothing) const;
    // What it says to each source, the likeliest word each time, until <end> or `longest` tokens.
    std::vector<std::vector<int>> translate(const std::vector<std::vector<int>>& sources,
                                            int longest) const;

  private:
    Var read(Tape& tape, const std::vector<int>& ids) const;
    Var scores(Var states, Var memory, const Segments& target_rows,
               const Segments& source_rows) const;  // (T x w) -> (T x V)

    bool attention_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;  // (V x d), of both languages and the output
    Recurrent encoder_, decoder_;
    Linear query_, key_;  // (w x w)
    Parameter weigh_;     // (1 x w)
    Linear output_;       // (w or 2w x d)
};

}  // namespace book
