// What must hold for every language model, whatever its switches.
#include "model/language_model.h"

#include <memory>

#include "core/settings.h"
#include "model/foreign_names.h"
#include "model/language_decoder.h"
#include "nn/long_attention.h"
#include "tensor/tensor_testing.h"

using namespace book;

namespace {

LanguageModelConfig small_language_config() {
    LanguageModelConfig c;
    c.vocabulary = 30;
    c.width = 24;
    c.layers = 2;
    c.heads = 4;
    c.key_value_heads = 4;
    c.feed_forward = 40;
    c.max_length = 40;
    return c;
}

// One of each kind of each part.
std::vector<LanguageModelConfig> every_kind() {
    std::vector<LanguageModelConfig> all;
    const auto add = [&](auto change) {
        LanguageModelConfig c = small_language_config();
        change(c);
        all.push_back(c);
    };
    using Config = LanguageModelConfig;
    add([](Config&) {});
    add([](Config& c) {  // Llama's
        const int kv = 2;
        c = llama_config();
        const LanguageModelConfig sizes = small_language_config();
        c.vocabulary = sizes.vocabulary;
        c.width = sizes.width;
        c.heads = sizes.heads;
        c.key_value_heads = kv;
        c.feed_forward = sizes.feed_forward;
        c.max_length = sizes.max_length;
    });
    add([](Config& c) {  // as in the paper
        c.pre_norm = false;
        c.final_norm = false;
        c.positions = Positions::sinusoidal;
        c.activation = FeedForwardKind::relu;
        c.attention_bias = false;
        c.scaled_embedding = true;
    });
    add([](Config& c) {  // attention only
        c.activation = FeedForwardKind::none;
        c.positions = Positions::rotary;
        c.rotary_pairs = RotaryPairs::neighbours;
    });
    add([](Config& c) {
        c.activation = FeedForwardKind::gelu_erf;
        c.positions = Positions::none;
        c.norm = Norm::rms;
        c.tied = false;
        c.key_value_heads = 1;
        c.feed_forward_bias = false;
    });
    add([](Config& c) {
        c.activation = FeedForwardKind::swiglu;
        c.pre_norm = false;
        c.norm = Norm::rms;
    });
    return all;
}

// A model whose numbers are far from where they began.
LanguageModel shaken(const LanguageModelConfig& config) {
    LanguageModel model(config, 3);
    Rng rng(4);
    for (real& x : model.parameters().values()) x += static_cast<real>(0.2 * rng.normal());
    return model;
}

std::vector<int> random_ids(int count, int vocabulary, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<int> ids;
    for (int i = 0; i < count; ++i) ids.push_back(rng.below(vocabulary));
    return ids;
}

Matrix logits_of(const LanguageModel& model, std::span<const int> ids, const Segments& rows) {
    Tape tape(Tape::Mode::inference);
    const Var hidden = model.hidden(tape, ids, rows);
    return Matrix(model.logits(tape, hidden).value());
}

}  // namespace

TEST_CASE("language model: it has as many parameters as are counted, of every kind",
          "[model][language_model]") {
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model(config, 1);
        CHECK(model.parameters().size() == count_parameters(config));
    }
}

TEST_CASE("language model: nothing that comes later changes what was said before",
          "[model][language_model]") {
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model = shaken(config);
        std::vector<int> ids = random_ids(12, config.vocabulary, 1);
        const Matrix before = logits_of(model, ids, Segments::one(12));
        ids[7] = (ids[7] + 1) % config.vocabulary;
        const Matrix after = logits_of(model, ids, Segments::one(12));
        CHECK(same_bits(before.view().row_block(0, 7), after.view().row_block(0, 7)));
        CHECK_FALSE(same_bits(before.view().row_block(7, 5), after.view().row_block(7, 5)));
    }
}

