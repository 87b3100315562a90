// A language model as a file: all that is needed to write with it.
//
// The file is in the safetensors format, as that of a translator (model/checkpoint.h); the matrices are
// those that model/language_model.h lists, under their names. The metadata holds "format"
// ("attention-book language model 1"), "config.*" (model/language_model_config.h; switches by their
// names), "merges", "lowercase", "never_read" and "training.*".
#pragma once

#include <string>

#include "model/language_model.h"
#include "model/saved_model.h"

namespace book {

void save_language_model(const std::string& path, const LanguageModel& model,
                         const Checkpoint& about);

// InputError, in one line that begins with the path, for whatever is wrong with the file. Allocates
// nothing that the file does not fill. The model's numbers are the file's; `about` receives the rest.
LanguageModel load_language_model(const std::string& path, Checkpoint& about);
// All but the numbers, which the file does hold, as many as the sizes say.
LanguageModelConfig read_language_checkpoint(const SafeTensors& file, Checkpoint& about);

void put_config(const LanguageModelConfig& config, Metadata& metadata);
LanguageModelConfig get_language_model_config(const Metadata& metadata);  // checked; InputError

}  // namespace book
