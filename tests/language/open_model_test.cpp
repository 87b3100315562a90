#include "language/open_model.h"

#include <utility>

#include "language/models_testing.h"
#include "model/language_checkpoint.h"
#include "tensor/tensor_testing.h"
#include "tokenizers/small_tokenizers.h"

using namespace book;

namespace {

const std::vector<int> kIds{3, 60, 17, 0, 17, 8, 44, 3, 60, 17, 21};

std::string refusal(const std::string& path) {
    try {
        OpenModel::open(path);
    } catch (const InputError& error) {
        const std::string message = error.what();
        CHECK(message.find(path) == 0);
        CHECK(message.find('\n') == std::string::npos);
        return message;
    }
    return "no error";
}

// What an open model says of each of these ids, at once, and the bits of other ways to read them.
Matrix checked_logits(const OpenModel& model) {
    const GlobalState restore;
    set_thread_count(1);
    LanguageDecoder decoder(model.weights());
    const Segments rows = Segments::one(static_cast<int>(kIds.size()));
    const Matrix logits(decoder.read_all(kIds, rows));
    for (const int threads : {1, 2}) {
        set_thread_count(threads);
        LanguageDecoder one_by_one(model.weights()), together(model.weights(), 2);
        for (std::size_t i = 0; i < kIds.size(); ++i)
            CHECK(same_bits(one_by_one.read({&kIds[i], 1}),
                            logits.view().row_block(static_cast<int>(i), 1)));
        std::vector<int> both{5, 6, 7};
        both.insert(both.end(), kIds.begin(), kIds.end());
        Segments texts({3});
        texts.add(rows.total());
        CHECK(same_bits(together.read_all(both, texts).row_block(3, rows.total()), logits));
    }
    return logits;
}

Matrix tape_logits(const LanguageModel& model) {
    Tape tape(Tape::Mode::inference);
    const Var hidden = model.hidden(tape, kIds, Segments::one(static_cast<int>(kIds.size())));
    return Matrix(model.logits(tape, hidden).value());
}

constexpr const char* kTypes[] = {"f32", "f16", "bf16", "q4_0", "q4_1", "q5_0", "q5_1", "q8_0"};

}  // namespace

TEST_CASE("open model: a tiny Llama in every type of GGUF, with the bits of its numbers expanded",
          "[language]") {
    for (const std::string type : kTypes) {
        INFO(type);
        const std::string path = fixture_path("tiny_llama_" + type + ".gguf");
        const OpenModel model = OpenModel::open(path);
        CHECK(model.name() == "tiny and random");
        CHECK(model.path() == path);
        CHECK(model.config().heads == 4);
        CHECK(model.config().key_value_heads == 2);
        CHECK_FALSE(model.config().tied);
        const LanguageModel right = expanded_model(path, model.config(), gguf_llama_name);
        CHECK(same_bits(checked_logits(model), tape_logits(right)));
        CHECK(model.weight_bytes() < std::filesystem::file_size(path));
    }
}

TEST_CASE("open model: Hugging Face's folder of a Llama says what its GGUF says", "[language]") {
    for (const std::string type : {"f32", "f16", "bf16"}) {
        INFO(type);
        const SomebodysFolder folder(tiny_llama_json(), "tiny_llama_" + type + ".safetensors");
        const OpenModel model = OpenModel::open(folder.path());
        const Matrix logits = checked_logits(model);
        const LanguageModel right = expanded_model(folder.path(), model.config(), llama_name);
        CHECK(same_bits(logits, tape_logits(right)));
        CHECK_FALSE(model.has_text());
        CHECK_THROWS_WITH(model.text(), ContainsText("has no tokenizer"));
        if (type != "f32") continue;  // a GGUF's gains are floats, always
        // The rows of W_Q and W_K have another order there, and so have the sums.
        const OpenModel gguf = OpenModel::open(fixture_path("tiny_llama_f32.gguf"));
        CHECK(max_abs_difference(logits, checked_logits(gguf)) < 1e-5);
    }
}

