// The two tiny models of tests/fixtures (make_tiny_truth.py), as their families' files name them.
#pragma once

#include "fixture.h"
#include "model/foreign_names.h"

namespace book {

struct TinyFamily {
    const char* name;
    ForeignMatrix (*name_of)(const std::string& ours);
    LanguageModelConfig config;
};

inline TinyFamily tiny_gpt2() {
    LanguageModelConfig c = gpt2_config();
    c.vocabulary = 40;
    c.width = 24;
    c.layers = 2;
    c.heads = 3;
    c.key_value_heads = 3;
    c.feed_forward = 96;
    c.max_length = 16;
    return {"gpt2", gpt2_name, c};
}

inline TinyFamily tiny_llama() {
    LanguageModelConfig c = llama_config();
    c.vocabulary = 40;
    c.width = 24;
    c.layers = 2;
    c.heads = 6;
    c.key_value_heads = 2;
    c.feed_forward = 40;
    c.max_length = 16;
    return {"llama", llama_name, c};
}

// The matrices of a file of tests/fixtures, by name.
inline FindMatrix find_in(const Fixture& file) {
    return [&file](const std::string& name, Shape shape) {
        const Matrix found = file.matrix(name);
        require(found.shape() == shape, "{} should be {}, but is {}", name, shape, found.shape());
        return found;
    };
}

// The model with its weights, and perhaps with another configuration than its own.
inline LanguageModel tiny_model(const TinyFamily& family, const LanguageModelConfig& config) {
    const Fixture file(std::string("tiny_") + family.name + ".safetensors");
    LanguageModel model(config, 1);
    fill_parameters(model, family.name_of, find_in(file));
    return model;
}
inline LanguageModel tiny_model(const TinyFamily& family) {
    return tiny_model(family, family.config);
}

// The three texts of the truth, packed.
struct TinyTexts {
    std::vector<int> ids;
    Segments rows;
};
inline TinyTexts tiny_texts(const TinyFamily& family, const Fixture& truth) {
    TinyTexts texts;
    for (int s = 0; s < 3; ++s) {
        const std::vector<int> ids = truth.ints(fmt::format("{}.ids.{}", family.name, s));
        texts.ids.insert(texts.ids.end(), ids.begin(), ids.end());
        texts.rows.add(static_cast<int>(ids.size()));
    }
    return texts;
}

struct LogitError {
    double largest = 0;  // of the right logits
    double error = 0;    // how far the worst is off
};
// Of logits (n x V) of the three texts.
inline LogitError logit_error(const TinyFamily& family, const Fixture& truth, ConstView logits) {
    LogitError e;
    int row = 0;
    for (int s = 0; s < 3; ++s) {
        const Reference& right = truth.at(fmt::format("{}.logits.{}", family.name, s));
        require(right.shape.cols == logits.cols(), "logits {} and {}", right.shape, logits.shape());
        for (int i = 0; i < right.shape.rows; ++i, ++row)
            for (int j = 0; j < right.shape.cols; ++j) {
                const double value = right.values[right.shape.cols * i + j];
                const double off = std::abs(static_cast<double>(logits(row, j)) - value);
                e.largest = std::max(e.largest, std::abs(value));
                if (!(off <= e.error)) e.error = off;
            }
    }
    require(row == logits.rows(), "{} rows of logits for {}", logits.rows(), row);
    return e;
}

}  // namespace book
