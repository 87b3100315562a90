#include "model/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/settings.h"
#include "host/memory.h"
#include "optim/schedule.h"

namespace book {
namespace {

// Bytes of one step: every value on the tape has a gradient beside it. An estimate from above for
// `tokens` on either side, with sentences of at most `longest`.
double step_bytes(const TransformerConfig& c, double tokens, double longest) {
    const double d = c.width;
    const double layers = c.encoder_layers + 2.0 * c.decoder_layers;
    const double per_layer = 12 * d + 2.0 * c.feed_forward + c.heads * longest;
    return 2 * sizeof(real) * tokens * (c.vocabulary + layers * per_layer + 4 * d);
}

void check_sentences(const std::vector<TokenPair>& pairs, int limit, const char* what) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const std::size_t n = std::max(pairs[i].source.size(), pairs[i].target.size()) + 1;
        require_setting(n <= static_cast<std::size_t>(limit),
                        "{} pair {} has a sentence of {} tokens, the model reads at most {} "
                        "(@max_length)",
                        what, i + 1, n, limit);
    }
}

std::vector<Batch> make_batches(const std::vector<TokenPair>& pairs, int batch_tokens, Rng& rng) {
    std::vector<Batch> batches;
    for (const std::vector<int>& chosen : plan_batches(pairs, batch_tokens, rng))
        batches.push_back(make_batch(pairs, chosen));
    return batches;
}

std::uint64_t hash_of(std::uint64_t hash, const std::vector<TokenPair>& pairs) {
    for (const TokenPair& pair : pairs)
        for (const auto* side : {&pair.source, &pair.target}) {
            hash = mix(hash + side->size());
            for (int token : *side) hash = mix(hash ^ static_cast<std::uint64_t>(token));
        }
    return hash;
}

}  // namespace

Trainer::Trainer(Transformer& model, const std::vector<TokenPair>& train,
                 const std::vector<TokenPair>& validation, const TrainerOptions& options,
                 TrainerHooks hooks)
    : model_(model),
      train_(train),
      options_(options),
      hooks_(std::move(hooks)),
      step_hooks_{hooks_.gradients,
                  [this](const char* what, int entry) { explain_not_finite(what, entry); }},
      adam_(model.parameters().size(), options.adam),
      rng_(options.seed),
      planned_epochs_(options.epochs) {
    require(options.epochs >= 1 && options.batch_tokens >= 1 && options.warmup >= 1 &&
                options.average >= 1 && options.cooldown >= 0 && options.cooldown <= 1,
            "Trainer: {} epochs, {} tokens in a batch, {} steps of warm-up, a mean of {}, "
            "a cooldown of {}",
            options.epochs, options.batch_tokens, options.warmup, options.average,
            options.cooldown);
    const TransformerConfig& config = model.config();
    require_input(!train.empty(), "there is no pair of sentences to learn from");
    check_sentences(train, config.max_length, "training");
    check_sentences(validation, config.max_length, "validation");

    double tokens = 0, longest = 0;
    for (const TokenPair& pair : train) {
        const double n = static_cast<double>(std::max(pair.source.size(), pair.target.size()) + 1);
        tokens += n;
        longest = std::max(longest, n);
    }
    tokens = std::max(std::min<double>(tokens, options.batch_tokens), longest);
    const double numbers = static_cast<double>(model.parameters().size());
    const int snapshots = options.average > 1 ? options.average : 0;
    const double needed =
        step_bytes(config, tokens, longest) + sizeof(real) * numbers * (5 + snapshots);
    require_input(numbers <= std::numeric_limits<int>::max(),
                  "a model of {:.1f} billion numbers is too large to be trained here",
                  numbers / 1e9);
    const double there = static_cast<double>(machine_memory());
    require_setting(needed < there,
                    "training needs about {:.1f} GiB, this machine has {:.1f}: choose a smaller "
                    "@batch_tokens, @width or @vocabulary",
                    std::ldexp(needed, -30), std::ldexp(there, -30));

    sentences_ = hash_of(hash_of(1, train), validation);
    Rng validation_rng(options.seed);
    validation_batches_ = make_batches(validation, options.batch_tokens, validation_rng);
    if (!options.regroup) batches_ = make_batches(train, options.batch_tokens, rng_);
    state_.rng = rng_.state();
}

double Trainer::learning_rate(std::int64_t step) const {
    const int d = model_.config().width;
    const int warmup = options_.warmup;
    const double peak = noam_rate(warmup, d, warmup);
    const double factor = options_.learning_rate > 0 ? options_.learning_rate / peak : 1;
    return noam_rate(step, d, warmup, factor);
}

double Trainer::cooldown() const {
    if (options_.cooldown == 0) return 1;
    const double in_epoch =
        order_.empty() ? 0 : state_.position / static_cast<double>(order_.size());
    const double left = options_.epochs - state_.epoch - in_epoch;
    return std::clamp(left / (options_.cooldown * options_.epochs), 0.0, 1.0);
}