TEST_CASE("open model: a GPT-2, as a folder and as a GGUF, has the same bits", "[language]") {
    for (const std::string type : {"f32", "f16"}) {
        INFO(type);
        const SomebodysFolder folder(tiny_gpt2_json(), "tiny_gpt2_" + type + ".safetensors");
        const OpenModel model = OpenModel::open(folder.path());
        const LanguageModel right =
            expanded_model(folder.path(), model.config(), gpt2_name, "transformer.");
        const Matrix logits = checked_logits(model);
        CHECK(same_bits(logits, tape_logits(right)));
        if (type == "f16") continue;
        const OpenModel gguf = OpenModel::open(fixture_path("tiny_gpt2_f32.gguf"));
        CHECK(same_bits(checked_logits(gguf), logits));
        LanguageModelConfig config = gguf.config();
        CHECK_THAT(config.epsilon, WithinRel(1e-5, 1e-7));  // a float there
        config.epsilon = model.config().epsilon;
        CHECK(config == model.config());
    }
}

TEST_CASE("open model: the book's own, with its text", "[language]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("language_model.safetensors");
    const Bpe bpe = Bpe::train({"I love doughnuts", "I love cats", "we love doughnuts"}, 10);
    LanguageModelConfig config;
    config.vocabulary = bpe.vocabulary_size();
    config.width = 24;
    config.heads = config.key_value_heads = 2;
    config.feed_forward = 40;
    config.max_length = 30;
    for (const Positions positions :
         {Positions::learned, Positions::sinusoidal, Positions::rotary, Positions::none}) {
        config.positions = positions;
        config.activation =
            positions == Positions::none ? FeedForwardKind::none : FeedForwardKind::gelu_tanh;
        const LanguageModel made(config, 3);
        Checkpoint about;
        about.merges = bpe.to_text();
        about.lowercase = true;
        save_language_model(path, made, about);
        const OpenModel model = OpenModel::open(path);
        CHECK(same_bits(checked_logits(model), tape_logits(made)));
        CHECK(model.config() == config);
        CHECK(model.name() == "language_model");
        const ModelText& text = model.text();
        CHECK(text.encode("I LOVE") == bpe.encode("i love"));
        CHECK(text.decode(text.encode("cats\n\nlove")) == "cats\n\nlove");
        CHECK(text.bytes(text.ends().at(0)) == "\n");
        CHECK_FALSE(text.chat());
        CHECK_THROWS_AS(text.chat_ids({}), InputError);
        CHECK(open_text(path).encode("love") == bpe.encode("love"));
    }
    Checkpoint without;
    save_language_model(path, LanguageModel(config, 3), without);
    CHECK_FALSE(OpenModel::open(path).has_text());
    without.merges = bpe.to_text();
    --config.vocabulary;
    save_language_model(path, LanguageModel(config, 3), without);
    CHECK_THAT(refusal(path), ContainsText("and the model knows only"));
}

TEST_CASE("open model: its weights stay where they are, whoever holds it", "[language]") {
    OpenModel first = OpenModel::open(fixture_path("tiny_llama_q4_1.gguf"));
    const DecoderWeights* const weights = &first.weights();
    const Matrix logits = checked_logits(first);
    const OpenModel second = std::move(first);
    CHECK(&second.weights() == weights);
    CHECK(same_bits(checked_logits(second), logits));
}

