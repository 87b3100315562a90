#include "model/foreign_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "tensor/ops.h"

namespace book {
namespace {

enum class Kept { as_ours, transposed };

// A name in ours and in theirs, without what both end with: ".weight" and ".bias". (What ends with
// ".gain" here does so with ".weight" there.)
struct Rule {
    std::string_view ours, theirs;
    Kept weight = Kept::as_ours;  // how the matrix is kept; vectors are alike everywhere
    int part = -1;                // of three that are kept as one, matrices and biases
};

struct Family {
    std::string_view layer;       // what stands before a layer's number
    std::span<const Rule> whole;  // names of the whole model
    std::span<const Rule> inner;  // names in a layer, behind its number
};

constexpr std::array kGpt2Whole{Rule{"embedding", "wte.weight"}, Rule{"positions", "wpe.weight"},
                                Rule{"norm", "ln_f"}, Rule{"output", "lm_head.weight"}};
constexpr std::array kGpt2Inner{Rule{"attention_norm", "ln_1"},
                                Rule{"attention.query", "attn.c_attn", Kept::as_ours, 0},
                                Rule{"attention.key", "attn.c_attn", Kept::as_ours, 1},
                                Rule{"attention.value", "attn.c_attn", Kept::as_ours, 2},
                                Rule{"attention.output", "attn.c_proj"},
                                Rule{"feed_forward_norm", "ln_2"},
                                Rule{"feed_forward.inner", "mlp.c_fc"},
                                Rule{"feed_forward.outer", "mlp.c_proj"}};
constexpr Family kGpt2{"h.", kGpt2Whole, kGpt2Inner};

constexpr std::array kLlamaWhole{Rule{"embedding", "model.embed_tokens.weight"},
                                 Rule{"norm", "model.norm"}, Rule{"output", "lm_head.weight"}};
constexpr std::array kLlamaInner{Rule{"attention_norm", "input_layernorm"},
                                 Rule{"attention.query", "self_attn.q_proj", Kept::transposed},
                                 Rule{"attention.key", "self_attn.k_proj", Kept::transposed},
                                 Rule{"attention.value", "self_attn.v_proj", Kept::transposed},
                                 Rule{"attention.output", "self_attn.o_proj", Kept::transposed},
                                 Rule{"feed_forward_norm", "post_attention_layernorm"},
                                 Rule{"feed_forward.gate", "mlp.gate_proj", Kept::transposed},
                                 Rule{"feed_forward.inner", "mlp.up_proj", Kept::transposed},
                                 Rule{"feed_forward.outer", "mlp.down_proj", Kept::transposed}};
constexpr Family kLlama{"model.layers.", kLlamaWhole, kLlamaInner};

constexpr std::array kGgufWhole{Rule{"embedding", "token_embd.weight"}, Rule{"norm", "output_norm"},
                                Rule{"output", "output.weight"}};
constexpr std::array kGgufInner{Rule{"attention_norm", "attn_norm"},
                                Rule{"attention.query", "attn_q", Kept::transposed},
                                Rule{"attention.key", "attn_k", Kept::transposed},
                                Rule{"attention.value", "attn_v", Kept::transposed},
                                Rule{"attention.output", "attn_output", Kept::transposed},
                                Rule{"feed_forward_norm", "ffn_norm"},
                                Rule{"feed_forward.gate", "ffn_gate", Kept::transposed},
                                Rule{"feed_forward.inner", "ffn_up", Kept::transposed},
                                Rule{"feed_forward.outer", "ffn_down", Kept::transposed}};
constexpr Family kGgufLlama{"blk.", kGgufWhole, kGgufInner};

constexpr std::array kGgufGpt2Whole{Rule{"embedding", "token_embd.weight"},
                                    Rule{"positions", "position_embd.weight"},
                                    Rule{"norm", "output_norm"}, Rule{"output", "output.weight"}};
constexpr std::array kGgufGpt2Inner{Rule{"attention_norm", "attn_norm"},
                                    Rule{"attention.query", "attn_qkv", Kept::transposed, 0},
                                    Rule{"attention.key", "attn_qkv", Kept::transposed, 1},
                                    Rule{"attention.value", "attn_qkv", Kept::transposed, 2},
                                    Rule{"attention.output", "attn_output", Kept::transposed},
                                    Rule{"feed_forward_norm", "ffn_norm"},
                                    Rule{"feed_forward.inner", "ffn_up", Kept::transposed},
                                    Rule{"feed_forward.outer", "ffn_down", Kept::transposed}};
constexpr Family kGgufGpt2{"blk.", kGgufGpt2Whole, kGgufGpt2Inner};

const Rule* rule_for(std::span<const Rule> rules, std::string_view name) {
    for (const Rule& rule : rules)
        if (rule.ours == name) return &rule;
    return nullptr;
}

ForeignMatrix by_rule(const Rule& rule, const std::string& before, std::string_view end) {
    ForeignMatrix there;
    there.name = before + std::string(rule.theirs);
    if (end == ".gain") end = ".weight";
    there.name += end;
    there.transposed = rule.weight == Kept::transposed && end == ".weight";
    if (rule.part >= 0) {
        there.part = rule.part;
        there.parts = 3;
    }
    return there;
}

ForeignMatrix foreign_name(const Family& family, const std::string& ours) {
    constexpr std::string_view kLayer = "layer.";
    const std::size_t dot = ours.rfind('.');
    const std::string_view all = ours;
    if (all.starts_with(kLayer)) {  // layer.NUMBER.stem.end
        const std::size_t after = std::min(all.find('.', kLayer.size()), dot);
        const std::string number = ours.substr(kLayer.size(), after - kLayer.size());
        const Rule* rule = nullptr;
        if (after < dot) rule = rule_for(family.inner, all.substr(after + 1, dot - after - 1));
        if (rule != nullptr)
            return by_rule(*rule, std::string(family.layer) + number + ".", all.substr(dot));
    } else {
        const bool is_norm = dot != std::string::npos;
        const Rule* rule = rule_for(family.whole, all.substr(0, dot));
        if (rule != nullptr) return by_rule(*rule, "", is_norm ? all.substr(dot) : "");
    }
    throw Error(fmt::format("foreign names: there is nothing like {}", ours));
}

}  // namespace

ForeignMatrix gpt2_name(const std::string& ours) { return foreign_name(kGpt2, ours); }
ForeignMatrix llama_name(const std::string& ours) { return foreign_name(kLlama, ours); }
ForeignMatrix gguf_llama_name(const std::string& ours) { return foreign_name(kGgufLlama, ours); }
ForeignMatrix gguf_gpt2_name(const std::string& ours) { return foreign_name(kGgufGpt2, ours); }

void fill_parameters(LanguageModel& model, ForeignMatrix (*name_of)(const std::string&),
                     const FindMatrix& find) {
    Parameters& p = model.parameters();
    for (int i = 0; i < p.count(); ++i) {
        const View ours = p.value(i);
        const ForeignMatrix there = name_of(p.name(i));
        const int cols = ours.cols() * there.parts;
        const Shape shape = there.transposed ? Shape{cols, ours.rows()} : Shape{ours.rows(), cols};
        Matrix found = find(there.name, shape);
        require(found.shape() == shape, "fill_parameters: {} should be {}, but is {}", there.name,
                shape, found.shape());
        if (there.transposed) found = transpose(found);
        copy(found.view().col_block(there.part * ours.cols(), ours.cols()), ours);
    }
}

}  // namespace book
