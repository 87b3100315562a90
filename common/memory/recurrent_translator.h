// A translator of two recurrent networks: one reads the source, the other begins with the states
// that the first had in the end, and writes (Sutskever et al. 2014, section 2).
//
//     1 or 2 layers    layer l of the writer begins with the last state of layer l of the reader
//     reversed         the reader is given the source's last word first, and <end> at the end all the
//                      same (Sutskever et al. 2014, section 3.3)
//     with attention   the writer's state looks back at every state of the reader, top layers both
//                      (Bahdanau et al. 2014; behind the state, as in Luong et al. 2015)
//
// Without attention the last states are all that the writer gets. All cells are LSTMs whose forget
// gates begin with a bias of 1.
//
// Letters in shapes: S source tokens and T target tokens of the batch, V the vocabulary, d an
// embedding, w a state.
#pragma once

#include <memory>
#include <vector>

#include "nn/recurrent.h"
#include "text/batch.h"

namespace book {

struct LstmTranslatorSettings {
    int vocabulary = 0;  // V
    int width = 64;      // d
    int state = 128;     // w, of each layer
    int layers = 1;      // of the reader, and of the writer
    bool reversed = false;
    bool attention = false;

    bool operator==(const LstmTranslatorSettings&) const = default;
};
void check_translator(const LstmTranslatorSettings& settings);  // SettingError, naming the field
std::size_t count_parameters(const LstmTranslatorSettings& settings);

class LstmTranslator {
  public:
    LstmTranslator(const LstmTranslatorSettings& settings, std::uint64_t seed);

    Parameters& parameters() { return *parameters_; }

    // Mean cross entropy of the target tokens, in nats, smoothed.  -> (1 x 1)
    Var loss(Tape& tape, const Batch& batch, double label_smoothing) const;
    // What it says to each source, the likeliest word each time, until <end> or until it has said
    // `extra_length` tokens more than the source has.
    std::vector<std::vector<int>> translate(const std::vector<std::vector<int>>& sources,
                                            int extra_length = 50) const;

  private:
    Var read(Tape& tape, const std::vector<int>& ids) const;  // -> (tokens x d)
    std::vector<int> in_reading_order(const std::vector<int>& ids, const Segments& rows) const;
    Var scores(Var states, Var memory, const Segments& target_rows,
               const Segments& source_rows) const;  // (T x w), (S x w) -> (T x V)
    std::vector<int> translate_one(const std::vector<int>& source, int longest) const;

    LstmTranslatorSettings settings_;
    std::unique_ptr<Parameters> parameters_;
    Parameter embedding_;  // (V x d), of both languages and the output
    std::vector<Recurrent> reader_, writer_;
    Linear query_, key_;  // (w x w)
    Parameter weigh_;     // (1 x w)
    Linear output_;       // (w or 2w x d)
};

}  // namespace book