TEST_CASE("language model: a text has the same bits alone and in a batch, and on any threads",
          "[model][language_model]") {
    const GlobalState restore;
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model = shaken(config);
        const Segments rows({9, 1, 40, 0, 22});
        const std::vector<int> ids = random_ids(rows.total(), config.vocabulary, 2);
        const Matrix together = logits_of(model, ids, rows);
        for (int s = 0; s < rows.count(); ++s) {
            const std::span<const int> own(ids.data() + rows.begin(s), rows.length(s));
            const Matrix alone = logits_of(model, own, Segments::one(rows.length(s)));
            CHECK(same_bits(alone, together.view().row_block(rows.begin(s), rows.length(s))));
        }
        for (const int threads : {1, 3}) {
            set_thread_count(threads);
            CHECK(same_bits(logits_of(model, ids, rows), together));
        }
    }
}

TEST_CASE("language model: a loss is the mean over all tokens that follow another",
          "[model][language_model]") {
    const LanguageModel model = shaken(small_language_config());
    const Segments rows({3, 1, 5});
    const std::vector<int> ids = random_ids(9, 30, 3);
    const NextTokens next = next_tokens(ids, rows);
    CHECK(next.rows == Segments({2, 0, 4}));
    CHECK(next.input == std::vector<int>{ids[0], ids[1], ids[4], ids[5], ids[6], ids[7]});
    CHECK(next.output == std::vector<int>{ids[1], ids[2], ids[5], ids[6], ids[7], ids[8]});

    const Matrix logs = log_softmax_rows(logits_of(model, ids, rows));
    double total = 0;
    for (const int i : {0, 1, 4, 5, 6, 7}) total -= static_cast<double>(logs(i, ids[i + 1]));
    Tape tape;
    CHECK_THAT(static_cast<double>(model.loss(tape, ids, rows).value()(0, 0)),
               WithinRel(total / 6, 1e-6));
}

TEST_CASE("language model: a trace holds the weights of each head, which add up to 1",
          "[model][language_model]") {
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model = shaken(config);
        const std::vector<int> ids = random_ids(6, config.vocabulary, 3);
        Tape tape(Tape::Mode::inference);
        Trace trace;
        model.hidden(tape, ids, Segments::one(6), &trace);
        for (int h = 0; h < config.heads; ++h) {
            const Matrix& w = trace.at(fmt::format("layer.1.attention.weights.head.{}", h));
            CHECK(w.shape() == Shape{6, 6});
            for (int r = 0; r < 6; ++r)
                CHECK_THAT(static_cast<double>(sum(w.row(r))), WithinAbs(1, 1e-5));
            CHECK(w(2, 3) == 0);
        }
        CHECK(trace.has("layer.0.output"));
    }
}

TEST_CASE("language model: what cannot be is said in one line that names the setting",
          "[model][language_model]") {
    const auto says = [](auto change, const char* words) {
        LanguageModelConfig config = small_language_config();
        change(config);
        CHECK_THROWS_WITH(LanguageModel(config, 1), ContainsText(words));
        CHECK_THROWS_AS(check_config(config), SettingError);
    };
    using Config = LanguageModelConfig;
    says([](Config& c) { c.heads = 5; }, "width 24 is not divisible by heads 5");
    says([](Config& c) { c.key_value_heads = 3; }, "heads 4 is not divisible by key_value_heads 3");
    says([](Config& c) { c.vocabulary = 1; }, "vocabulary 1");
    says([](Config& c) { c.layers = 0; }, "layers 0");
    says([](Config& c) { c.epsilon = 0; }, "epsilon 0");
    says([](Config& c) { c.theta = 0.5; }, "theta 0.5");
    says([](Config& c) { c.feed_forward = 0; }, "feed_forward 0");
    says(
        [](Config& c) {
            c.positions = Positions::rotary;
            c.heads = 8;
            c.key_value_heads = 8;
        },
        "a head has 3 numbers");
    const auto huge = [](Config& c) {
        c.width = 1 << 16;
        c.layers = 1000;
    };
    says(huge, "GiB");

    const LanguageModel model(small_language_config(), 1);
    Tape tape;
    CHECK_THROWS_WITH(model.hidden(tape, std::vector<int>(41, 1), Segments::one(41)),
                      ContainsText("a text of 41 tokens is longer than the model's limit of 40"));
}