double Trainer::step(const Batch& batch) {
    const Stopwatch clock;
    const std::int64_t number = state_.step + 1;
    model_.set_dropout_step(options_.seed, static_cast<std::uint64_t>(number));
    // Two pointers: small enough to lie in the function that holds it, and nothing is allocated.
    const Learner learner{model_.parameters(), [this, &batch](Tape& tape) {
                              return model_.loss(tape, batch, options_.label_smoothing);
                          }};
    StepOptions options;
    options.rate = learning_rate(number) * cooldown();
    if (hooks_.rate) options.rate = hooks_.rate(number, options.rate);
    if (options_.clip > 0) options.clip = options_.clip;
    const StepResult result = training_step(learner, tape_, adam_, options, step_hooks_);

    gradient_norm_ = result.gradient_norm;
    state_.step = number;
    state_.mean_loss = number == 1 ? result.loss : 0.98 * state_.mean_loss + 0.02 * result.loss;
    longest_step_ = std::max(longest_step_, clock.seconds());
    return result.loss;
}

void Trainer::explain_not_finite(const char* what, int entry) {
    const std::string where = where_it_began(tape_, model_.parameters(), entry);
    throw SettingError(fmt::format(
        "step {}: the {} is no longer a number; it began {}. Nothing that was saved is lost: go on "
        "from there with a smaller @learning_rate, a longer @warmup or a smaller @clip",
        state_.step + 1, what, where));
}

double Trainer::validation_loss() {
    double sum = 0, tokens = 0;
    for (const Batch& batch : validation_batches_) {
        tape_.clear();
        tape_.set_mode(Tape::Mode::inference);
        const Var loss = model_.loss(tape_, batch, 0);
        const double n = static_cast<double>(batch.output.size());
        sum += n * static_cast<double>(loss.value()(0, 0));
        tokens += n;
    }
    return sum / tokens;  // NaN if there is no validation sentence
}

void Trainer::start_epoch() {
    rng_.restore(state_.rng);
    if (options_.regroup) batches_ = make_batches(train_, options_.batch_tokens, rng_);
    order_.resize(batches_.size());
    std::iota(order_.begin(), order_.end(), 0);
    if (!options_.regroup) rng_.shuffle(order_);
}

bool Trainer::finished() const {
    return state_.epoch >= options_.epochs || (options_.steps > 0 && state_.step >= options_.steps);
}

// Is there still time for one more step, for the examination and for saving?
bool Trainer::out_of_time() const {
    if (options_.minutes <= 0) return false;
    double examination = examination_time_;
    if (examination == 0 && tokens_ > 0) {  // not known yet: it costs a third of a step, say half
        double tokens = 0;
        for (const Batch& batch : validation_batches_)
            tokens += static_cast<double>(batch.output.size());
        examination = 0.5 * tokens * clock_.seconds() / static_cast<double>(tokens_);
    }
    const double reserve = 1.2 * (examination + save_time_) + 1.5 * longest_step_;
    return clock_.seconds() + reserve > 0.99 * 60 * options_.minutes;
}

TrainingEnd Trainer::run() {
    clock_.restart();
    tokens_ = 0;
    steps_ = 0;
    start_epoch();
    measure_best_anew();
    const double seconds_before = state_.seconds;
    bool examined = true;  // since the last step
    const auto end = [&](TrainingEnd how) {
        if (!examined && how != TrainingEnd::stopped) examine(Examining::at_the_end);
        state_.seconds = seconds_before + clock_.seconds();
        save_now();
        if (how == TrainingEnd::stopped) return how;
        if (best_.size() == model_.parameters().size())
            std::copy(best_.begin(), best_.end(), model_.parameters().values().begin());
        return how;
    };

    for (;;) {
        if (finished()) return end(TrainingEnd::done);
        if (options_.patience > 0 && state_.waited >= options_.patience)
            return end(TrainingEnd::patience);
        if (hooks_.stop && hooks_.stop()) return end(TrainingEnd::stopped);
        if (out_of_time()) {
            if (best_.empty()) examined = false;  // time for nothing, but something is to be kept
            return end(TrainingEnd::time);
        }

        const Batch& batch = batches_[order_[state_.position]];
        const double loss = step(batch);
        ++steps_;
        tokens_ += std::ssize(batch.output);
        ++state_.position;
        report(loss);
        const bool epoch_ends = state_.position == static_cast<int>(order_.size());
        if (epoch_ends) {
            ++state_.epoch;
            state_.position = 0;
            state_.rng = rng_.state();
        }
        examined =
            options_.validate_every > 0 ? state_.step % options_.validate_every == 0 : epoch_ends;
        if (examined) {
            examine(Examining::as_planned);
            state_.seconds = seconds_before + clock_.seconds();
            // Often enough to lose little, seldom enough to cost at most a tenth of the time.
            if (clock_.seconds() - last_save_ > 10 * save_time_ && !finished()) save_now();
        }
        if (epoch_ends && !finished()) start_epoch();
    }
}

