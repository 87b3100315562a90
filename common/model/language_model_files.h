// Keeping the model of chapter 12, beside the translators (model/model_files.h).
#pragma once

#include <string>

#include "model/language_checkpoint.h"

namespace book {

// changed_language_model.safetensors: where chapter 12 puts a model that is not the book's own. Makes the
// folder, too.
std::string make_changed_language_model_path();

// Puts it there; a model that is another one is kept (keep_as_before in host/files.h). What was written is
// read back and compared before standard error says where it lies. InputError if that fails.
void keep_language_model(const LanguageModel& model, const Checkpoint& about,
                         const std::string& path);

// False also if there is no such file, or it is damaged.
bool holds_language_model(const std::string& path, const LanguageModel& model);

}  // namespace book
