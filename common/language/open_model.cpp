#include "language/open_model.h"

#include <array>
#include <filesystem>
#include <functional>
#include <limits>
#include <utility>

#include "language/decoder_numbers.h"
#include "language/model_description.h"
#include "model/language_checkpoint.h"
#include "tokenizers/gguf_vocabulary.h"

namespace book {

// A model's text, or why there is none.
struct TextOrReason {
    std::optional<ModelText> text;
    std::string reason;
};

namespace {

namespace fs = std::filesystem;

// ---- tokenizers ---------------------------------------------------------------------------------

// Numbers alone can be computed with a tokenizer that is not known; who asks for text is told.
TextOrReason text_or_reason(const std::function<ModelText()>& make) {
    try {
        return {make(), ""};
    } catch (const InputError& error) {
        return {std::nullopt, error.what()};
    }
}

int small(const WeightFile& file, const std::string& key, std::int64_t value) {
    require_input(
        value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max(),
        "{}: {} is {}, which cannot be", file.path(), key, value);
    return static_cast<int>(value);
}

ModelText gguf_text(const WeightFile& file) {
    const GgufMetadata& all = file.metadata();
    const std::string prefix = "tokenizer.ggml.";
    const auto id = [&](const char* name) -> std::optional<int> {
        const std::string key = prefix + name;
        if (!all.has(key)) return std::nullopt;
        return small(file, key, all.integer(key));
    };
    const auto flag = [&](const char* name) {
        return all.has(prefix + name) && all.flag(prefix + name);
    };
    require_input(all.has(prefix + "model"), "{}: it has no tokenizer; only --ids works",
                  file.path());
    GgufVocabulary vocabulary;
    vocabulary.name = file.path();
    vocabulary.model = all.text(prefix + "model");
    if (all.has(prefix + "pre")) vocabulary.pre = all.text(prefix + "pre");
    vocabulary.tokens = all.texts(prefix + "tokens");
    if (all.has(prefix + "token_type"))
        for (const std::int64_t type : all.integers(prefix + "token_type"))
            vocabulary.token_type.push_back(small(file, prefix + "token_type", type));
    // Without them every word would be cut into its bytes, in silence.
    if (vocabulary.model == "gpt2") vocabulary.merges = all.texts(prefix + "merges");
    vocabulary.bos_token_id = id("bos_token_id");
    vocabulary.eos_token_id = id("eos_token_id");
    vocabulary.eot_token_id = id("eot_token_id");
    vocabulary.eom_token_id = id("eom_token_id");
    vocabulary.add_bos_token = flag("add_bos_token");
    vocabulary.add_eos_token = flag("add_eos_token");
    vocabulary.add_space_prefix = flag("add_space_prefix");
    if (all.has("tokenizer.chat_template"))
        vocabulary.chat_template = all.text("tokenizer.chat_template");
    return ModelText(tokenizer_of(std::move(vocabulary)));
}

ModelText own_text(const std::string& path, const Checkpoint& about) {
    require_input(!about.merges.empty(), "{}: it has no vocabulary of pieces; only --ids works",
                  path);
    try {
        return ModelText(Bpe::from_text(about.merges), about.lowercase);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", path, error.what()));
    }
}

// Weights without config.json say too little of what they are.
void require_own(const std::string& path) {
    const SafeTensors file(path, Origin::elsewhere);
    const bool is_own = file.metadata().has("format") &&
                        file.metadata().text("format").starts_with("attention-book");
    require_input(
        is_own,
        "{}: weights, but no model of this book; somebody else's is opened by its folder, "
        "in which config.json lies",
        path);
}

// What the book's own file says of itself.
LanguageModelConfig read_own(const std::string& path, Checkpoint& about) {
    require_own(path);
    return read_language_checkpoint(SafeTensors(path), about);
}

bool is_folder(const std::string& path) {
    std::error_code unknown;
    return fs::is_directory(path, unknown);
}

}  // namespace

int tokens_in_table(const WeightFile& file, const std::string& name) {
    return file.shape(name).rows;
}

struct OpenModel::Parts {
    std::string path, name;
    DecoderNumbers numbers;
    TextOrReason text;

    void set_text(TextOrReason made) {
        text = std::move(made);
        if (!text.text) return;
        const int tokens = text.text->vocabulary_size();
        require_input(tokens <= numbers.weights.config.vocabulary,
                      "{}: its tokenizer has {} tokens, and the model knows only {}", path, tokens,
                      numbers.weights.config.vocabulary);
    }
    // Somebody else's, of which its own file says what it is.
    static std::shared_ptr<Parts> described(const std::string& path, const WeightFile& file,
                                            const ModelDescription& about,
                                            const std::function<ModelText()>& make_text) {
        auto parts = std::make_shared<Parts>();
        parts->path = path;
        parts->name = about.name;
        parts->numbers = read_decoder(file, about.config, about.name_of);
        for (const std::string& tensor : file.names())
            require_input(parts->numbers.read.count(tensor) != 0 || !about.matters(tensor),
                          "{}: the matrix \"{}\" is not known here, and would change the numbers",
                          path, shown_name(tensor));
        parts->set_text(text_or_reason(make_text));
        return parts;
    }
};

std::shared_ptr<OpenModel::Parts> OpenModel::open_gguf(const std::string& path) {
    const WeightFile file = WeightFile::open(path);
    return Parts::described(path, file, describe_gguf(file), [&] { return gguf_text(file); });
}

std::shared_ptr<OpenModel::Parts> OpenModel::open_folder(const std::string& path) {
    const WeightFile file = WeightFile::open(path);
    return Parts::described(path, file, describe_folder(path, file),
                            [&] { return ModelText(load_tokenizer(path)); });
}

std::shared_ptr<OpenModel::Parts> OpenModel::open_own(const std::string& path) {
    Checkpoint about;
    const LanguageModelConfig config = read_own(path, about);
    auto parts = std::make_shared<Parts>();
    parts->path = path;
    const auto own_name = [](const std::string& ours) { return ForeignMatrix{ours}; };
    parts->numbers = read_decoder(WeightFile::open(path), config, own_name);
    parts->set_text(text_or_reason([&] { return own_text(path, about); }));
    return parts;
}

OpenModel OpenModel::open(const std::string& path) {
    const std::shared_ptr<Parts> parts = is_folder(path) ? open_folder(path)
                                         : is_gguf(path) ? open_gguf(path)
                                                         : open_own(path);
    if (parts->name.empty()) parts->name = fs::path(path).stem().string();
    return OpenModel(parts);
}

const std::string& OpenModel::path() const { return parts_->path; }
const std::string& OpenModel::name() const { return parts_->name; }
const LanguageModelConfig& OpenModel::config() const { return weights().config; }
const DecoderWeights& OpenModel::weights() const { return parts_->numbers.weights; }
std::size_t OpenModel::weight_bytes() const { return parts_->numbers.bytes(); }
bool OpenModel::has_text() const { return parts_->text.text.has_value(); }
const ModelText& OpenModel::text() const {
    require_input(has_text(), "{}", parts_->text.reason);
    return *parts_->text.text;
}

ModelText open_text(const std::string& path) {
    if (is_folder(path)) return ModelText(load_tokenizer(path));
    if (is_gguf(path)) return gguf_text(WeightFile::open(path));
    Checkpoint about;
    read_own(path, about);
    return own_text(path, about);
}

}  // namespace book
