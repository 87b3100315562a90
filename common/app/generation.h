// What ./book generate does for one prompt, in words or in JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/writer.h"

namespace book {

struct GenerationSettings {
    SamplingSettings sampling{0.8, 0, 0.95};
    int tokens = 200;  // at most
    bool logits = false;
    std::optional<AskedHead> attention;
    bool ends = true;  // a token that ends an answer does so, and is not written
};

// As it is written, on standard output: whole characters, and on a terminal nothing that commands it.
struct WrittenAnswer {
    // full: the model can read no more of it; stopped: by Ctrl-C
    enum class End { done, full, stopped, program_asked_to_end };
    std::string text;
    End end = End::done;
    int status = 0;  // of the program, if this was stopped and the program is to end
};
WrittenAnswer write_answer(Writer& writer, const ModelText* text, const std::vector<int>& prompt,
                           const GenerationSettings& settings, Rng& rng);

// One object of JSON, on a line of its own: prompt_ids; with settings.logits the 20 largest scores behind
// the prompt, their log_sum_exp, and log-probabilities of the prompt's ids; with settings.attention the
// weights of that head; generated_ids and their text. Nothing is written, and nothing stops it.
WrittenAnswer generation_as_json(Writer& writer, const ModelText* text,
                                 const std::vector<int>& prompt, const GenerationSettings& settings,
                                 Rng& rng);

}  // namespace book
