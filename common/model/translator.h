// A translator: text in, text out.
//
// It is a model with the byte-pair encoding that it was trained with; both lie in one checkpoint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/checkpoint.h"
#include "model/decoding.h"
#include "model/doubts.h"
#include "text/bpe.h"

namespace book {

// What a sentence is before it is cut into pieces, in training as in use: tidy (text/utf8.h), and
// lower-cased if the model is.
std::string prepare_text(std::string_view text, bool lowercase);

// Where a model only repeats itself, a translation for somebody's use ends behind the first time, and what
// reads or scores it sees that. Who looks at what a model says, as the pages do, wants to see it all.
enum class Loops { kept, cut };

struct Translation {
    std::string text;  // one line of valid UTF-8
    Decoded decoded;   // its tokens, its score, and what was recorded for them
    Loop loop;         // what was cut behind, if anything (model/doubts.h)
};

// Who looked at whom while a translation was written: rows are the pieces that were said, <end>
// too; columns those of the source; each row sums to 1.
struct AttentionMap {
    std::vector<std::string> source, target;
    Matrix weights;  // the cross-attention of the last layer, mean of its heads
};

// What the heads of one attention looked at, on average: "decoder.1.cross_attention" of a trace.
Matrix mean_of_heads(const Trace& trace, const std::string& attention, int heads);

class Translator {
  public:
    // InputError if the vocabulary of `bpe` is not the model's.
    Translator(Bpe bpe, Transformer model, bool lowercase);
    static Translator load(const std::string& path);  // a checkpoint; InputError
    // Written whole or not at all; `training` says how it was made.
    void save(const std::string& path, const Metadata& training = {}) const;

    const Bpe& bpe() const { return bpe_; }
    const Transformer& model() const { return model_; }
    Transformer& model() { return model_; }  // to train it
    bool lowercase() const { return lowercase_; }

    // What its model never read in training (model/doubts.h), in order; saved and loaded with it. Empty:
    // nothing, or nobody said.
    const std::vector<int>& never_read() const { return never_read_; }
    void learnt_from(const std::vector<TokenPair>& training);

    std::vector<int> encode(std::string_view line) const;
    std::string decode(const std::vector<int>& tokens) const;

    // InputError for a line longer than the model's limit: names it, the first being `first`.
    void check_lengths(const std::vector<std::string>& lines, std::size_t first = 1) const;
    // Line by line, many side by side. An empty line gives an empty line.
    std::vector<Translation> translate(const std::vector<std::string>& lines,
                                       const DecodeOptions& options = {},
                                       Loops loops = Loops::kept) const;
    Translation translate(const std::string& line, const DecodeOptions& options = {},
                          Loops loops = Loops::kept) const;
    // The same, and only what is said.
    std::vector<std::string> translate_texts(const std::vector<std::string>& lines,
                                             const DecodeOptions& options = {}) const;

    // Everything that the model computes when it has read `source` and says `target` (tokens, without
    // <begin> and <end>), by name: nn/trace.h; and "logits", a row for each word that was said.
    Trace explain(const std::vector<int>& source, const std::vector<int>& target) const;
    AttentionMap attention(const std::vector<int>& source, const std::vector<int>& target) const;
    std::vector<std::string> pieces(const std::vector<int>& tokens) const;

  private:
    Bpe bpe_;
    Transformer model_;
    bool lowercase_;
    std::vector<int> never_read_;
};

}  // namespace book
