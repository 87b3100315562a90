#include "language/config_json.h"

#include <algorithm>

#include "core/require.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

constexpr std::string_view kNames[] = {
    // where it comes from, and by whom it was written
    "_name_or_path", "name_or_path", "transformers_version", "_commit_hash", "torch_dtype", "dtype",
    "tokenizer_class", "is_llama_config", "transformers.js_config", "unsloth_fixed",
    "unsloth_version",
    // how it was trained
    "initializer_range", "initializer_factor", "gradient_checkpointing", "attention_dropout",
    "attn_pdrop", "embd_pdrop", "resid_pdrop", "hidden_dropout", "hidden_dropout_prob",
    "attention_probs_dropout_prob", "classifier_dropout",
    // how it is computed, and what else is given back
    "pretraining_tp", "use_cache", "torchscript", "use_bfloat16", "tf_legacy_loss",
    "chunk_size_feed_forward", "_attn_implementation", "attn_implementation",
    "_attn_implementation_autoset", "_attn_implementation_internal", "_experts_implementation",
    "reorder_and_upcast_attn", "tie_encoder_decoder", "output_attentions", "output_hidden_states",
    "output_past", "output_scores", "return_dict", "return_dict_in_generate",
    // ids, which are the tokenizer's business
    "bos_token_id", "eos_token_id", "pad_token_id", "sep_token_id", "unk_token_id", "cls_token_id",
    "mask_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id",
    // heads of other tasks
    "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type",
    "summary_use_proj", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
    "pooler_size_per_head", "pooler_type", "directionality", "task_specific_params",
    "finetuning_task", "problem_type", "id2label", "label2id", "num_labels", "_num_labels",
    // what whoever lets it write would choose
    "max_length", "min_length", "max_new_tokens", "do_sample", "early_stopping", "num_beams",
    "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "min_p",
    "repetition_penalty", "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size",
    "bad_words_ids", "num_return_sequences", "remove_invalid_values",
    "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens", "prefix"};

}  // namespace

JsonItem::Names harmless_settings() { return kNames; }

void must_be(const JsonItem& config, const char* name, bool right) {
    if (const auto item = config.find(name); item && item->yes_or_no() != right)
        item->refuse(fmt::format("is {}, which is not known here", !right));
}

void require_architecture(const JsonItem& config, std::initializer_list<const char*> known) {
    const auto list = config.find("architectures");
    if (!list) return;
    list->for_each([&](const JsonItem& one) {
        if (std::find(known.begin(), known.end(), one.text()) == known.end())
            one.refuse(fmt::format("is \"{}\", which is not known here", shown_token(one.text())));
    });
}

void refuse_pruned_heads(const JsonItem& config) {
    const auto pruned = config.find("pruned_heads");
    if (pruned && pruned->size() != 0) pruned->refuse("is not known here");
}

}  // namespace book