TEST_CASE("open model: a folder with a tokenizer has text", "[language]") {
    const SomebodysFolder folder(tiny_llama_json(), "tiny_llama_f32.safetensors");
    const std::string vocabulary = R"({"a":0,"b":1,"ab":2,"Ġ":3})";
    folder.folder.write("vocab.json", vocabulary);
    folder.folder.write("merges.txt", "#version: 0.2\na b\n");
    const OpenModel model = OpenModel::open(folder.path());
    REQUIRE(model.has_text());
    CHECK(model.text().encode("ab a") == std::vector<int>{2, 3, 0});
    CHECK(model.text().decode(std::vector<int>{2, 3, 0}) == "ab a");
    CHECK(model.text().bytes(60) == "");  // the model has more rows than there are tokens
    CHECK(model.text().decode(std::vector<int>{60, 0}) == "a");

    // All that end an answer: who counted but the first would let a chat model go on and on.
    nlohmann::json config = tiny_llama_json();
    config["eos_token_id"] = {3, 2};
    folder.set(config);
    CHECK(OpenModel::open(folder.path()).text().ends() == std::vector<int>{3, 2});
    folder.folder.write("generation_config.json", R"({"eos_token_id": [2, 1]})");
    CHECK(OpenModel::open(folder.path()).text().ends() == std::vector<int>{3, 2, 1});
    folder.folder.write("generation_config.json", R"({"eos_token_id": 0})");
    CHECK(OpenModel::open(folder.path()).text().ends() == std::vector<int>{3, 2, 0});

    // More tokens than rows.
    folder.folder.write("tokenizer.json", small_byte_level_json({}).dump());
    CHECK_THAT(refusal(folder.path()), ContainsText("and the model knows only 61"));
}

TEST_CASE("open model: what config.json says and is not known is refused by its name",
          "[language]") {
    const SomebodysFolder folder(tiny_llama_json(), "tiny_llama_f32.safetensors");
    const auto with = [&](const char* name, const nlohmann::json& value) {
        nlohmann::json config = tiny_llama_json();
        config[name] = value;
        folder.set(config);
        const std::string message = refusal(folder.path());
        if (message != "no error") {
            CHECK(message.find(folder.folder.path("config.json")) == 0);
            CHECK_THAT(message, ContainsText(name));
        }
        return message != "no error";
    };
    CHECK_FALSE(with("rope_scaling", nullptr));
    CHECK_FALSE(with("sliding_window", nullptr));
    CHECK_FALSE(with("bos_token_id", 1));
    CHECK(with("model_type", "qwen2"));
    CHECK(with("rope_scaling", {{"rope_type", "llama3"}, {"factor", 8.0}}));
    CHECK(with("rope_scaling", {{"type", "linear"}, {"factor", 2.0}}));
    CHECK(with("rope_parameters", {{"rope_type", "yarn"}, {"rope_theta", 1e4}}));
    CHECK(with("rope_interleaved", true));
    CHECK(with("partial_rotary_factor", 0.5));
    CHECK(with("sliding_window", 4096));
    CHECK(with("head_dim", 16));
    CHECK(with("hidden_act", "gelu"));
    CHECK(with("quantization_config", {{"bits", 4}}));
    CHECK(with("vocab_size", 60));
    CHECK(with("hidden_size", "32"));
    CHECK(with("hidden_size", -32));
    CHECK(with("hidden_size", 1.5));
    CHECK(with("num_hidden_layers", nlohmann::json::array({2})));
    CHECK(with("rms_norm_eps", "small"));
    CHECK(with("attention_bias", 1));
    CHECK(with("num_attention_heads", nullptr));
    for (const char* name : {"logits_scaling", "embedding_multiplier", "residual_multiplier",
                             "clip_qkv", "rotary_pct", "use_qk_norm", "no_rope_layers", "auto_map",
                             "num_experts", "hidden_activation", "n_embd", "attention_scale"})
        CHECK(with(name, 0.5));
    CHECK(with("layer_types", {"sliding_attention", "full_attention"}));
    CHECK(with("architectures", {"GraniteForCausalLM"}));
    CHECK(with("is_causal", false));
    CHECK(with("use_sliding_window", true));
    CHECK(with("pruned_heads", {{"0", {1}}}));
    CHECK(with("rope_parameters", {{"rope_theta", 1e4}, {"attention_factor", 2.0}}));
    CHECK(with("rope_parameters", {{"full_attention", {{"rope_theta", 1e6}}}}));
    CHECK(with("rope_theta", 5e5));  // rope_parameters say 10000
}