TEST_CASE("foreign names: each parameter has one in every family, and no other has",
          "[model][language_model]") {
    CHECK(gpt2_name("layer.11.attention.key.weight").name == "h.11.attn.c_attn.weight");
    CHECK(gpt2_name("layer.11.attention.key.bias").part == 1);
    CHECK(gpt2_name("layer.0.feed_forward_norm.gain").name == "h.0.ln_2.weight");
    CHECK(gpt2_name("norm.bias").name == "ln_f.bias");
    CHECK(gpt2_name("positions").name == "wpe.weight");
    CHECK_FALSE(gpt2_name("layer.0.feed_forward.inner.weight").transposed);
    CHECK(llama_name("layer.3.feed_forward.gate.weight").name ==
          "model.layers.3.mlp.gate_proj.weight");
    CHECK(llama_name("layer.3.feed_forward.gate.weight").transposed);
    CHECK_FALSE(llama_name("embedding").transposed);
    CHECK(llama_name("layer.3.attention_norm.gain").name ==
          "model.layers.3.input_layernorm.weight");
    CHECK(llama_name("norm.gain").name == "model.norm.weight");
    CHECK(gguf_llama_name("layer.29.attention.output.weight").name == "blk.29.attn_output.weight");
    CHECK(gguf_llama_name("output").name == "output.weight");
    CHECK(gguf_llama_name("norm.gain").name == "output_norm.weight");
    CHECK(gguf_gpt2_name("layer.1.attention.value.bias").name == "blk.1.attn_qkv.bias");
    CHECK(gguf_gpt2_name("layer.1.attention.value.bias").part == 2);
    CHECK(gguf_gpt2_name("layer.1.attention.value.weight").transposed);
    CHECK(gguf_gpt2_name("positions").name == "position_embd.weight");
    for (const char* none : {"", "layer.1", "layer.x.y", "layer.1.attention.third.weight", "nor"})
        CHECK_THROWS_AS(llama_name(none), Error);
}

TEST_CASE("language decoder: the bits of the tape, at once, piece by piece and side by side",
          "[model][language_model]") {
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model = shaken(config);
        const Segments rows({9, 1, 40, 22});
        const std::vector<int> ids = random_ids(rows.total(), config.vocabulary, 2);
        const Matrix right = logits_of(model, ids, rows);

        LanguageDecoder at_once(model, 4);
        CHECK(same_bits(at_once.read_all(ids, rows), right));

        // Every text in pieces of its own sizes, some of them empty.
        LanguageDecoder in_pieces(model, 4);
        Rng rng(5);
        while (true) {
            Segments pieces;
            std::vector<int> some;
            for (int s = 0; s < 4; ++s) {
                const int left = rows.length(s) - in_pieces.length(s);
                const int n = std::min(left, rng.below(8));
                const auto first = ids.begin() + rows.begin(s) + in_pieces.length(s);
                some.insert(some.end(), first, first + n);
                pieces.add(n);
            }
            const Matrix logits(in_pieces.read(some, pieces));
            bool done = true;
            for (int s = 0; s < 4; ++s) {
                done = done && in_pieces.length(s) == rows.length(s);
                if (pieces.length(s) == 0) continue;
                const int last = rows.begin(s) + in_pieces.length(s) - 1;
                CHECK(same_bits(logits.view().row_block(s, 1), right.view().row_block(last, 1)));
            }
            if (done) break;
        }
    }
}

TEST_CASE("language decoder: a long prompt has the same bits at once and token by token",
          "[model][language_model]") {
    LanguageModelConfig config = every_kind()[1];
    config.max_length = kLongSentence + 100;
    const LanguageModel model = shaken(config);
    const std::vector<int> ids = random_ids(kLongSentence + 70, config.vocabulary, 1);
    LanguageDecoder at_once(model), one_by_one(model);
    const Matrix right(at_once.read(ids));
    Matrix last;
    for (const int& id : ids) last = Matrix(one_by_one.read({&id, 1}));
    CHECK(same_bits(last, right));

    // The tape's attention is computed in blocks there: other roundings of the same numbers.
    const Matrix tape = logits_of(model, ids, Segments::one(static_cast<int>(ids.size())));
    CHECK(max_abs_difference(right, tape.view().row_block(tape.rows() - 1, 1)) < 1e-3);
}

