// What all readers of config.json have in common: who passes over a name that is not known here would
// compute another model than the file describes, and nobody would notice.
#pragma once

#include <initializer_list>

#include "tokenizers/json_item.h"

namespace book {

// Names that change no number of a trained model: where it comes from, how it was trained, what it answers
// to by default, and what the heads of other tasks have, as transformers writes them (PretrainedConfig, and
// the configs of GPT-2, Llama and BERT).
JsonItem::Names harmless_settings();

// What must be so, if it is there at all: null is as good as missing. InputError names it.
void must_be(const JsonItem& config, const char* name, bool right);

// The class that the weights belong to must be one of these. A model of which heads were cut off
// (pruned_heads) has other shapes.
void require_architecture(const JsonItem& config, std::initializer_list<const char*> known);
void refuse_pruned_heads(const JsonItem& config);

}  // namespace book