TEST_CASE("open model: theta stands in one of three places", "[language]") {
    const auto theta = [](const char* name, const nlohmann::json& value) {
        nlohmann::json config = tiny_llama_json();
        config.erase("rope_parameters");
        config[name] = value;
        const SomebodysFolder folder(config, "tiny_llama_f32.safetensors");
        return OpenModel::open(folder.path()).config().theta;
    };
    CHECK(theta("rope_theta", 5e5) == 5e5);
    CHECK(theta("rope_parameters", {{"rope_theta", 5e5}, {"rope_type", "default"}}) == 5e5);
    CHECK(theta("rope_scaling", {{"rope_theta", 5e5}, {"type", "default"}}) == 5e5);
    CHECK(theta("rope_scaling", nullptr) == 1e4);
}

// What transformers writes beside it, of Llama's kin and of GPT-2's, old and new.
TEST_CASE("open model: what changes no number may stand in config.json", "[language]") {
    nlohmann::json llama = tiny_llama_json();
    llama.update(nlohmann::json::parse(R"({
        "_name_or_path": "x", "is_llama_config": true, "attention_dropout": 0.0, "bos_token_id": 1,
        "eos_token_id": [2, 3], "pad_token_id": 0, "initializer_range": 0.02, "pretraining_tp": 1,
        "rope_interleaved": false, "rope_scaling": null, "transformers_version": "4.42.3",
        "use_cache": true, "dtype": "bfloat16", "sliding_window": null, "is_decoder": false,
        "transformers.js_config": {"kv_cache_dtype": {"fp16": "float16"}}, "auto_map": null,
        "quantization_config": null, "pruned_heads": {}, "architectures": ["LlamaForCausalLM"]})"));
    const SomebodysFolder folder(llama, "tiny_llama_f32.safetensors");
    CHECK(refusal(folder.path()) == "no error");

    nlohmann::json gpt2 = tiny_gpt2_json();
    gpt2.update(nlohmann::json::parse(R"({
        "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "embd_pdrop": 0.1,
        "resid_pdrop": 0.1, "bos_token_id": 50256, "eos_token_id": 50256, "_num_labels": 1,
        "initializer_range": 0.02, "summary_activation": null, "summary_first_dropout": 0.1,
        "summary_proj_to_labels": true, "summary_type": "cls_index", "summary_use_proj": true,
        "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
        "id2label": {"0": "A"}, "label2id": {"A": 0}, "add_cross_attention": false,
        "tie_word_embeddings": true, "output_past": true, "transformers_version": "5.24.0"})"));
    const SomebodysFolder other(gpt2, "tiny_gpt2_f32.safetensors");
    CHECK(refusal(other.path()) == "no error");
    gpt2["alibi"] = true;
    other.set(gpt2);
    CHECK_THAT(refusal(other.path()), ContainsText("alibi: is not known here"));
}

