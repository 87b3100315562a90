// A sentence as one row of numbers: an encoder of BERT's family (Devlin et al. 2019), and the mean of
// what it says of each token (Reimers and Gurevych 2019, "Sentence-BERT", section 3).
//
//     ids    [CLS] i love dough ##nut ##s . [SEP]                         tokenizers/tokenizer.h
//     x    = norm(word + position + token type)                                          (n x d)
//     x    = norm(x + attention(x))           \  in each layer; every token looks at every
//     x    = norm(x + W2 gelu(W1 x + b1) + b2) /  other one of its text, those behind it, too
//     row  = mean of the rows of x, divided by its length                                (1 x d)
//
// This is the encoder of chapter 07 as its paper has it, each norm behind its sum, but for four things:
// positions are learned rows, an embedding is not multiplied by sqrt(d), it is normalised, and GELU is in
// the place of relu. (A token type says to which of two sentences a token belongs. Here it is always the
// first, and yet that row cannot be left out: the model has learned with it.)
//
// Forward only: it does not change, and several threads may use one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/language_model_config.h"
#include "tensor/matrix.h"
#include "tensor/segments.h"
#include "tokenizers/tokenizer.h"

namespace book {

// n: tokens of all texts; d: width; f: feed_forward; V: vocabulary.
struct SentenceEncoderConfig {
    int vocabulary = 0;
    int width = 0;
    int layers = 0;
    int heads = 0;  // width is a multiple
    int feed_forward = 0;
    int positions = 0;   // that were learned
    int max_length = 0;  // tokens of a text: no more than those, and than it was trained with
    int token_types = 0;
    double epsilon = 1e-12;                                  // of the norms
    FeedForwardKind activation = FeedForwardKind::gelu_erf;  // or gelu_tanh, or relu
    bool unit_length = true;                                 // the mean is divided by its length
};

struct SentenceEncoderWeights {
    struct Linear {
        Matrix weight, bias;  // (in x out), (1 x out)
    };
    struct Norm {
        Matrix gain, bias;  // (1 x d)
    };
    struct Layer {
        Linear query, key, value, output;  // (d x d)
        Norm attention_norm;
        Linear inner, outer;  // (d x f), (f x d)
        Norm feed_forward_norm;
    };
    Matrix words, positions, types;  // (V x d), (max_length x d), (token_types x d)
    Norm norm;
    std::vector<Layer> layers;
};

class SentenceEncoder {
  public:
    // A folder as Hugging Face lays it out: config.json (model_type bert), model.safetensors or its shards
    // (F32, F16, BF16), tokenizer.json or vocab.txt; and, as sentence-transformers has it, modules.json with
    // the pooling. InputError, in one line that begins with the path, for what is missing, does not fit
    // together, or would make other numbers than these.
    static SentenceEncoder open(const std::string& folder);

    const std::string& path() const { return path_; }
    const SentenceEncoderConfig& config() const { return config_; }
    const Tokenizer& tokenizer() const { return tokenizer_; }

    // What the model is given for a text; special tokens are recognised. InputError if the text is no UTF-8,
    // or longer than the model can read: nothing is cut off.
    std::vector<int> encode(std::string_view utf8) const;

    // A row for each text; a text's row has the same bits whatever others are beside it. InputError if one
    // is not finite, Error for ids that encode() does not give.                      -> (texts x d)
    Matrix embed(std::span<const std::vector<int>> texts) const;

  private:
    SentenceEncoder(std::string path, SentenceEncoderConfig config, SentenceEncoderWeights weights,
                    Tokenizer tokenizer);
    Matrix embedded(std::span<const int> ids, const Segments& rows) const;
    Matrix attention(const SentenceEncoderWeights::Layer& layer, ConstView x,
                     const Segments& rows) const;
    Matrix feed_forward(const SentenceEncoderWeights::Layer& layer, ConstView x) const;
    Matrix normalised(const SentenceEncoderWeights::Norm& norm, ConstView x) const;
    Matrix pooled(ConstView x, const Segments& rows) const;

    std::string path_;
    SentenceEncoderConfig config_;
    SentenceEncoderWeights weights_;
    Tokenizer tokenizer_;
};

// The cosine of the angle between each two rows: 1 if they point the same way, 0 at a right angle, and 0
// for a row of zeros, which points nowhere.                                           (n x d) -> (n x n)
Matrix cosines(ConstView rows);

}  // namespace book
