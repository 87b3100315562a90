// Other people's models: how their files name what ours have (model/language_model.h), and a model
// filled from one.
//
// Two ways to keep a matrix: ours is (in x out), since a row is multiplied from the left; most files
// have (out x in), as torch.nn.Linear does. GPT-2's first files came from TensorFlow and are (in x out);
// they also keep W_Q, W_K and W_V side by side in one matrix. In GGUF files all are (out x in), GPT-2's,
// too, with W_Q, W_K and W_V one below the other; and the rows of a Llama's W_Q and W_K have the order of
// RotaryPairs::neighbours (nn/rotary.h).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "model/language_model.h"

namespace book {

// Where a parameter of ours lies in a file.
struct ForeignMatrix {
    std::string name;
    bool transposed = false;  // there (out x in), here (in x out)
    int part = 0;  // it is the outputs part * out .. of a matrix that has `parts` times as many
    int parts = 1;
};

// For a parameter's name, "layer.3.attention.query.weight"; Error for a name that is none of ours.
ForeignMatrix gpt2_name(const std::string& ours);        // "h.3.attn.c_attn.weight", part 0 of 3
ForeignMatrix llama_name(const std::string& ours);       // "model.layers.3.self_attn.q_proj.weight"
ForeignMatrix gguf_llama_name(const std::string& ours);  // "blk.3.attn_q.weight"
ForeignMatrix gguf_gpt2_name(const std::string& ours);   // "blk.3.attn_qkv.weight", part 0 of 3

// Gives a matrix of a file by its name. A one-dimensional tensor of n numbers is asked for as (1 x n).
// What is missing or has another shape is its InputError to throw.
using FindMatrix = std::function<Matrix(const std::string& name, Shape shape)>;

// Fills every parameter of `model`, asked for by the names that `name_of` gives. A file may have more.
void fill_parameters(LanguageModel& model, ForeignMatrix (*name_of)(const std::string&),
                     const FindMatrix& find);

}  // namespace book
