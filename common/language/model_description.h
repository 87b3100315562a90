// What somebody's files say of their model: its sizes and switches, as the book has them, and how they name
// its numbers. The numbers themselves are not read here.
//
// Two families: GPT-2's and Llama's. A file says much that the book does not know; what would make other
// numbers is refused by its name, and never passed over.
#pragma once

#include <string>

#include "formats/weight_file.h"
#include "language/decoder_numbers.h"
#include "model/language_model_config.h"

namespace book {

struct ModelDescription {
    std::string name;
    LanguageModelConfig config;
    NameInFile name_of;
    // A tensor that nobody reads, but which would change the numbers if somebody did.
    std::function<bool(const std::string& tensor)> matters;
};

// From a GGUF file's facts. InputError, in one line that begins with the path.
ModelDescription describe_gguf(const WeightFile& file);
// From config.json in a folder as Hugging Face lays it out.
ModelDescription describe_folder(const std::string& folder, const WeightFile& file);

// Rows of the table of tokens. InputError if there is no such matrix.
int tokens_in_table(const WeightFile& file, const std::string& name);

}  // namespace book
