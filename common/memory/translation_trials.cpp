#include "memory/translation_trials.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/settings.h"
#include "model/decoding.h"
#include "optim/schedule.h"
#include "optim/training_step.h"

namespace book {
namespace {

constexpr double kNoLossIsWorse = std::numeric_limits<double>::infinity();

struct NamedTranslator {
    TranslatorKind kind;
    const char* name;
};
constexpr NamedTranslator kTranslatorNames[] = {{TranslatorKind::lstm, "lstm"},
                                                {TranslatorKind::lstm2, "lstm2"},
                                                {TranslatorKind::lstm_reversed, "lstm_reversed"},
                                                {TranslatorKind::lstm2_reversed, "lstm2_reversed"},
                                                {TranslatorKind::lstm_attention, "lstm_attention"},
                                                {TranslatorKind::transformer, "transformer"}};

LstmTranslatorSettings lstm_settings(const TranslationTrial& trial, int vocabulary) {
    const TranslatorKind kind = trial.model;
    LstmTranslatorSettings s;
    s.vocabulary = vocabulary;
    s.width = trial.width;
    s.state = trial.inner;
    const bool deep = kind == TranslatorKind::lstm2 || kind == TranslatorKind::lstm2_reversed;
    s.layers = deep ? 2 : 1;
    s.reversed = kind == TranslatorKind::lstm_reversed || kind == TranslatorKind::lstm2_reversed;
    s.attention = kind == TranslatorKind::lstm_attention;
    return s;
}

TransformerConfig transformer_config(const TranslationTrial& trial, int vocabulary) {
    TransformerConfig config;
    config.vocabulary = vocabulary;
    config.width = trial.width;
    config.heads = 4;
    config.encoder_layers = 2;
    config.decoder_layers = 2;
    config.feed_forward = trial.inner;
    config.dropout = 0;
    config.max_length = 256;
    return config;
}

}  // namespace

std::string translator_name(TranslatorKind kind) {
    for (const NamedTranslator& known : kTranslatorNames)
        if (known.kind == kind) return known.name;
    throw Error("a translator without a name");
}

TranslatorKind translator_named(const std::string& name) {
    std::string all;
    for (const NamedTranslator& known : kTranslatorNames) {
        if (known.name == name) return known.kind;
        all += std::string(all.empty() ? "" : ", ") + known.name;
    }
    throw InputError(fmt::format("\"{}\" is no translator; there are {}", name, all));
}

void check_trial(const TranslationTrial& t) {
    check_lessons(t.lessons);
    require_setting(t.inner >= 1 && t.inner <= 4096, "@inner {}: 1 to 4096", t.inner);
    if (t.model == TranslatorKind::transformer)
        check_config(transformer_config(t, kFirstMerge));
    else
        check_translator(lstm_settings(t, kFirstMerge));
    require_setting(t.steps >= kTranslationExams && t.steps <= 10'000'000, "@steps {}: {} or more",
                    t.steps, kTranslationExams);
    require_setting(t.warm_up >= 0 && t.warm_up < t.steps, "@warm_up {}: of {} steps", t.warm_up,
                    t.steps);
    require_setting(t.batch >= 1 && t.batch <= 1'000'000, "@batch {}: 1 to 1000000", t.batch);
    require_setting(t.smoothing >= 0 && t.smoothing < 1, "@smoothing {}: 0 or more, below 1",
                    t.smoothing);
    require_setting(t.decay >= 0 && t.decay <= 1, "@decay {}: 0 to 1", t.decay);
    require_setting(t.clip > 0, "@clip {}: must be above 0", t.clip);
    require_setting(t.rate > 0 && t.rate <= 1, "@rate {}: must be above 0 and at most 1", t.rate);
}

TrialTranslator::TrialTranslator(const TranslationTrial& trial, int vocabulary) {
    if (trial.model == TranslatorKind::transformer)
        transformer_ =
            std::make_unique<Transformer>(transformer_config(trial, vocabulary), trial.seed);
    else
        lstms_ = std::make_unique<LstmTranslator>(lstm_settings(trial, vocabulary), trial.seed);
}

Parameters& TrialTranslator::parameters() {
    return transformer_ ? transformer_->parameters() : lstms_->parameters();
}

Var TrialTranslator::loss(Tape& tape, const Batch& batch, double label_smoothing) const {
    return transformer_ ? transformer_->loss(tape, batch, label_smoothing)
                        : lstms_->loss(tape, batch, label_smoothing);
}

std::vector<std::vector<int>> TrialTranslator::translate(
    const std::vector<std::vector<int>>& sources) const {
    const DecodeOptions options;
    if (lstms_) return lstms_->translate(sources, options.extra_length);
    std::vector<std::vector<int>> said;
    for (const Decoded& d : decode(*transformer_, sources, options)) said.push_back(d.tokens());
    return said;
}

std::vector<View> decayed_parameters(Parameters& parameters) {
    std::vector<View> decayed;
    for (int i = 0; i < parameters.count(); ++i)
        if (parameters.shape(i).rows > 1 && parameters.name(i) != "embedding")
            decayed.push_back(parameters.value(i));
    return decayed;
}

double share_right(const std::string& right) {
    const auto ones = static_cast<double>(std::count(right.begin(), right.end(), '1'));
    return right.empty() ? 0 : ones / static_cast<double>(right.size());
}

double translation_rate(const TranslationTrial& trial, int step) {
    return trial.rate * warm_up_and_decay(step, trial.steps, trial.warm_up, Decay::cosine, 0);
}

namespace {

// One pass after another over the lessons, each in an order of its own.
class BatchesOfLessons {
  public:
    BatchesOfLessons(const std::vector<TokenPair>& pairs, int tokens, std::uint64_t seed)
        : pairs_(pairs), tokens_(tokens), rng_(mix(seed)) {}

