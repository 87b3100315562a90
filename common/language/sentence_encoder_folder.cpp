// SentenceEncoder::open: a folder of a BERT, read without trusting it.
//
// Nothing is allocated because config.json says so: each matrix has to be in the file, in that shape.
#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "core/require.h"
#include "formats/weight_file.h"
#include "host/files.h"
#include "language/config_json.h"
#include "language/sentence_encoder.h"
#include "tensor/ops.h"
#include "tokenizers/byte_alphabet.h"
#include "tokenizers/json_item.h"

namespace book {
namespace {

namespace fs = std::filesystem;

// ---- config.json ------------------------------------------------------------------------------------------

// What must have this value, or be missing, for the model to be the one that is computed here.
void require_only(const JsonItem& config, const char* name, const std::string& only) {
    const std::string found = config.text_or(name, only);
    if (found != only)
        config.refuse(fmt::format("{} \"{}\" is not known here: it should be \"{}\"", name,
                                  shown_token(found), only));
}

FeedForwardKind activation_of_bert(const JsonItem& config) {
    constexpr std::array<std::pair<const char*, FeedForwardKind>, 4> kKnown{
        {{"gelu", FeedForwardKind::gelu_erf},
         {"gelu_new", FeedForwardKind::gelu_tanh},
         {"gelu_pytorch_tanh", FeedForwardKind::gelu_tanh},
         {"relu", FeedForwardKind::relu}}};
    const std::string name = config["hidden_act"].text();
    for (const auto& [known, kind] : kKnown)
        if (name == known) return kind;
    config.refuse(fmt::format("hidden_act \"{}\" is not known here", shown_token(name)));
}

// Tokens of a text, as sentence-transformers has it: it cuts longer ones, and nothing here does.
int longest_text(const fs::path& folder) {
    constexpr int kAny = std::numeric_limits<int>::max();
    const fs::path file = folder / "sentence_bert_config.json";
    if (!is_there(file)) return kAny;
    const auto longest = JsonItem::read(file.string()).find("max_seq_length");
    return longest ? longest->whole(1, kAny) : kAny;
}

// What is read, or insisted on; of a pooler nothing is read.
constexpr std::string_view kKnownOfBert[] = {
    // what it is
    "architectures", "model_type", "is_decoder", "is_encoder_decoder", "is_causal",
    "add_cross_attention", "pruned_heads",
    // sizes
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "max_position_embeddings", "type_vocab_size",
    // layers
    "hidden_act", "layer_norm_eps", "position_embedding_type",
    // behind them
    "tie_word_embeddings", "add_pooling_layer"};

SentenceEncoderConfig read_bert_config(const fs::path& folder) {
    const JsonItem json = JsonItem::read((folder / "config.json").string());
    json["model_type"].text();
    require_only(json, "model_type", "bert");
    require_only(json, "position_embedding_type", "absolute");
    for (const char* name :
         {"is_decoder", "add_cross_attention", "is_causal", "is_encoder_decoder"})
        must_be(json, name, false);
    refuse_pruned_heads(json);
    require_architecture(
        json, {"BertModel", "BertForMaskedLM", "BertForPreTraining",
               "BertForNextSentencePrediction", "BertForSequenceClassification",
               "BertForTokenClassification", "BertForMultipleChoice", "BertForQuestionAnswering"});
    json.refuse_all_but({kKnownOfBert, harmless_settings()});

    // Far above what anybody trains, far below where a product of two could overflow.
    constexpr int kMost = 1 << 24, kWidest = 1 << 16, kDeepest = 1000;
    constexpr int kLongest = 1 << 13;  // a head's weights take its square
    SentenceEncoderConfig config;
    config.vocabulary = json["vocab_size"].whole(1, kMost);
    config.width = json["hidden_size"].whole(1, kWidest);
    config.layers = json["num_hidden_layers"].whole(1, kDeepest);
    config.heads = json["num_attention_heads"].whole(1, kWidest);
    config.feed_forward = json["intermediate_size"].whole(1, 4 * kWidest);
    config.positions = json["max_position_embeddings"].whole(1, kLongest);
    config.max_length = std::min(config.positions, longest_text(folder));
    config.token_types = json["type_vocab_size"].whole(1, kWidest);
    config.activation = activation_of_bert(json);
    config.epsilon = json["layer_norm_eps"].number();
    if (!(config.epsilon > 0 && config.epsilon < 1))
        json.refuse("layer_norm_eps should lie between 0 and 1");
    if (config.width % config.heads != 0)
        json.refuse(fmt::format("hidden_size {} is not divisible by num_attention_heads {}",
                                config.width, config.heads));
    return config;
}

// ---- modules.json and 1_Pooling: what becomes of the rows ---------------------------------------------------

void check_pooling(const std::string& path) {
    const JsonItem pooling = JsonItem::read(path);
    require_only(pooling, "pooling_mode", "mean");
    const char* const expected = "only the mean over all tokens is known here";
    if (!pooling.yes_or("pooling_mode_mean_tokens", true)) pooling.refuse(expected);
    pooling.for_each_member([&](const std::string& name, const JsonItem& item) {
        const bool is_other =
            name.starts_with("pooling_mode_") && name != "pooling_mode_mean_tokens";
        if (is_other && !item.is_null() && item.yes_or_no()) item.refuse(expected);
    });
}

// "sentence_transformers.models.Pooling" is a Pooling. A folder that it names lies in this one: a
// stranger's file leads nowhere else.
std::string read_module(const fs::path& folder, const JsonItem& module) {
    const std::string type = module["type"].text();
    std::string name = type.substr(type.rfind('.') + 1);
    const std::string path = module.text_or("path", "");
    const bool is_plain = path.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
    if (!is_plain || path == ".." || (name == "Transformer" && !path.empty()))
        module.refuse("its path is not known here");
    if (name == "Pooling") check_pooling((folder / path / "config.json").string());
    return name;
}

// Whether a row is divided by its length.
bool read_modules(const fs::path& folder) {
    const std::string list = (folder / "modules.json").string();
    const std::string pooling = (folder / "1_Pooling" / "config.json").string();
    if (!is_there(list)) {  // a BERT that was made for something else, perhaps
        if (is_there(pooling)) check_pooling(pooling);
        return true;
    }
    const JsonItem json = JsonItem::read(list);
    std::vector<std::string> names;
    json.for_each([&](const JsonItem& module) { names.push_back(read_module(folder, module)); });
    if (names == std::vector<std::string>{"Transformer", "Pooling", "Normalize"}) return true;
    if (names == std::vector<std::string>{"Transformer", "Pooling"}) return false;
    json.refuse(
        "this should be a Transformer, a Pooling, and perhaps a Normalize, and nothing else");
}

// What sentence-transformers does to a text before the tokenizer has it.
void refuse_changed_texts(const fs::path& folder) {
    const fs::path transformer = folder / "sentence_bert_config.json";
    if (is_there(transformer)) {
        const JsonItem json = JsonItem::read(transformer.string());
        if (json.yes_or("do_lower_case", false)) json.refuse("do_lower_case is not known here");
    }
    const fs::path prompts = folder / "config_sentence_transformers.json";
    if (is_there(prompts)) {
        const JsonItem json = JsonItem::read(prompts.string());
        if (json.find("default_prompt_name"))
            json.refuse("a default prompt before each text is not known here");
    }
}

// ---- model.safetensors ----------------------------------------------------------------------------------------

// A file of weights, asked for by the names of BERT's parts. Who saved a larger model with a BERT in it has
// "bert." before each of them; the oldest files call gain and bias of a norm gamma and beta.
class BertFile {
  public:
    explicit BertFile(const std::string& folder) : file_(WeightFile::open(folder)) {
        if (file_.has("bert.embeddings.word_embeddings.weight")) prefix_ = "bert.";
        if (file_.has(prefix_ + "embeddings.LayerNorm.gamma")) {
            gain_ = ".gamma";
            bias_ = ".beta";
        }
    }

