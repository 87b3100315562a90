// A trial: one translator learns the lessons, with one rate and one seed, and is examined on
// sentences that it never saw.
//
// All trials are trained alike: a fixed number of steps, each on a batch of sentences of similar
// length, one pass after another over the lessons; Adam with decoupled weight decay, the rate
// rising in a line and then falling to 0 along a cosine, gradients clipped. What differs is the
// translator. None has dropout.
//
// The validation set says which rate is best. The test set is looked at when all is over, and
// decides nothing. A trial runs on the threads that it is given, and comes to the same bits on any,
// and with every kernel that fuses.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "memory/recurrent_translator.h"
#include "memory/translation_lessons.h"
#include "model/transformer.h"

namespace book {

// lstm ... lstm_attention: memory/recurrent_translator.h, with one layer, or two if there is a 2.
// transformer: two layers on either side, of four heads, without dropout, norms behind the sums as
// in the paper.
enum class TranslatorKind {
    lstm,
    lstm2,
    lstm_reversed,
    lstm2_reversed,
    lstm_attention,
    transformer
};
inline constexpr TranslatorKind kTranslators[] = {
    TranslatorKind::lstm,           TranslatorKind::lstm2,          TranslatorKind::lstm_reversed,
    TranslatorKind::lstm2_reversed, TranslatorKind::lstm_attention, TranslatorKind::transformer};
std::string translator_name(TranslatorKind kind);
TranslatorKind translator_named(const std::string& name);  // InputError if there is none

struct TranslationTrial {
    TranslatorKind model = TranslatorKind::transformer;
    int width = 64;   // of an embedding
    int inner = 256;  // of an LSTM: its state; of the Transformer: its feed-forward layers
    LessonSettings lessons;
    int steps = 14000;
    int warm_up = 700;        // steps in which the rate rises
    int batch = 600;          // tokens on either side, at most
    double smoothing = 0.05;  // of labels, in training alone
    double decay = 0.01;      // AdamW's (Loshchilov and Hutter 2019), of decayed_parameters()
    double clip = 1;          // the largest norm of all gradients together
    double rate = 0.003;      // at its peak
    std::uint64_t seed = 1;   // of the first numbers and of the order of sentences

    bool operator==(const TranslationTrial&) const = default;
};
void check_trial(
    const TranslationTrial& trial);  // InputError; SettingError where one field is to blame

// Any of the six.
class TrialTranslator {
  public:
    TrialTranslator(const TranslationTrial& trial, int vocabulary);

    Parameters& parameters();
    // Mean cross entropy of the target tokens, in nats, smoothed.  -> (1 x 1)
    Var loss(Tape& tape, const Batch& batch, double label_smoothing) const;
    // The likeliest word each time; at most 50 tokens more than the source has.
    std::vector<std::vector<int>> translate(const std::vector<std::vector<int>>& sources) const;

  private:
    std::unique_ptr<LstmTranslator> lstms_;
    std::unique_ptr<Transformer> transformer_;
};

// The parameters that weight decay is for: matrices that turn rows into others. No biases, gains or
// embeddings, nor the vector v of additive attention.
std::vector<View> decayed_parameters(Parameters& parameters);

inline constexpr int kTranslationExams = 10;

// A training whose loss is no number any more ends there; its losses are infinite from then on, and
// nothing that it says is right.
struct TranslationOutcome {
    std::size_t parameters = 0;  // in all
    // After each tenth of the steps, nats per token of the validation set. The last decides.
    std::array<double, kTranslationExams> losses{};
    double training_loss = 0;  // mean of the last tenth, with smoothed labels
    // For each bucket of the test set, sentence by sentence: '1' is right to the letter, '0' is
    // not.
    ForEachBucket<std::string> right;

    double loss() const { return losses.back(); }
    bool operator==(const TranslationOutcome&) const = default;
};
double share_right(const std::string& right);  // of ones

// The rate in a step, counted from 1.
double translation_rate(const TranslationTrial& trial, int step);

// Told step and loss. Saying false ends the training; what follows is no result.
using TranslationWatch = std::function<bool(int step, double loss)>;
// Error if the lessons are not those of the trial.
TranslationOutcome run_trial(const TranslationLessons& lessons, const TranslationTrial& trial,
                             const TranslationWatch& watch = {});

}  // namespace book