    Batch next() {
        if (next_ == plan_.size()) {
            plan_ = plan_batches(pairs_, tokens_, rng_);
            next_ = 0;
        }
        ++next_;
        return make_batch(pairs_, plan_[next_ - 1]);
    }

  private:
    const std::vector<TokenPair>& pairs_;
    int tokens_;
    Rng rng_;
    std::vector<std::vector<int>> plan_;
    std::size_t next_ = 0;
};

// The mean over all tokens of all buckets.
double validation_loss(const TrialTranslator& model, const TranslationLessons& lessons) {
    double total = 0, tokens = 0;
    for (const std::vector<TokenPair>& pairs : lessons.validation) {
        const Batch batch = make_batch(pairs);
        Tape tape(Tape::Mode::inference);
        const Var loss = model.loss(tape, batch, 0);
        const auto n = static_cast<double>(batch.output.size());
        total += n * static_cast<double>(loss.value()(0, 0));
        tokens += n;
    }
    const double mean = total / tokens;
    return std::isfinite(mean) ? mean : kNoLossIsWorse;
}

// Text is compared, not tokens: a word may be cut into pieces in more than one way.
std::string examine(const TrialTranslator& model, const Bpe& bpe,
                    const std::vector<TokenPair>& pairs) {
    std::vector<std::vector<int>> sources;
    for (const TokenPair& pair : pairs) sources.push_back(pair.source);
    const std::vector<std::vector<int>> said = model.translate(sources);
    std::string right;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        right += bpe.decode(said[i]) == bpe.decode(pairs[i].target) ? '1' : '0';
    return right;
}

// Trains the model; false if it was not to be, or its loss was no number any more.
bool teach(TrialTranslator& model, const TranslationLessons& lessons, const TranslationTrial& trial,
           const TranslationWatch& watch, TranslationOutcome& outcome) {
    BatchesOfLessons batches(lessons.training, trial.batch, trial.seed);
    Parameters& p = model.parameters();
    const std::vector<View> decayed = decayed_parameters(p);
    Adam adam(p.size());
    Tape tape;
    Batch batch;
    const Learner learner{p, [&](Tape& on) { return model.loss(on, batch, trial.smoothing); }};
    const auto exam_after = [&](int exam) {
        return static_cast<int>(std::int64_t{trial.steps} * exam / kTranslationExams);
    };
    double total = 0;
    for (int step = 1, exam = 0; step <= trial.steps; ++step) {
        batch = batches.next();
        StepOptions options;
        options.rate = translation_rate(trial, step);
        options.clip = trial.clip;
        options.decay = trial.decay;
        options.decayed = decayed;
        const StepResult result = training_step(learner, tape, adam, options);
        if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm)) return false;
        if (step > exam_after(kTranslationExams - 1)) total += result.loss;
        if (watch && !watch(step, result.loss)) return false;
        if (step != exam_after(exam + 1)) continue;
        outcome.losses[static_cast<std::size_t>(exam)] = validation_loss(model, lessons);
        ++exam;
    }
    outcome.training_loss = total / (trial.steps - exam_after(kTranslationExams - 1));
    return std::isfinite(outcome.loss());
}

}  // namespace

TranslationOutcome run_trial(const TranslationLessons& lessons, const TranslationTrial& trial,
                             const TranslationWatch& watch) {
    check_trial(trial);
    require(lessons.settings == trial.lessons, "run_trial: these are the lessons of another trial");
    TrialTranslator model(trial, lessons.bpe.vocabulary_size());
    TranslationOutcome outcome;
    outcome.parameters = model.parameters().size();
    outcome.losses.fill(kNoLossIsWorse);
    outcome.training_loss = kNoLossIsWorse;
    const bool is_whole = teach(model, lessons, trial, watch, outcome);
    for (std::size_t b = 0; b < kBuckets.size(); ++b)
        outcome.right[b] = is_whole ? examine(model, lessons.bpe, lessons.test[b])
                                    : std::string(lessons.test[b].size(), '0');
    return outcome;
}

}  // namespace book
