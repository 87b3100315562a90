// A language model's file: what is loaded is saved to what is loaded the same, and it can write.
#include "model/language_checkpoint.h"

#include "model/language_decoder.h"
#include "with_header.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = safetensors_with("language_model", input);
    accepts([&] {
        Checkpoint about;
        const LanguageModel model = load_language_model(path, about);
        if (model.parameters().values().size() > 10'000) return;  // not the time for it
        save_language_model(path_of("saved"), model, about);
        Checkpoint again;
        save_language_model(path_of("again"), load_language_model(path_of("saved"), again), again);
        hold(text_of(path_of("saved")) == text_of(path_of("again")), "it is saved to the same");
        LanguageDecoder decoder(model);
        decoder.read(std::vector<int>{0});
    });
}

}  // namespace book::fuzz