void Trainer::report(double loss) {
    if (!hooks_.progress) return;
    Progress p;
    const double steps_in_epoch = static_cast<double>(order_.size());
    p.step = state_.step;
    p.epochs = state_.epoch + state_.position / steps_in_epoch;
    p.loss = loss;
    p.mean_loss = state_.mean_loss;
    p.learning_rate = learning_rate(state_.step) * cooldown();
    p.gradient_norm = gradient_norm_;
    p.seconds = clock_.seconds();
    p.tokens_per_second = static_cast<double>(tokens_) / std::max(p.seconds, 1e-9);
    double steps_left = (options_.epochs - p.epochs) * steps_in_epoch;
    if (options_.steps > 0)
        steps_left = std::min(steps_left, static_cast<double>(options_.steps - p.step));
    p.seconds_left = steps_left * p.seconds / static_cast<double>(steps_);
    if (options_.minutes > 0)
        p.seconds_left = std::min(p.seconds_left, std::max(0.0, 60 * options_.minutes - p.seconds));
    hooks_.progress(p);
}

bool Trainer::keeps_last() const { return !hooks_.score && validation_batches_.empty(); }

double Trainer::measure_of(const Examination& e) const { return hooks_.score ? -e.score : e.loss; }

void Trainer::examine(Examining when) {
    const Stopwatch clock;
    const std::span<real> values = model_.parameters().values();
    Buffer replaced;  // a snapshot that comes back: no plan knows of an examination at the end
    if (options_.average > 1) {
        Buffer& snapshot = take_snapshot();
        if (when == Examining::at_the_end) replaced.swap(snapshot);
        snapshot.assign(values.begin(), values.end());
        current_.assign(values.begin(), values.end());
        set_mean_of_snapshots();
    }
    Examination e;
    e.step = state_.step;
    e.epochs =
        state_.epoch + static_cast<double>(state_.position) / static_cast<double>(order_.size());
    e.seconds = clock_.seconds();
    e.mean_loss = state_.mean_loss;
    e.loss = validation_loss();
    if (hooks_.score) e.score = hooks_.score();
    // With a score the highest is the best, else the lowest loss; of equals the later.
    e.best = keeps_last() || measure_of(e) <= state_.best_measure;
    if (when == Examining::as_planned) note_planned(e);
    if (e.best) {
        best_.assign(values.begin(), values.end());
        state_.best_measure = measure_of(e);
        state_.best_loss = e.loss;
        state_.best_step = state_.step;
        if (hooks_.keep) hooks_.keep();
    }
    if (options_.average > 1) {
        std::copy(current_.begin(), current_.end(), values.begin());
        if (when == Examining::at_the_end) put_back_snapshot(replaced);
    }
    if (hooks_.examined) hooks_.examined(e);
    examination_time_ = std::max(examination_time_, clock.seconds());
}

void Trainer::note_planned(const Examination& e) {
    if (keeps_last() || measure_of(e) <= state_.planned_measure) {
        state_.planned_measure = measure_of(e);
        state_.waited = 0;
    } else {
        ++state_.waited;
    }
}

// A loss and a score cannot be compared. What was the best by one of them is measured by the other, and
// whatever comes is compared with that.
void Trainer::measure_best_anew() {
    const bool was_by_loss = state_.best_measure == state_.best_loss;
    const bool is_by_loss = !hooks_.score;
    if (best_.empty() || validation_batches_.empty() || was_by_loss == is_by_loss) return;
    Examination e;
    e.loss = state_.best_loss;
    if (hooks_.score) {
        const std::span<real> values = model_.parameters().values();
        current_.assign(values.begin(), values.end());
        std::copy(best_.begin(), best_.end(), values.begin());
        e.score = hooks_.score();
        std::copy(current_.begin(), current_.end(), values.begin());
    }
    state_.best_measure = state_.planned_measure = measure_of(e);
    state_.waited = 0;
}

// Where the next one goes: in place of the oldest.
Buffer& Trainer::take_snapshot() {
    const auto slot = static_cast<std::size_t>(state_.snapshots % options_.average);
    if (snapshots_.size() <= slot) snapshots_.resize(slot + 1);
    ++state_.snapshots;
    return snapshots_[slot];
}

// Undoes take_snapshot(), which replaced that one; an empty one: none.
void Trainer::put_back_snapshot(Buffer& replaced) {
    --state_.snapshots;
    const auto slot = static_cast<std::size_t>(state_.snapshots % options_.average);
    if (replaced.empty())
        snapshots_.resize(slot);
    else
        snapshots_[slot].swap(replaced);
}

void Trainer::set_mean_of_snapshots() {
    const std::span<real> values = model_.parameters().values();
    const double share = 1.0 / static_cast<double>(snapshots_.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        double sum = 0;
        for (const Buffer& snapshot : snapshots_) sum += static_cast<double>(snapshot[i]);
        values[i] = static_cast<real>(sum * share);
    }
}

void Trainer::save_now() {
    if (!hooks_.save) return;
    const Stopwatch clock;
    hooks_.save();
    save_time_ = std::max(save_time_, clock.seconds());
    last_save_ = clock_.seconds();
}

}  // namespace book
