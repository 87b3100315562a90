// `./book train`: trains a translator, on the book's corpus or on the reader's own text.
//
// The checkpoint goes to --model, by default the one that all tools use; beside it, in MODEL.resume,
// lies what --resume needs to go on to the same bits.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

int train_main(int argc, char** argv);

// ${XDG_DATA_HOME:-~/.local/share}/attention-book/model.safetensors
std::string default_model_path();
// The same, and its folder exists if it can be made; if not, the first write says why.
std::string make_default_model_path();
// The model at `path`, or if that is empty at the default; InputError says how to train one.
Translator load_translator(const std::string& path);

}  // namespace book
