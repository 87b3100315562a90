// A language model that writes: inference with a key-value cache, several texts side by side.
//
// A prompt is read at once, then one token after the other; what was read before is not computed again
// (model/incremental_decoder.h says why). The logits have the bits of the tape's forward pass, whether a
// text is read at once or piece by piece, alone or beside others. (Of texts of more than kLongSentence
// tokens, whose attention the tape computes in blocks, the tape's are rounded otherwise.)
//
// It computes with weights that need not be a LanguageModel's: only product() and take_row() know how
// one is kept.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "model/language_model.h"
#include "tensor/packed_matrix.h"

namespace book {

// A matrix by which rows are multiplied, borrowed: numbers, or, as a file has it, packed and (out x in).
// Both give the same bits.
struct DecoderWeight {
    enum class Kept { in_out, out_in };
    ConstView matrix;
    Kept kept = Kept::in_out;
    const PackedMatrix* packed = nullptr;  // in the place of `matrix`

    static DecoderWeight as_in_file(const PackedMatrix& w) { return {{}, Kept::out_in, &w}; }
    bool exists() const { return packed != nullptr || matrix.data() != nullptr; }
    int outputs() const {
        if (packed != nullptr) return packed->rows();
        return kept == Kept::in_out ? matrix.cols() : matrix.rows();
    }
};
// y = x w                                                        x: (n x in), y: (n x out)
void product(ConstView x, const DecoderWeight& w, View y);
// Row `id` of a table that is kept (out x in), such as the embedding.                  to: in numbers
void take_row(const DecoderWeight& table, int id, std::span<real> to);

struct DecoderLinear {
    DecoderWeight weight;
    ConstView bias;  // (1 x out), or nothing
};
struct DecoderNorm {
    ConstView gain, bias;  // (1 x d)
};

// All that a decoder multiplies with and adds; who makes one keeps the numbers alive.
struct DecoderWeights {
    struct Layer {
        DecoderNorm attention_norm, feed_forward_norm;
        DecoderLinear query, key, value, output;
        DecoderLinear gate, inner, outer;  // no gate: no swiglu; none at all: attention only
    };
    LanguageModelConfig config;
    DecoderWeight embedding, output;  // both kept (V x d)
    ConstView positions;              // (length x d) or the rotary table, as LanguageModel has them
    std::vector<Layer> layers;
    DecoderNorm norm;
};
DecoderWeights weights_of(const LanguageModel& model);

// For people who want to look, or to interfere. All may be empty.
struct DecoderHooks {
    // The residual stream of all new tokens, before a layer; `layer` = their number: after the last,
    // before the final norm. (n x d)
    std::function<void(int layer, ConstView rows)> stream;
    // The weights of one head for the new tokens of one text, before they mix the values; what is
    // written there is what mixes them. (new tokens x all tokens). Called by one thread.
    std::function<void(int layer, int head, int text, View weights)> attention;
};

class LanguageDecoder {
  public:
    // Starts with `texts` empty ones. The weights are borrowed.
    explicit LanguageDecoder(DecoderWeights weights, int texts = 1);
    explicit LanguageDecoder(const LanguageModel& model, int texts = 1)
        : LanguageDecoder(weights_of(model), texts) {}
    LanguageDecoder(LanguageModel&&, int = 1) = delete;

    const LanguageModelConfig& config() const { return weights_.config; }
    int texts() const { return static_cast<int>(lengths_.size()); }
    int length(int text) const { return lengths_[text]; }  // tokens read so far
    std::size_t cache_bytes() const;                       // of the keys and values kept

    // Reads on: text s goes on with rows.length(s) tokens of `ids`, which may be none. Returns the
    // scores of what comes next, (texts x V): a row for each text, zeros for one that read nothing. The
    // view is valid until the next call. SettingError beyond the model's max_length.
    ConstView read(std::span<const int> ids, const Segments& rows);
    ConstView read(std::span<const int> ids);  // of a single text
    // The same with the scores after every new token, (n x V).
    ConstView read_all(std::span<const int> ids, const Segments& rows);

    // Goes on with the texts parents[0], parents[1], ...: some are dropped, some doubled.
    void select(std::span<const int> parents);

    void set_hooks(DecoderHooks hooks) { hooks_ = std::move(hooks); }

  private:
    // Text s owns the rows s * capacity_ ... of each matrix.
    struct Cache {
        Matrix keys, values;
    };
    using Layer = DecoderWeights::Layer;
    void move_cache(std::span<const int> parents, int capacity);
    ConstView run(std::span<const int> ids, const Segments& rows);
    void start(std::span<const int> ids, const Segments& rows);
    void attention(int index, const Segments& rows);
    void attend_text(int index, const Segments& rows, int job);
    void feed_forward(const Layer& layer);
    template <class F>
    void sublayer(const DecoderNorm& norm, F f);
    void normalise(const DecoderNorm& norm, ConstView x, Matrix& y);

    DecoderWeights weights_;
    DecoderHooks hooks_;
    std::vector<int> lengths_;
    int capacity_ = 0;
    std::vector<Cache> cache_;

    // Of all new tokens: positions, the stream, what goes into a sublayer and what comes out.
    std::vector<int> at_;
    Matrix x_, in_, out_, statistics_;
    Matrix query_, key_, value_, joined_, gate_, inner_;
    Matrix last_, logits_;
};

}  // namespace book
