// Where translators lie that nobody gave a name.
//
// The model of chapter 10 and that of `./book train` are two files in the reader's data folder
// (host/places.h), so neither is ever written over the other.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

// book.safetensors, where chapter 10 puts its model. Makes the folder, if it can; if it cannot, the
// first write says why.
std::string make_default_model_path();
// trained.safetensors, where `./book train` puts its model if none is named. Makes the folder, too.
std::string make_trained_model_path();
// The model that is meant where none is named: the book's own if it is there, else the one that was
// trained; "" if there is neither.
std::string usual_model_path();
// The model at `path`, or if that is empty the usual one; InputError says how to train one.
Translator load_translator(const std::string& path);

}  // namespace book
