// Digits, said backwards: the smallest task that needs to know who came first. And the rubrics of
// experiments 2 and 3.
#include <algorithm>
#include <cmath>
#include <set>

#include "core/random.h"
#include "experiments/checks/judges.h"
#include "host/terminal.h"
#include "model/decoding.h"
#include "model/trainer.h"
#include "nn/embedding.h"
#include "nn/replaceable.h"
#include "notebook/page.h"
#include "notebook/value.h"

namespace book::teacher::experiments {
namespace {

constexpr int kShortest = 4, kLongest = kSignalLength - 3, kTraining = 4000, kTest = 200;
constexpr int kFirstDigit = 2;  // behind <begin> and <end>

using Digits = std::vector<int>;

Digits draw_digits(Rng& rng) {
    Digits digits(static_cast<std::size_t>(kShortest + rng.below(kLongest - kShortest + 1)));
    for (int& digit : digits) digit = kFirstDigit + rng.below(10);
    return digits;
}

// No row twice, so that what is held out was never seen.
std::vector<TokenPair> draw_pairs(int count, std::set<Digits>& seen, Rng& rng) {
    std::vector<TokenPair> pairs;
    while (static_cast<int>(pairs.size()) < count) {
        const Digits digits = draw_digits(rng);
        if (seen.insert(digits).second) pairs.push_back({digits, {digits.rbegin(), digits.rend()}});
    }
    return pairs;
}

std::string percent(double share) { return fmt::format("{:.1f}%", 100 * share); }

// A table in the place of the paper's signal, for as long as one lives.
class InPlaceOfThePapers {
  public:
    explicit InPlaceOfThePapers(const Matrix& table) {
        table_ = &table;
        replaceable_layers.sinusoidal_positions.replace_by(first_rows);
    }
    ~InPlaceOfThePapers() { replaceable_layers.sinusoidal_positions.replace_by(nullptr); }
    InPlaceOfThePapers(const InPlaceOfThePapers&) = delete;
    InPlaceOfThePapers& operator=(const InPlaceOfThePapers&) = delete;

  private:
    static Matrix first_rows(int length, int width) {
        require(length <= table_->rows() && width == table_->cols(), "the table has no such rows");
        return Matrix(table_->view().row_block(0, length));
    }
    static inline const Matrix* table_ = nullptr;  // what replaces an operation is a plain function
};

double learn_with(const Matrix& table, const School& school) {
    const InPlaceOfThePapers positions(table);
    TransformerConfig sizes;
    sizes.width = kSignalWidth;
    sizes.feed_forward = 64;
    sizes.encoder_layers = sizes.decoder_layers = 1;
    return learn_digits(sizes, school);
}

bool all_finite(const Matrix& m) {
    return std::all_of(m.flat().begin(), m.flat().end(), [](real x) { return std::isfinite(x); });
}

}  // namespace

TransformerConfig for_digits(TransformerConfig sizes) {
    sizes.vocabulary = kFirstDigit + 10;
    sizes.max_length = kSignalLength;
    sizes.dropout = 0;
    return sizes;
}

double learn_digits(const TransformerConfig& sizes, const School& school) {
    Rng rng(7);  // the same task for everybody
    std::set<Digits> seen;
    const std::vector<TokenPair> training = draw_pairs(kTraining, seen, rng);
    const std::vector<TokenPair> test = draw_pairs(kTest, seen, rng);
    const TransformerConfig config = for_digits(sizes);
    check_config(config);
    Transformer model(config, school.seed);
    TrainerOptions options;
    options.epochs = 1000;
    options.steps = school.steps;
    options.batch_tokens = 500;
    options.learning_rate = 0.005;
    options.warmup = 200;
    options.label_smoothing = 0;
    options.validate_every = 1'000'000;
    options.seed = school.seed;
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        if (p.step % 50 == 0)
            show_progress(fmt::format("step {} of {}, loss {:.3f}", p.step, school.steps, p.loss));
    };
    Trainer(model, training, {}, options, hooks).run();
    show_progress("");
    std::vector<std::vector<int>> sources;
    for (const TokenPair& pair : test) sources.push_back(pair.source);
    const std::vector<Decoded> said = decode(model, sources);
    int right = 0;
    for (std::size_t i = 0; i < test.size(); ++i)
        right += said[i].tokens() == test[i].target ? 1 : 0;
    return static_cast<double>(right) / kTest;
}

Report judge_positions(const Matrix& own, const School& school) {
    const Matrix papers = sinusoidal_positions(kSignalLength, kSignalWidth);
    require_input(own.shape() == papers.shape(), "signal() gave no table of {} positions",
                  kSignalLength);
    require_input(all_finite(own), "signal() gave a number that is infinite, or none at all");
    double nearest = 1e9;
    for (int p = 0; p < own.rows(); ++p)
        for (int other = 0; other < p; ++other)
            nearest = std::min(nearest, max_abs_difference(own.view().row_block(p, 1),
                                                           own.view().row_block(other, 1)));
    const double apart = max_abs_difference(own, papers);
    const double without = learn_with(Matrix(papers.shape()), school),
                 paper = learn_with(papers, school), yours = learn_with(own, school);
    Report report;
    report.criteria = {{"the signal is not the paper's", apart > 0.01,
                        fmt::format("the largest difference is {:.2f}", apart)},
                       {"no two positions have the same signal", nearest > 0.01,
                        fmt::format("the two that are most alike differ by {:.2f}", nearest)},
                       {"30 points better than without positions", yours >= without + 0.3,
                        fmt::format("{} without, {} with yours", percent(without), percent(yours))},
                       {"as good as the paper's, give or take 5 points", yours >= paper - 0.05,
                        fmt::format("{} with the paper's", percent(paper))}};
    report.cannot_see =
        "it tries one task, rows of at most seven digits, and one seed. The paper chose its signal "
        "so that a distance looks the same everywhere, and hoped that it would also work for "
        "sentences longer than any in training. Neither is tried here.";
    return report;
}

Report judge_smallest(const TransformerConfig& sizes, const School& school) {
    const TransformerConfig config = for_digits(sizes);
    check_config(config);
    const auto numbers = count_parameters(config);
    double worst = 1;
    for (std::uint64_t more = 0; more < 2; ++more)
        worst = std::min(worst, learn_digits(config, {school.steps, school.seed + more}));
    const std::string size = "it has " + format_value(Value(numbers), ",");
    Report report;
    report.criteria = {{"95 of 100 come back without a mistake", worst >= 0.95,
                        fmt::format("{}, the worse of two seeds", percent(worst))},
                       {"fewer than 10,000 parameters", worst >= 0.95 && numbers < 10'000, size},
                       {"fewer than 5,000 parameters", worst >= 0.95 && numbers < 5'000, size}};
    report.cannot_see = fmt::format(
        "it tries two seeds and {} steps. A smaller model may need longer, and a third seed may "
        "fail. And how small a model can be says nothing about how easy it is to find.",
        school.steps);
    return report;
}

namespace {

const RegisterExperiment positions(
    {2, "A positional signal of your own", "exercises/experiments/2_positions.cpp",
     [](const Matrix& table) { return judge_positions(table, {.steps = 800}); }});
const RegisterExperiment sizes({3, "The smallest model that still can",
                                "exercises/experiments/3_smallest.cpp", [](const Matrix& given) {
                                    return judge_smallest(as_sizes(given), {});
                                }});

}  // namespace
}  // namespace book::teacher::experiments
