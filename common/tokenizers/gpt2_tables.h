// The two tables of gpt2_tokenizer.h, as they are published, read and checked.
//
// encoder.json is an object: token -> id. vocab.bpe has a line "#version: 0.2" and then a merge a
// line, in the order of training: the two tokens that become one. In both a token is written in an
// alphabet of 256 printable signs, one for each byte: itself if it is printable, else one from U+0100
// on. A space is Ġ.
#pragma once

#include <string>

#include "tokenizers/byte_pair_tables.h"

namespace book {

// Tables are strangers' files: InputError, on one line, for whatever does not fit. `whole` is left
// empty. Hugging Face's folders have the same two files and call them merges.txt and vocab.json.
BytePairTables load_gpt2_tables(const std::string& merges, const std::string& vocabulary);

// InputError that names the first byte without a token.
void require_all_bytes(const BytePairTables& tables, const std::string& vocabulary);

}  // namespace book
