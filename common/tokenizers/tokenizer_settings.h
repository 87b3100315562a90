// What tokenizer_config.json says of a tokenizer that other files make: nothing that they do not say, or
// it is refused. Hugging Face's library does as it says, so whoever passed it over would read other ids.
#pragma once

#include <initializer_list>

#include "tokenizers/json_item.h"
#include "tokenizers/tokenizer.h"

namespace book {

// Of a tokenizer that is made of tables without a word on how they are used (vocab.txt; vocab.json and
// merges.txt): its class must be one of these, "Fast" behind it or not. `settings` may be config.json, too.
void require_class(const JsonItem& settings, std::initializer_list<const char*> classes);
// ... and no other way to cut words may be asked for.
void refuse_other_words(const JsonItem& settings);

// ... and what stands around a text, and for what is unknown, has the names that BERT gave it.
void require_names_of_bert(const JsonItem& settings);

// Of one that tokenizer.json makes: texts are changed as it says.
void require_same_text(const JsonItem& settings, const TokenizerParts& parts);

// Of both: no token is added that `parts` do not have.
void require_same_added(const JsonItem& settings, const TokenizerParts& parts);

}  // namespace book
