#include <cmath>

#include "explorations/explorations.h"
#include "tensor/matmul.h"
#include "tensor/ops.h"

namespace book::explorations {
namespace thermostat_page {

const std::vector<std::string> kWords{"I", "love", "doughnuts"};

struct Knobs {
    double temperature = 1;
    std::string mask = "nothing";
};

void declare(Options& options, Knobs& knobs) {
    options.add("temperature", knobs.temperature, 0.01, 100, "what every score is divided by");
    options.on_page("temperature", 0.05, 20);
    options.add_choice("mask", knobs.mask, {"nothing", "what comes later", "the last word"},
                       "what is hidden from the words");
    options.on_page("mask");
}

// Of how many words, evenly mixed, would the weights be as undecided as they are?
double as_undecided_as(std::span<const real> weights) {
    double entropy = 0;
    for (const real w : weights)
        if (w > 0) entropy -= double(w) * std::log(double(w));
    return std::exp(entropy);
}

void build(Page& page, Knobs& knobs) {
    const Matrix q{{0.3f, 0.8f}, {0.9f, 0.2f}, {0.5f, 0.5f}};  // the article's queries and keys
    const Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};
    const Matrix scores = matmul_nt(q, k);
    Matrix heated = scale(scores, static_cast<real>(1 / knobs.temperature));
    if (knobs.mask == "what comes later") apply_mask(Mask::causal, heated);
    if (knobs.mask == "the last word")
        for (int row = 0; row < heated.rows(); ++row)
            heated(row, heated.cols() - 1) = -std::numeric_limits<real>::infinity();
    const Matrix weights = softmax_rows(heated);
    page.data("scores", scores);
    page.data("weights", weights);
    page.values({{"temperature", knobs.temperature}, {"mask", knobs.mask}});
    page.show(Figure{"explore_weights", "Who looks at whom",
                     "Three rows of weights, a row for each word that looks, a column for each "
                     "word that it looks at.",
                     HeatMap{.values = weights,
                             .rows = kWords,
                             .columns = kWords,
                             .row_label = "who looks",
                             .column_label = "at whom",
                             .low = 0,
                             .high = 1}});
    Table table{"who looks", {"largest weight", ".1%"}, {"as undecided as among", ".2f"}};
    for (int row = 0; row < weights.rows(); ++row)
        table.add(kWords[static_cast<std::size_t>(row)],
                  *std::max_element(weights.row(row).begin(), weights.row(row).end()),
                  as_undecided_as(weights.row(row)));
    page.show(table,
              "At temperature @{temperature}, with @{mask} hidden: how many words, evenly mixed, "
              "would be as undecided");
}

}  // namespace thermostat_page

Exploration thermostat() {
    return {.pages = {"05_softmax"},
            .after = {"what-a-mask-does"},
            .about =
                "Turn the temperature down until each word chooses, and up until it no longer "
                "cares. Then hide something, and see who takes over the share that is free.",
            .page = define_chapter<thermostat_page::Knobs>(
                {kNoNumber, "explore_softmax", "A thermostat and a mask"}, thermostat_page::declare,
                thermostat_page::build)};
}

}  // namespace book::explorations