TEST_CASE("language decoder: the same bits on any threads and with every kernel that fuses",
          "[model][language_model]") {
    const GlobalState restore;
    const LanguageModelConfig config = every_kind()[1];
    const LanguageModel model = shaken(config);
    const std::vector<int> ids = random_ids(40, config.vocabulary, 2);
    std::vector<Matrix> results;
    for (const char* name : available_kernels()) {
        if (std::string(name) == "reference") continue;  // its exp is the C library's
        select_kernel(name);
        if (!kernel_is_exact()) continue;
        for (const int threads : {1, 3}) {
            set_thread_count(threads);
            LanguageDecoder decoder(model);
            results.emplace_back(decoder.read_all(ids, Segments::one(40)));
        }
    }
    for (const Matrix& result : results) CHECK(same_bits(result, results.front()));
}

TEST_CASE("language decoder: texts go on as others did", "[model][language_model]") {
    const LanguageModelConfig config = every_kind()[1];
    const LanguageModel model = shaken(config);
    LanguageDecoder decoder(model, 2);
    decoder.read(std::vector<int>{1, 2, 3, 4, 5}, Segments({2, 3}));
    CHECK(decoder.cache_bytes() == 5 * 2 * 2 * 12 * sizeof(real));
    decoder.select(std::vector<int>{1, 1, 0});
    CHECK(decoder.texts() == 3);
    CHECK(decoder.length(2) == 2);
    const Matrix logits(decoder.read(std::vector<int>{6, 7, 8}, Segments({1, 1, 1})));
    const auto alone = [&](const std::vector<int>& ids) {
        LanguageDecoder one(model);
        return Matrix(one.read(ids));
    };
    CHECK(same_bits(logits.view().row_block(0, 1), alone({3, 4, 5, 6})));
    CHECK(same_bits(logits.view().row_block(1, 1), alone({3, 4, 5, 7})));
    CHECK(same_bits(logits.view().row_block(2, 1), alone({1, 2, 8})));
}

TEST_CASE("language decoder: weights kept (out x in) give the same bits",
          "[model][language_model]") {
    for (const LanguageModelConfig& config : every_kind()) {
        const LanguageModel model = shaken(config);
        DecoderWeights weights = weights_of(model);
        std::vector<std::unique_ptr<Matrix>> turned;  // alive as long as the decoder
        const auto turn = [&](DecoderLinear& layer) {
            if (!layer.weight.exists()) return;
            turned.push_back(std::make_unique<Matrix>(transpose(layer.weight.matrix)));
            layer.weight = {*turned.back(), DecoderWeight::Kept::out_in, nullptr};
        };
        for (DecoderWeights::Layer& layer : weights.layers)
            for (DecoderLinear* part : {&layer.query, &layer.key, &layer.value, &layer.output,
                                        &layer.gate, &layer.inner, &layer.outer})
                turn(*part);
        const std::vector<int> ids = random_ids(20, config.vocabulary, 2);
        LanguageDecoder ours(model), other(weights);
        CHECK(same_bits(ours.read(ids), other.read(ids)));
    }
}

