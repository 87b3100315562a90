// Language models against an implementation in float64 that shares nothing with ours
// (tests/fixtures/make_tiny_truth.py): a tiny GPT-2 and a tiny Llama.
#include <cmath>

#include "catch.h"
#include "model/tiny_models.h"
#include "tensor/ops.h"

using namespace book;

namespace {

constexpr bool kDouble = sizeof(real) == sizeof(double);
// Of the largest logit. The float build rounds some hundred times on the way to a logit.
constexpr double kLogitTolerance = kDouble ? 1e-10 : 1e-5;
constexpr double kGradientError = kDouble ? 1e-9 : 1e-4;  // of the norm of the gradient

LogitError error_of_model(const TinyFamily& family, const LanguageModel& model,
                          const Fixture& truth) {
    const TinyTexts texts = tiny_texts(family, truth);
    Tape tape(Tape::Mode::inference);
    const Var hidden = model.hidden(tape, texts.ids, texts.rows);
    return logit_error(family, truth, model.logits(tape, hidden).value());
}

// Gradients under the file's names, in the file's layout; parts side by side again.
std::map<std::string, Matrix> gradients_as_in_file(LanguageModel& model, const TinyFamily& family) {
    std::map<std::string, Matrix> all;
    Parameters& p = model.parameters();
    for (int i = 0; i < p.count(); ++i) {
        const ForeignMatrix there = family.name_of(p.name(i));
        const Matrix g = there.transposed ? transpose(p.grad(i)) : Matrix(ConstView(p.grad(i)));
        Matrix& whole = all[there.name];
        if (whole.size() == 0) whole = Matrix({g.rows(), g.cols() * there.parts});
        copy(g, whole.view().col_block(there.part * g.cols(), g.cols()));
    }
    return all;
}

}  // namespace

TEST_CASE("language model: every logit of a tiny GPT-2 and of a tiny Llama is right",
          "[model][language_model]") {
    const Fixture truth("tiny_truth.safetensors");
    for (const TinyFamily& family : {tiny_gpt2(), tiny_llama()}) {
        INFO(family.name);
        const LogitError e = error_of_model(family, tiny_model(family), truth);
        CHECK(e.largest > 0.5);
        CHECK(e.error < kLogitTolerance * e.largest);
    }
}

TEST_CASE("language model: loss and gradients are those of complex steps",
          "[model][language_model]") {
    const Fixture truth("tiny_truth.safetensors");
    for (const TinyFamily& family : {tiny_gpt2(), tiny_llama()}) {
        INFO(family.name);
        LanguageModel model = tiny_model(family);
        const TinyTexts texts = tiny_texts(family, truth);
        Tape tape;
        const Var loss = model.loss(tape, texts.ids, texts.rows);
        const double right_loss = truth.number(fmt::format("{}.loss", family.name));
        CHECK_THAT(static_cast<double>(loss.value()(0, 0)),
                   WithinAbs(right_loss, kDouble ? 1e-12 : 1e-5));
        tape.backward(loss);
        const auto ours = gradients_as_in_file(model, family);
        const std::string prefix = fmt::format("{}.gradient.", family.name);
        const auto names = truth.names_under(prefix);
        CHECK(names.size() == ours.size());
        for (const std::string& name : names) {
            INFO(name);
            const std::vector<double>& right = truth.at(prefix + name).values;
            const Matrix& g = ours.at(name);
            double total = 0;
            for (real x : g.flat()) total += static_cast<double>(x);
            const double tolerance = kGradientError * std::max(right[0], 1e-3);
            CHECK_THAT(norm(g), WithinAbs(right[0], tolerance));
            // A sum of many numbers, of which each is as uncertain as that.
            CHECK_THAT(total, WithinAbs(right[1], 10 * tolerance));
            for (int i = 0; i < 3; ++i)
                CHECK_THAT(static_cast<double>(g.flat()[i]), WithinAbs(right[2 + i], tolerance));
        }
    }
}

// A test that accepts these would not notice the mistake; in files of real models most of them give
// texts that read well.
TEST_CASE("language model: no switch can be set wrongly without being seen",
          "[model][language_model]") {
    const Fixture truth("tiny_truth.safetensors");
    const auto is_seen = [&](const TinyFamily& family, auto change) {
        LanguageModelConfig config = family.config;
        change(config);
        const LogitError e = error_of_model(family, tiny_model(family, config), truth);
        return e.error > 3 * kLogitTolerance * e.largest;
    };
    using Config = LanguageModelConfig;
    const TinyFamily gpt2 = tiny_gpt2(), llama = tiny_llama();
    CHECK(is_seen(llama, [](Config& c) { c.rotary_pairs = RotaryPairs::neighbours; }));
    CHECK(is_seen(llama, [](Config& c) { c.theta = 100000; }));
    CHECK(is_seen(llama, [](Config& c) { c.positions = Positions::none; }));
    CHECK(is_seen(llama, [](Config& c) { c.scaled_embedding = true; }));
    CHECK(is_seen(llama, [](Config& c) { c.final_norm = false; }));
    CHECK(is_seen(llama, [](Config& c) { c.pre_norm = false; }));
    CHECK(is_seen(llama, [](Config& c) { c.tied = true; }));
    CHECK(is_seen(gpt2, [](Config& c) { c.activation = FeedForwardKind::gelu_erf; }));
    CHECK(is_seen(gpt2, [](Config& c) { c.activation = FeedForwardKind::relu; }));
    CHECK(is_seen(gpt2, [](Config& c) { c.attention_bias = false; }));
    CHECK(is_seen(gpt2, [](Config& c) { c.feed_forward_bias = false; }));
    for (const TinyFamily& family : {gpt2, llama})
        CHECK(is_seen(family, [](Config& c) { c.epsilon = 1e-6; }));
}
