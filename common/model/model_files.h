// Where translators lie that nobody gave a name.
//
// The model of chapter 10, that of `./book train`, and what chapter 10 made of other knobs are three files in
// the reader's data folder (host/places.h), so none is ever written over another.
#pragma once

#include <string>

#include "model/translator.h"

namespace book {

// book.safetensors, where chapter 10 puts its model. Makes the folder, if it can; if it cannot, the
// first write says why.
std::string make_default_model_path();
// trained.safetensors, where `./book train` puts its model if none is named. Makes the folder, too.
std::string make_trained_model_path();
// changed.safetensors, where chapter 10 puts a model that is not the book's own: trained with other knobs,
// or with a reader's answers in its parts.
std::string make_changed_model_path();
// Puts it there; a model that is another one is kept (keep_as_before in host/files.h). Standard error says
// how to use it where it is not the usual one.
void keep_model(const Translator& translator, const std::string& path);
// The model that is meant where none is named: the book's own if it is there, else the one that was
// trained, else that of the other knobs; "" if there is none.
std::string usual_model_path();
// language_model.safetensors, beside them: where chapter 12 puts its model, and where one is looked for that
// nobody named. Makes the folder, too.
std::string make_language_model_path();
std::string usual_language_model_path();  // "" if there is none
// The model at `path`, or if that is empty the usual one; InputError says how to train one.
Translator load_translator(const std::string& path);

}  // namespace book
