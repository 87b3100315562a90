// describe_gguf: the facts of a GGUF file (ggml, docs/gguf.md; llama.cpp, gguf-py/gguf/constants.py).
#include <algorithm>
#include <limits>
#include <utility>

#include "language/model_description.h"

namespace book {
namespace {

// Facts under the name of the family, "llama.block_count".
class Facts {
  public:
    Facts(const WeightFile& file, std::string family)
        : file_(file), all_(file.metadata()), family_(std::move(family)) {}

    bool has(const std::string& name) { return all_.has(known(name)); }
    int size(const std::string& name) {
        const std::int64_t value = all_.integer(known(name));
        if (value < 0 || value > std::numeric_limits<int>::max())
            refuse(name, std::to_string(value), "cannot be");
        return static_cast<int>(value);
    }
    int size_above_0(const std::string& name) {
        const int value = size(name);
        if (value == 0) refuse(name, "0", "cannot be");
        return value;
    }
    int size_or(const std::string& name, int otherwise) {
        return has(name) ? size(name) : otherwise;
    }
    double number(const std::string& name) { return all_.number(known(name)); }

    // What must be so, if it is there at all.
    void must_be(const std::string& name, int right) {
        if (has(name) && size(name) != right)
            refuse(name, std::to_string(size(name)), "is not known here");
    }
    void must_be_one(const std::string& name) {
        if (has(name) && number(name) != 1)
            refuse(name, fmt::format("{}", number(name)), "is not known here");
    }
    void must_be(const std::string& name, bool right) {
        if (has(name) && all_.flag(known(name)) != right)
            refuse(name, right ? "false" : "true", "is not known here");
    }
    void must_be(const std::string& name, const char* right) {
        if (has(name) && all_.text(known(name)) != right)
            refuse(name, shown_name(all_.text(known(name))), "is not known here");
    }
    void says_nothing(const std::string& name) { known(name); }  // of numbers

    // Nobody asked for it, so nobody knows what it changes.
    void refuse_the_rest() {
        for (const std::string& key : all_.keys())
            require_input(!key.starts_with(family_ + ".") ||
                              std::find(known_.begin(), known_.end(), key) != known_.end(),
                          "{}: \"{}\" is not known here, and might change the numbers",
                          file_.path(), shown_name(key));
    }

  private:
    std::string known(const std::string& name) {
        std::string key = family_ + "." + name;
        known_.push_back(key);
        return key;
    }
    [[noreturn]] void refuse(const std::string& name, const std::string& value, const char* why) {
        throw InputError(
            fmt::format("{}: {}.{} is {}, which {}", file_.path(), family_, name, value, why));
    }

    const WeightFile& file_;
    const GgufMetadata& all_;
    std::string family_;
    std::vector<std::string> known_;
};

void read_sizes(Facts& facts, const WeightFile& file, LanguageModelConfig& c) {
    c.vocabulary = tokens_in_table(file, "token_embd.weight");
    facts.must_be("vocab_size", c.vocabulary);
    c.width = facts.size_above_0("embedding_length");
    c.layers = facts.size_above_0("block_count");
    c.heads = facts.size_above_0("attention.head_count");
    c.key_value_heads = facts.size_or("attention.head_count_kv", c.heads);
    c.feed_forward = facts.size_above_0("feed_forward_length");
    c.max_length = facts.size_above_0("context_length");
    c.tied = !file.has("output.weight");
    c.attention_bias = file.has("blk.0.attn_output.bias");
    c.feed_forward_bias = file.has("blk.0.ffn_down.bias");
    facts.must_be("attention.causal", true);
    facts.must_be("attention.sliding_window", 0);
    facts.must_be("use_parallel_residual", false);
}

LanguageModelConfig read_llama(Facts& facts, const WeightFile& file) {
    LanguageModelConfig c = llama_config();
    read_sizes(facts, file, c);
    c.rotary_pairs = RotaryPairs::neighbours;  // the rows of W_Q and W_K are ordered for that
    c.epsilon = facts.number("attention.layer_norm_rms_epsilon");
    if (facts.has("rope.freq_base")) c.theta = facts.number("rope.freq_base");
    const int head = c.head_width();
    facts.must_be("rope.dimension_count", head);
    facts.must_be("attention.key_length", head);
    facts.must_be("attention.value_length", head);
    facts.must_be("rope.scaling.type", "none");
    facts.must_be_one("rope.scaling.factor");
    facts.must_be_one("rope.scale_linear");
    facts.must_be("expert_count", 0);
    facts.must_be("expert_used_count", 0);
    facts.says_nothing("rope.scaling.original_context_length");
    facts.says_nothing("rope.scaling.finetuned");
    facts.says_nothing("tensor_data_layout");
    return c;
}

LanguageModelConfig read_gpt2(Facts& facts, const WeightFile& file) {
    LanguageModelConfig c = gpt2_config();
    read_sizes(facts, file, c);
    facts.must_be("attention.head_count_kv", c.heads);
    c.epsilon = facts.number("attention.layer_norm_epsilon");
    return c;
}

}  // namespace

ModelDescription describe_gguf(const WeightFile& file) {
    const GgufMetadata& all = file.metadata();
    const std::string family = all.text("general.architecture");
    require_input(family == "llama" || family == "gpt2",
                  "{}: a model of the family \"{}\", which is not known here; llama and gpt2 are",
                  file.path(), shown_name(family));
    Facts facts(file, family);
    ModelDescription d;
    if (all.has("general.name")) d.name = shown_name(all.text("general.name"));
    d.config = family == "llama" ? read_llama(facts, file) : read_gpt2(facts, file);
    facts.refuse_the_rest();
    d.name_of = family == "llama" ? gguf_llama_name : gguf_gpt2_name;
    d.matters = [](const std::string&) { return true; };  // nothing lies there without a reason
    return d;
}

}  // namespace book