    Matrix table(const std::string& name, int rows, int cols) {
        return read(name + ".weight", {rows, cols});
    }
    SentenceEncoderWeights::Norm norm(const std::string& name, int width) {
        Matrix gain = read(name + gain_, {1, width});
        return {std::move(gain), read(name + bias_, {1, width})};
    }
    // There (out x in), here (in x out).
    SentenceEncoderWeights::Linear linear(const std::string& name, int in, int out) {
        Matrix weight = transpose(read(name + ".weight", {out, in}));
        return {std::move(weight), read(name + ".bias", {1, out})};
    }

    // Who trained them had a use for them: another encoder than this one, or a deeper one.
    void refuse_the_rest() const {
        for (const std::string& name : file_.names())
            require_input(read_.count(name) != 0 || is_beside(name),
                          "{}: the matrix \"{}\" is not known here, and would change the numbers",
                          file_.path(), shown_name(name));
    }

  private:
    Matrix read(const std::string& name, Shape shape) {
        read_.insert(prefix_ + name);
        return file_.read(prefix_ + name, shape);
    }
    // Heads of other tasks, and the numbers 0, 1, 2 ..., which are made anew.
    bool is_beside(const std::string& name) const {
        for (const char* head : {"cls.", "classifier.", "qa_outputs.", "pooler."})
            if (name.starts_with(head)) return true;
        return name.starts_with(prefix_ + "pooler.") ||
               name == prefix_ + "embeddings.position_ids" ||
               name == prefix_ + "embeddings.token_type_ids";
    }

