// A language model out of somebody's file, ready to write (model/language_decoder.h):
//
//     a GGUF file                             Llama's and GPT-2's families, with the tokenizer inside
//     a folder as Hugging Face lays it out    the same families: config.json, model.safetensors or its
//                                             shards, and perhaps a tokenizer
//     language_model.safetensors              the book's own (model/language_checkpoint.h)
//
// Weights stay as they are in the file, so a model of four bits takes as much memory as its file does. No
// random number is drawn and no LanguageModel is made: opening costs the reading.
//
// Files are not trusted: every size is checked against what is there before room is made for it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "language/model_text.h"
#include "model/language_decoder.h"

namespace book {

// It does not change; a copy costs nothing and shares the numbers.
class OpenModel {
  public:
    // InputError, in one line that begins with the path, for what is missing, does not fit together, or
    // would make other numbers than the book's.
    static OpenModel open(const std::string& path);

    const std::string& path() const;
    const std::string& name() const;  // general.name of a GGUF, or the file's
    const LanguageModelConfig& config() const;
    const DecoderWeights& weights() const;  // borrowed: for as long as this or a copy lives
    std::size_t weight_bytes() const;       // in memory
    bool has_text() const;                  // there is a tokenizer, and the book knows it
    const ModelText& text() const;          // InputError says why there is none

  private:
    struct Parts;
    explicit OpenModel(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
    static std::shared_ptr<Parts> open_gguf(const std::string& path);
    static std::shared_ptr<Parts> open_folder(const std::string& path);
    static std::shared_ptr<Parts> open_own(const std::string& path);

    std::shared_ptr<const Parts> parts_;
};

// The tokenizer of such a model alone. A folder needs no weights for that.
ModelText open_text(const std::string& path);

}  // namespace book
