#include "four_bits.h"

#include <fmt/format.h>

#include <cmath>

#include "core/clock.h"
#include "corpus/text_lessons.h"
#include "host/terminal.h"
#include "model/inspection.h"
#include "model/language_recipe.h"
#include "tensor/ops.h"
#include "tensor/packed_matrix.h"

namespace chapter_13 {
using namespace book;

namespace {

constexpr int kTexts = 16;  // windows in which logits are compared

// Calls f(name, numbers) for each parameter: their values lie one behind the other.
template <class F>
void for_each_parameter(const LanguageModel& model, F f) {
    const Parameters& all = model.parameters();
    const real* begin = all.values().data();
    for (int i = 0; i < all.count(); ++i) {
        const Shape shape = all.shape(i);
        f(all.name(i), ConstView(begin, shape, shape.cols));
        begin += shape.size();
    }
}

// Norms have vectors, which every file keeps as they are.
bool is_matrix(ConstView parameter) { return parameter.rows() > 1; }

// As a file has it, (out x in): the embedding stands so already.
bool is_out_in(const std::string& name) { return name == "embedding" || name == "output"; }

Matrix as_in_file(const std::string& name, ConstView parameter) {
    return is_out_in(name) ? Matrix(parameter) : transpose(parameter);
}

// The scores after each of the first pieces, which are read in windows.
Matrix logits_of(const LanguageModel& model, std::span<const int> ids, int window) {
    LanguageDecoder decoder(model, kTexts);
    const Segments rows(std::vector<int>(kTexts, window));
    return Matrix(decoder.read_all(ids.first(static_cast<std::size_t>(rows.total())), rows));
}

int likeliest(std::span<const real> row) {
    return static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin());
}

}  // namespace

SmallModel train_small_model(std::uint64_t seed, bool quick) {
    LanguageRecipe recipe = book_language_recipe();
    const TextLessons lessons = text_lessons(book_text(), recipe.merges);
    recipe.model.vocabulary = lessons.bpe.vocabulary_size();
    if (quick) recipe.trainer.steps = 20;
    SmallModel small;
    small.held_out = lessons.held_out;
    small.training_pieces = std::ssize(lessons.training);
    small.window = recipe.window;
    small.model = std::make_unique<LanguageModel>(begin_language_model(recipe, seed));
    LanguageTrainerHooks hooks;
    hooks.progress = [](const Progress& p) {
        show_progress(fmt::format("chapter 12's model learns: loss {:.3f}  {:.0f} s left",
                                  p.mean_loss, p.seconds_left));
    };
    const Stopwatch watch;
    train_by_recipe(*small.model, recipe, lessons.training, seed, hooks);
    show_progress("");
    small.seconds = watch.seconds();
    small.steps = recipe.trainer.steps;
    return small;
}

LanguageModel kept_as(const LanguageModel& model, WeightType type) {
    LanguageModel kept(model.config(), 1);
    for_each_parameter(model, [&](const std::string& name, ConstView from) {
        const View to = kept.parameters().find(name).value();
        if (is_matrix(from)) {
            const Matrix again = expanded(compressed(as_in_file(name, from), type));
            copy(as_in_file(name, again), to);
        } else {
            copy(from, to);
        }
    });
    return kept;
}

std::int64_t bytes_as(const LanguageModel& model, WeightType type) {
    std::int64_t bytes = 0;
    for_each_parameter(model, [&](const std::string& name, ConstView p) {
        if (!is_matrix(p)) {
            bytes += std::int64_t{4} * p.cols();
            return;
        }
        const int inputs = is_out_in(name) ? p.cols() : p.rows();
        const int outputs = is_out_in(name) ? p.rows() : p.cols();
        bytes += static_cast<std::int64_t>(packed_row_bytes(type, inputs)) * outputs;
    });
    return bytes;
}

std::int64_t numbers_in_matrices(const LanguageModel& model) {
    std::int64_t numbers = 0;
    for_each_parameter(model, [&](const std::string&, ConstView p) {
        if (is_matrix(p)) numbers += std::int64_t{1} * p.rows() * p.cols();
    });
    return numbers;
}

Examined examine(const LanguageModel& model, const SmallModel& original) {
    Examined examined;
    const std::span<const int> held_out(original.held_out);
    examined.perplexity = text_loss(model, held_out, original.window).perplexity();
    const Matrix a = logits_of(model, held_out, original.window);
    const Matrix b = logits_of(*original.model, held_out, original.window);
    double squares = 0;
    for (int r = 0; r < a.rows(); ++r) {
        for (int c = 0; c < a.cols(); ++c)
            squares += std::pow(static_cast<double>(a(r, c) - b(r, c)), 2);
        examined.same_word += likeliest(a.row(r)) == likeliest(b.row(r)) ? 1.0 / a.rows() : 0;
    }
    examined.moved = std::sqrt(squares / (1.0 * a.rows() * a.cols()));
    return examined;
}

std::vector<real> some_block(const LanguageModel& model) {
    const Matrix inner = transpose(model.layers()[1].inner.weight.value());  // (out x in)
    const auto row = inner.row(0);
    return {row.begin(), row.begin() + 32};
}

Probe probe(const LanguageModel& model, std::span<const int> ids) {
    const DecoderWeights weights = weights_of(model);
    Probe probe;
    LanguageDecoder decoder(weights);
    const ConstView logits = decoder.read(ids);
    const Matrix lens = logit_lens(weights, residual_stream(weights, ids));
    for (int v = 0; v < logits.cols(); ++v)
        probe.lens = std::max(
            probe.lens, std::abs(static_cast<double>(lens(lens.rows() - 1, v) - logits(0, v))));

    const auto plain = token_losses(weights, ids);
    const auto looked = token_losses(weights, ids, [](int, int, int, View) {});
    for (std::size_t i = 0; i < plain.size(); ++i)
        probe.untouched = std::max(probe.untouched, std::abs(plain[i] - looked[i]));

    const InterfereWithHeads hide = keep_off_first();
    token_losses(weights, ids, [&](int layer, int head, int text, View w) {
        hide(layer, head, text, w);
        for (int i = 1; i < w.rows(); ++i) {
            double sum = 0;
            for (const real share : w.row(i)) sum += static_cast<double>(share);
            probe.rows = std::max(probe.rows, std::abs(sum - 1));
            probe.hidden = std::max(probe.hidden, static_cast<double>(w(i, 0)));
        }
    });
    return probe;
}

}  // namespace chapter_13