TEST_CASE("open model: a tensor that nobody reads is refused, but for those made anew",
          "[language]") {
    const auto llama = [](const char* name, Shape shape = {1, 32}) {
        const SomebodysFolder folder(tiny_llama_json(), "tiny_llama_f32.safetensors");
        set_tensor(folder.folder.path("model.safetensors"), name, shape, 0.5F);
        return refusal(folder.path());
    };
    for (const char* name : {"lm_head.bias", "model.norm.bias", "model.embed_norm.weight",
                             "layers.0.mlp.weight", "model.layers.0.attn.bias", "adapter"}) {
        CHECK_THAT(llama(name), ContainsText(fmt::format("\"{}\" is not known here", name)));
    }
    CHECK(llama("model.layers.0.self_attn.rotary_emb.inv_freq", {1, 4}) == "no error");
    CHECK(llama("score.weight") == "no error");

    const auto gpt2 = [](const char* name, Shape shape) {
        const SomebodysFolder folder(tiny_gpt2_json(), "tiny_gpt2_f32.safetensors");
        set_tensor(folder.folder.path("model.safetensors"), name, shape, 0.5F);
        return refusal(folder.path());
    };
    CHECK(gpt2("transformer.h.0.attn.bias", {24, 24}) == "no error");
    CHECK(gpt2("transformer.h.0.attn.masked_bias", {1, 1}) == "no error");
    CHECK_THAT(gpt2("transformer.wte.bias", {1, 32}), ContainsText("transformer.wte.bias"));
    CHECK_THAT(gpt2("lm_head.bias", {1, 61}), ContainsText("lm_head.bias"));
    CHECK_THAT(gpt2("lm_head.weight", {61, 32}), ContainsText("tie_word_embeddings"));
}

TEST_CASE("open model: an output matrix that is tied may be there twice, if it is the same",
          "[language]") {
    nlohmann::json config = tiny_llama_json();
    config["tie_word_embeddings"] = true;
    const SomebodysFolder folder(config, "tiny_llama_f32.safetensors");
    CHECK_THAT(refusal(folder.path()),
               ContainsText("\"lm_head.weight\" is not \"model.embed_tokens"));
    for (const char* name : {"lm_head.weight", "model.embed_tokens.weight"})
        set_tensor(folder.folder.path("model.safetensors"), name, {61, 32}, 0.25F);
    CHECK(refusal(folder.path()) == "no error");
}

TEST_CASE("open model: sizes that do not fit the weights are refused", "[language]") {
    const SomebodysFolder folder(tiny_llama_json(), "tiny_llama_f32.safetensors");
    const auto with = [&](const char* name, const nlohmann::json& value) {
        nlohmann::json config = tiny_llama_json();
        config[name] = value;
        folder.set(config);
        return refusal(folder.path());
    };
    CHECK_THAT(with("num_hidden_layers", 3), ContainsText("model.layers.2"));
    CHECK_THAT(with("num_hidden_layers", 1),
               ContainsText("model.layers.1.input_layernorm.weight\" is not known here"));
    CHECK_THAT(with("intermediate_size", 63), ContainsText("gate_proj"));
    CHECK_THAT(with("num_key_value_heads", 4), ContainsText("k_proj"));
    CHECK_THAT(with("num_key_value_heads", 3), ContainsText("not divisible"));
    CHECK_THAT(with("attention_bias", true), ContainsText("q_proj.bias\" is missing"));
    CHECK_THAT(with("rms_norm_eps", 0), ContainsText("epsilon"));
    CHECK_THAT(with("rope_parameters", {{"rope_theta", 0.5}}), ContainsText("theta"));
    CHECK_THAT(with("max_position_embeddings", 1 << 20), ContainsText("max_length"));
    // Of 2 GiB of angles nothing is in the file.
    nlohmann::json wide = tiny_llama_json();
    wide["num_attention_heads"] = wide["num_key_value_heads"] = 1;
    wide.erase("head_dim");
    wide["max_position_embeddings"] = 1 << 17;
    folder.set(wide);
    CHECK(refusal(folder.path()) != "no error");

    const SomebodysFolder gpt2(tiny_gpt2_json(), "tiny_gpt2_f32.safetensors");
    nlohmann::json config = tiny_gpt2_json();
    config["n_positions"] = config["n_ctx"] = 23;
    gpt2.set(config);
    CHECK_THAT(refusal(gpt2.path()), ContainsText("wpe.weight"));
    config = tiny_gpt2_json();
    config["activation_function"] = "quick_gelu";
    gpt2.set(config);
    CHECK_THAT(refusal(gpt2.path()), ContainsText("quick_gelu"));
    config = tiny_gpt2_json();
    config["scale_attn_by_inverse_layer_idx"] = true;
    gpt2.set(config);
    CHECK_THAT(refusal(gpt2.path()), ContainsText("scale_attn_by_inverse_layer_idx"));
    config["scale_attn_by_inverse_layer_idx"] = false;
    config["activation_function"] = "gelu";
    gpt2.set(config);
    CHECK(OpenModel::open(gpt2.path()).config().activation == FeedForwardKind::gelu_erf);
}

