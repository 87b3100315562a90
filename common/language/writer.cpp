#include "language/writer.h"

#include <algorithm>
#include <cmath>

#include "tensor/ops.h"

namespace book {
namespace {

// So many tokens are read at once: enough for the products to be fast, few enough for their scores (V
// numbers each) to be small, and for Ctrl-C to be heard.
constexpr std::size_t kReadAtOnce = 64;

template <class F>
void in_pieces(std::span<const int> ids, F f) {
    for (std::size_t at = 0; at < ids.size(); at += kReadAtOnce)
        f(ids.subspan(at, std::min(kReadAtOnce, ids.size() - at)));
}

// What is kept of the weights of that head, some rows at a time.
DecoderHooks hooks_for(AskedHead asked, std::vector<std::vector<real>>& kept) {
    DecoderHooks hooks;
    hooks.attention = [asked, &kept](int layer, int head, int, View weights) {
        if (layer != asked.layer || head != asked.head) return;
        const int before = weights.cols() - weights.rows();
        for (int i = 0; i < weights.rows(); ++i) {
            const auto row = weights.row(i);
            kept.emplace_back(row.begin(), row.begin() + before + i + 1);
        }
    };
    return hooks;
}

}  // namespace

Writer::Writer(const OpenModel& model) : model_(model), decoder_(model_.weights()) {}

void Writer::require_readable(std::span<const int> ids) const {
    const LanguageModelConfig& config = model_.config();
    for (const int id : ids)
        require_input(id >= 0 && id < config.vocabulary,
                      "{} is no token of this model: it has 0 to {}", id, config.vocabulary - 1);
    require_input(!ids.empty(), "a text without a single token: there is nothing to go on from");
    require_input(std::ssize(ids) <= config.max_length,
                  "a text of {} tokens is longer than the {} that this model can read", ids.size(),
                  config.max_length);
}

void Writer::require_finite(std::span<const real> numbers, const char* what) const {
    const bool are_numbers = std::all_of(numbers.begin(), numbers.end(),
                                         [](real number) { return std::isfinite(number); });
    require_input(are_numbers, "{}: the model is damaged: some of its {} are not finite",
                  model_.path(), what);
}

bool Writer::set_text(std::span<const int> ids, const Stop& stop) {
    require_readable(ids);
    const std::ptrdiff_t known = decoder_.length(0);
    const bool goes_on =
        std::ssize(ids) > known && std::equal(ids_.begin(), ids_.begin() + known, ids.begin());
    if (!goes_on) decoder_ = LanguageDecoder(model_.weights());
    ids_.assign(ids.begin(), ids.end());
    bool stopped = false;
    in_pieces(ids.subspan(goes_on ? static_cast<std::size_t>(known) : 0),
              [&](std::span<const int> piece) {
                  stopped = stopped || (stop && stop());
                  if (!stopped) read(piece);
              });
    return !stopped;
}

PromptReport Writer::set_text_and_report(std::span<const int> ids, std::optional<AskedHead> asked) {
    require_readable(ids);
    decoder_ = LanguageDecoder(model_.weights());
    ids_.assign(ids.begin(), ids.end());
    PromptReport report;
    if (asked) decoder_.set_hooks(hooks_for(*asked, report.attention));
    std::size_t next = 1;  // of whom a row's scores speak
    in_pieces(ids, [&](std::span<const int> piece) {
        const Segments rows = Segments::one(static_cast<int>(piece.size()));
        const ConstView scores = decoder_.read_all(piece, rows);
        for (int i = 0; i < scores.rows(); ++i, ++next) {
            const auto row = scores.row(i);
            require_finite(row, "scores");
            if (next == ids.size())
                scores_.assign(row.begin(), row.end());
            else
                report.log_probability.push_back(
                    static_cast<double>(row[static_cast<std::size_t>(ids[next])]) -
                    log_sum_exp(row));
        }
    });
    decoder_.set_hooks({});
    for (const std::vector<real>& row : report.attention) require_finite(row, "attention weights");
    return report;
}

void Writer::read(std::span<const int> ids) {
    const auto row = decoder_.read(ids).row(0);
    require_finite(row, "scores");
    scores_.assign(row.begin(), row.end());
}

int Writer::choose(const SamplingSettings& settings, Rng& rng) {
    ids_.push_back(sample(scores_, settings, rng));
    return ids_.back();
}

bool Writer::is_full() const { return std::ssize(ids_) > model_.config().max_length; }

void Writer::read_chosen() {
    read(std::span<const int>(ids_).subspan(static_cast<std::size_t>(decoder_.length(0))));
}

}  // namespace book
