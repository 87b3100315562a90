#include <cmath>
#include <numbers>

#include "explorations/explorations.h"
#include "tensor/matmul.h"
#include "tensor/ops.h"

namespace book::explorations {
namespace arrows_page {

constexpr double kFar = 1.5;  // how far an arrow can be pulled

struct Knobs {
    double query_x = 0.9, query_y = 0.2;  // love's, of the article
    double key_x = 0.8, key_y = 0.3;      // doughnuts'
};

void declare(Options& options, Knobs& knobs) {
    const auto add = [&](const char* name, double& value, const char* meaning) {
        options.add(name, value, -kFar, kFar, meaning);
        options.on_page(name, -kFar, kFar);
    };
    add("query-x", knobs.query_x, "the query's first number");
    add("query-y", knobs.query_y, "the query's second number");
    add("key-x", knobs.key_x, "the key's first number");
    add("key-y", knobs.key_y, "the key's second number");
}

void build(Page& page, Knobs& knobs) {
    const auto number = [](double x) { return static_cast<real>(x); };
    const Matrix query{{number(knobs.query_x), number(knobs.query_y)}};
    // The keys of I and love are the article's; the third one is pulled.
    const Matrix keys{{0.1f, 0.9f}, {0.7f, 0.5f}, {number(knobs.key_x), number(knobs.key_y)}};
    const Matrix scores = matmul_nt(query, keys);
    const Matrix weights = softmax_rows(scores);
    const auto length = [](double x, double y) { return std::sqrt(x * x + y * y); };
    const double a = length(knobs.query_x, knobs.query_y), b = length(knobs.key_x, knobs.key_y);
    page.values({{"query", query}, {"keys", keys}, {"scores", scores}, {"weights", weights}});
    page.values({{"first", knobs.query_x * knobs.key_x}, {"second", knobs.query_y * knobs.key_y}});
    page.values({{"length.query", a}, {"length.key", b}});
    page.text(R"md(
        Query · key = @{query[0][0]:.2f} × @{keys[2][0]:.2f} + @{query[0][1]:.2f} × @{keys[2][1]:.2f} = @{first:.2f} +
        @{second:.2f} = **@{scores[0][2]:.2f}**.)md");
    if (a > 0 && b > 0) {
        const double cosine = double(scores(0, 2)) / (a * b);
        const double clamped = std::min(1.0, std::max(-1.0, cosine));
        page.values({{"cosine", clamped}, {"angle", std::acos(clamped) * 180 / std::numbers::pi}});
        page.text(R"md(
            The arrows are @{length.query:.2f} and @{length.key:.2f} long and @{angle:.0f} degrees apart. The cosine of that
            angle is @{cosine:.2f}, and both lengths times the cosine are the score again.)md");
    } else {
        page.text(R"md(
            An arrow of length @{length.query:.2f} and one of length @{length.key:.2f}: one without a length points
            nowhere, and fits everything equally.)md");
    }
    page.text(R"md(
        Beside the keys of *I*, @{keys[0]:.1f}, and *love*, @{keys[1]:.1f}, which score @{scores[0][0]:.2f} and
        @{scores[0][1]:.2f}, this key gets @{weights[0][2]:.1%} of the attention; they get @{weights[0][0]:.1%} and
        @{weights[0][1]:.1%}.)md");
}

}  // namespace arrows_page

Exploration arrows() {
    return {.pages = {"04_dot_product_attention"},
            .after = {"what-a-dot-product-measures-and-what-length-does-to-it"},
            .hands = "plane",
            .about =
                "Pull the tips of the two arrows: turn one away, make one longer, set them at "
                "right angles.",
            .page = define_chapter<arrows_page::Knobs>(
                {kNoNumber, "explore_arrows", "Pull a query and a key"}, arrows_page::declare,
                arrows_page::build)};
}

}  // namespace book::explorations
