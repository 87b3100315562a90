// `./book train`: trains a translator, on the book's corpus or on the reader's own text.
//
// The checkpoint goes to --model, by default to trained.safetensors; beside it, in MODEL.resume, lies
// what --resume needs to go on to the same bits. The book's own model, which chapter 10 trains, is
// another file: neither is ever written over the other.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

int train_main(int argc, char** argv);

// ${XDG_DATA_HOME:-~/.local/share}/attention-book/book.safetensors, where chapter 10 puts its model;
// the folder exists if it can be made; if not, the first write says why.
std::string make_default_model_path();
// trained.safetensors in the same folder, where `./book train` puts its model if none is named.
std::string make_trained_model_path();
// The model that is meant where none is named: the book's own if it is there, else the one that was
// trained; "" if there is neither.
std::string usual_model_path();
// The model at `path`, or if that is empty the usual one; InputError says how to train one.
Translator load_translator(const std::string& path);

}  // namespace book