    WeightFile file_;
    std::set<std::string> read_;
    std::string prefix_, gain_ = ".weight", bias_ = ".bias";
};

SentenceEncoderWeights read_bert_weights(const std::string& folder,
                                         const SentenceEncoderConfig& c) {
    BertFile file(folder);
    const int d = c.width;
    SentenceEncoderWeights weights;
    weights.words = file.table("embeddings.word_embeddings", c.vocabulary, d);
    weights.positions = file.table("embeddings.position_embeddings", c.positions, d);
    weights.types = file.table("embeddings.token_type_embeddings", c.token_types, d);
    weights.norm = file.norm("embeddings.LayerNorm", d);
    for (int i = 0; i < c.layers; ++i) {
        const std::string layer = fmt::format("encoder.layer.{}.", i);
        SentenceEncoderWeights::Layer& w = weights.layers.emplace_back();
        w.query = file.linear(layer + "attention.self.query", d, d);
        w.key = file.linear(layer + "attention.self.key", d, d);
        w.value = file.linear(layer + "attention.self.value", d, d);
        w.output = file.linear(layer + "attention.output.dense", d, d);
        w.attention_norm = file.norm(layer + "attention.output.LayerNorm", d);
        w.inner = file.linear(layer + "intermediate.dense", d, c.feed_forward);
        w.outer = file.linear(layer + "output.dense", c.feed_forward, d);
        w.feed_forward_norm = file.norm(layer + "output.LayerNorm", d);
    }
    file.refuse_the_rest();
    return weights;
}

}  // namespace

SentenceEncoder SentenceEncoder::open(const std::string& folder) {
    std::error_code ignored;
    require_input(
        fs::is_directory(folder, ignored),
        "{}: is no folder; a model of BERT's family is read from a folder as Hugging Face "
        "lays it out",
        folder);
    SentenceEncoderConfig config = read_bert_config(folder);
    config.unit_length = read_modules(folder);
    refuse_changed_texts(folder);
    Tokenizer tokenizer = load_tokenizer(folder);
    require_input(tokenizer.vocabulary_size() <= config.vocabulary,
                  "{}: its tokenizer has {} tokens, and config.json says {}", folder,
                  tokenizer.vocabulary_size(), config.vocabulary);
    SentenceEncoderWeights weights = read_bert_weights(folder, config);
    return SentenceEncoder(folder, config, std::move(weights), std::move(tokenizer));
}

}  // namespace book