TEST_CASE("open model: what is no model is refused in one line", "[language]") {
    const TemporaryFolder folder;
    CHECK_THAT(refusal(folder.path("none")), ContainsText("there is no such file"));
    CHECK_THAT(refusal(folder.path("")), ContainsText("a folder without"));
    CHECK(refusal(folder.write("empty", "")) != "no error");
    CHECK(refusal(folder.write("words", "I love doughnuts, and nothing else.")) != "no error");
    CHECK(refusal(folder.write("gguf", "GGUF")) != "no error");
    CHECK_THAT(refusal(fixture_path("tiny_llama_f32.safetensors")), ContainsText("its folder"));
    CHECK_THAT(refusal(fixture_path("tiny_gpt2_f16.safetensors")), ContainsText("its folder"));
    const SomebodysFolder without(tiny_llama_json(), "tiny_llama_f32.safetensors");
    std::filesystem::remove(without.folder.path("config.json"));
    CHECK_THAT(refusal(without.path()), ContainsText("config.json"));
}

TEST_CASE("open model: a fact of a GGUF that is not known is refused, and every damaged byte",
          "[language]") {
    const TemporaryFolder folder;
    const std::string whole = read_whole_file(fixture_path("tiny_llama_q4_0.gguf"));
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string bytes = whole;
        const std::size_t at = bytes.find(from);
        REQUIRE(at != std::string::npos);
        REQUIRE(from.size() == to.size());
        bytes.replace(at, from.size(), to);
        return refusal(folder.write("changed.gguf", bytes));
    };
    CHECK_THAT(changed("llama.context_length", "llama.context_lengtx"),
               ContainsText("llama.context_length"));
    CHECK_THAT(changed("llama.rope.freq_base", "llama.rope.freq_bass"),
               ContainsText("\"llama.rope.freq_bass\" is not known here"));
    const std::string key = "llama.attention.head_count", four("\4\0\0\0", 4);
    CHECK_THAT(changed(key + four + four, key + four + std::string(4, '\0')),
               ContainsText("llama.attention.head_count is 0, which cannot be"));
    changed("tiny and random", "tiny\x1b[2Jrandom!");
    CHECK(OpenModel::open(folder.path("changed.gguf")).name().find('\x1b') == std::string::npos);
    // Without merges a text would be cut into its bytes.
    CHECK(changed("tokenizer.ggml.merges", "tokenizer.ggml.mergex") == "no error");
    CHECK_THROWS_WITH(open_text(folder.path("changed.gguf")),
                      ContainsText("changed.gguf: ") && ContainsText("tokenizer.ggml.merges"));
    CHECK_THAT(changed("blk.1.ffn_up.weight", "blk.1.ffn_xx.weight"), ContainsText("ffn_up"));
    const std::string llama = std::string("\5\0\0\0\0\0\0\0llama", 13);
    CHECK_THAT(changed(llama, std::string("\5\0\0\0\0\0\0\0mamba", 13)), ContainsText("\"mamba\""));

    // The header ends before byte 4000 or so: no change there may do worse than be refused.
    for (std::size_t at = 0; at < 4000; at += 7) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x15);
        const std::string path = folder.write("damaged.gguf", bytes);
        try {
            OpenModel::open(path);
        } catch (const InputError&) {
            continue;
        }
    }
    SUCCEED();
}
