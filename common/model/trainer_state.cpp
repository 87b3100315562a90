// Saving and loading the state of a training.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/hash.h"
#include "model/checkpoint.h"
#include "model/trainer.h"

namespace book {
namespace {

constexpr const char* kStateFormat = "attention-book training 1";

Shape flat(std::size_t numbers) { return {1, static_cast<int>(numbers)}; }

}  // namespace

Metadata Trainer::settings() const {
    Metadata m;
    put_config(model_.config(), m);
    for_each_field(options_, [&](const std::string& name, const auto& value, OnResume rule) {
        if (rule == OnResume::must_agree) m.set("option." + name, value);
    });
    m.set("sentences", sentences_);
    return m;
}

std::uint64_t Trainer::fingerprint() const {
    std::uint64_t hash = kHashOfNothing;
    const Metadata all = settings();
    for (const auto& [key, value] : all.values())
        hash = hash_of(fmt::format("{}={}\n", key, value), hash);
    return hash;
}

void Trainer::save(const std::string& path, const Metadata& about) const {
    Metadata m = settings();
    m.set("format", kStateFormat);
    for (const auto& [key, value] : about.values()) m.set("about." + key, value);
    m.set("state.planned_epochs", options_.epochs);  // where the cooldown begins
    for_each_field(
        state_, [&](const std::string& name, const auto& value) { m.set("state." + name, value); });

    const std::span<const real> values = std::as_const(model_).parameters().values();
    const Shape shape = flat(values.size());
    std::vector<NamedMatrix> matrices{{"parameters", shape, values},
                                      {"adam.first_moment", shape, adam_.first_moment()},
                                      {"adam.second_moment", shape, adam_.second_moment()}};
    if (!best_.empty()) matrices.push_back({"best", shape, best_});
    for (std::size_t i = 0; i < snapshots_.size(); ++i)
        matrices.push_back({fmt::format("snapshot.{}", i), shape, snapshots_[i]});
    write_safetensors(path, m, matrices);
}

// A file can say anything: counts are far from where their types end, and nothing happened after the step
// that was done last.
void Trainer::check_state(const TrainingState& s) const {
    const std::int64_t most = 1'000'000'000;
    const auto is_count = [&](std::int64_t n) { return n >= 0 && n <= std::min(s.step, most); };
    const int batches = batches_in_epoch(s.rng);
    require_input(s.position < batches, "damaged: batch {} of {}", s.position, batches);
    const bool may_be_nan = validation_batches_.empty();  // then there is no loss to compare
    require_input(s.step >= 0 && s.step <= most * 1000 && is_count(s.epoch) &&
                      is_count(s.position) && is_count(s.waited) && is_count(s.snapshots) &&
                      s.best_step >= 0 && s.best_step <= s.step &&
                      static_cast<std::size_t>(s.position) <= train_.size(),
                  "its counts cannot be");
    const bool is_nan =
        std::isnan(s.best_measure) || std::isnan(s.best_loss) || std::isnan(s.planned_measure);
    require_input(!is_nan || may_be_nan, "its best loss is not a number");
    require_input(std::isfinite(s.mean_loss) && std::isfinite(s.seconds) && s.seconds >= 0,
                  "its loss or its time cannot be");
}

int Trainer::batches_in_epoch(std::uint64_t state) const {
    if (!options_.regroup) return static_cast<int>(batches_.size());
    Rng rng = rng_;
    rng.restore(state);
    return static_cast<int>(plan_batches(train_, options_.batch_tokens, rng).size());
}

void Trainer::load(const SafeTensors& file) {
    const Metadata& m = file.metadata();
    try {
        require_input(m.has("format") && m.text("format") == kStateFormat,
                      "it is not the state of a training that this program can resume");
        const Metadata now = settings();
        for (const auto& [key, value] : now.values()) {
            const std::string& then = m.text(key);
            require_input(key != "sentences" || then == value,
                          "these are not the sentences that this training began with");
            require_input(then == value, "this training began with {} = {}, not {}", key, then,
                          value);
        }
        TrainingState s;
        for_each_field(s, [&](const std::string& name, auto& value) {
            const bool is_newer = name == "planned_measure";  // than some files
            m.get("state." + (is_newer && !m.has("state." + name) ? "best_measure" : name), value);
        });
        check_state(s);
        planned_epochs_ = m.integer("state.planned_epochs");
        require_input(file.has("best") || s.best_step == 0, "its best model is missing");
        state_ = s;
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", file.path(), error.what()));
    }

    const std::span<real> values = model_.parameters().values();
    const Shape shape = flat(values.size());
    file.read("parameters", shape, values);
    file.read("adam.first_moment", shape, adam_.first_moment());
    file.read("adam.second_moment", shape, adam_.second_moment());
    adam_.restore_steps(state_.step);
    if (file.has("best")) {
        best_.resize(values.size());
        file.read("best", shape, best_);
    }
    snapshots_.clear();
    const int kept = options_.average > 1 ? std::min(state_.snapshots, options_.average) : 0;
    for (int i = 0; i < kept; ++i) {
        snapshots_.emplace_back(values.size());
        file.read(fmt::format("snapshot.{}", i), shape, snapshots_.back());
    }
}

}  // namespace book
