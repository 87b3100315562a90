// Saving and loading the state of a training.
#include <algorithm>
#include <utility>

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
    m.set("sentences", fingerprint_);
    return m;
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
        for_each_field(
            s, [&](const std::string& name, auto& value) { m.get("state." + name, value); });
        require_input(s.step >= 0 && s.epoch >= 0 && s.position >= 0 && s.snapshots >= 0 &&
                          s.waited >= 0 && static_cast<std::size_t>(s.position) < train_.size() + 1,
                      "its state cannot be");
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