TEST_CASE(
    "language decoder: weights packed as in a file give the bits of the same numbers expanded",
    "[model][language_model]") {
    const GlobalState restore;
    LanguageModelConfig config = every_kind()[1];
    config.width = 64;  // rows of whole blocks, in every matrix
    config.feed_forward = 96;
    const LanguageModel model = shaken(config);
    const Segments rows({9, 1, 30});
    const std::vector<int> ids = random_ids(rows.total(), config.vocabulary, 2);
    for (const WeightType type : kWeightTypes) {
        INFO(name_of(type));
        DecoderWeights packed = weights_of(model), numbers = packed;
        std::vector<std::unique_ptr<PackedMatrix>> as_in_file;  // alive as long as the decoders
        std::vector<std::unique_ptr<Matrix>> as_numbers;
        const auto pack = [&](DecoderWeight& a, DecoderWeight& b) {
            const bool turned = a.kept == DecoderWeight::Kept::in_out;
            const Matrix out_in = turned ? transpose(a.matrix) : Matrix(a.matrix);
            as_in_file.push_back(std::make_unique<PackedMatrix>(compressed(out_in, type)));
            as_numbers.push_back(std::make_unique<Matrix>(expanded(*as_in_file.back())));
            a = DecoderWeight::as_in_file(*as_in_file.back());
            b = {*as_numbers.back(), DecoderWeight::Kept::out_in, nullptr};
        };
        pack(packed.embedding, numbers.embedding);
        pack(packed.output, numbers.output);
        for (std::size_t i = 0; i < packed.layers.size(); ++i) {
            DecoderWeights::Layer &a = packed.layers[i], &b = numbers.layers[i];
            pack(a.query.weight, b.query.weight);
            pack(a.key.weight, b.key.weight);
            pack(a.value.weight, b.value.weight);
            pack(a.output.weight, b.output.weight);
            pack(a.gate.weight, b.gate.weight);
            pack(a.inner.weight, b.inner.weight);
            pack(a.outer.weight, b.outer.weight);
        }
        set_thread_count(1);
        LanguageDecoder right(numbers, 3);
        const Matrix logits(right.read_all(ids, rows));
        CHECK(same_bits(logits, logits_of(model, ids, rows)) == (type == WeightType::f32));
        for (const int threads : {1, 2}) {
            set_thread_count(threads);
            LanguageDecoder together(packed, 3);
            CHECK(same_bits(together.read_all(ids, rows), logits));
            for (int s = 0; s < rows.count(); ++s) {  // alone, at once and token by token
                const auto text = std::span(ids).subspan(rows.begin(s), rows.length(s));
                LanguageDecoder at_once(packed), one_by_one(packed);
                Matrix last;
                for (const int& id : text) last = Matrix(one_by_one.read({&id, 1}));
                const auto end = logits.view().row_block(rows.end(s) - 1, 1);
                CHECK(same_bits(at_once.read(text), end));
                CHECK(same_bits(last, end));
            }
        }
    }
}

TEST_CASE("language decoder: hooks see the stream and the weights, and can change who looks where",
          "[model][language_model]") {
    const LanguageModelConfig config = every_kind()[1];
    const LanguageModel model = shaken(config);
    const std::vector<int> ids = random_ids(7, config.vocabulary, 2);
    Tape tape(Tape::Mode::inference);
    Trace trace;
    model.hidden(tape, ids, Segments::one(7), &trace);

    LanguageDecoder decoder(model);
    std::vector<Matrix> streams;
    int heads = 0;
    DecoderHooks hooks;
    hooks.stream = [&](int layer, ConstView rows) {
        CHECK(layer == static_cast<int>(streams.size()));
        streams.emplace_back(rows);
    };
    hooks.attention = [&](int layer, int head, int text, View weights) {
        ++heads;
        CHECK(text == 0);
        CHECK(same_bits(weights,
                        trace.at(fmt::format("layer.{}.attention.weights.head.{}", layer, head))));
    };
    decoder.set_hooks(hooks);
    const Matrix seen(decoder.read(ids));
    CHECK(heads == config.layers * config.heads);
    CHECK(same_bits(streams[0], trace.at("input")));
    CHECK(same_bits(streams[2], trace.at("layer.1.output")));
    LanguageDecoder plain(model);
    CHECK(same_bits(plain.read(ids), seen));

    hooks.stream = nullptr;
    hooks.attention = [&](int layer, int head, int, View weights) {
        if (layer != 1 || head != 2) return;
        fill(weights, 0);
        fill(weights.col_block(0, 1), 1);
    };
    LanguageDecoder without(model);
    without.set_hooks(hooks);
    CHECK_FALSE(same_bits(without.read(ids), seen));
}

TEST_CASE("language decoder: a text beyond the limit is refused, and changes nothing",
          "[model][language_model]") {
    const LanguageModel model = shaken(small_language_config());
    LanguageDecoder decoder(model);
    const std::vector<int> ids = random_ids(39, 30, 2);
    decoder.read(ids);
    CHECK_THROWS_WITH(decoder.read(std::vector<int>{1, 2}), ContainsText("limit of 40"));
    CHECK_THROWS_AS(decoder.read(std::vector<int>{30}), Error);
    CHECK(decoder.length(0) == 39);
    CHECK_NOTHROW(decoder.read(std::vector<int>{1}));
}
