// A checkpoint: what is loaded is saved to what is loaded the same.
#include "model/checkpoint.h"

#include "model/translator.h"
#include "with_header.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = safetensors_with("model", input);
    accepts([&] { SafeTensors raw(file_with("raw", input)); });
    accepts([&] {
        Translator translator = Translator::load(path);
        if (translator.model().parameters().values().size() > 10'000)
            return;  // not the time for it
        translator.save(path_of("saved"));
        const Translator again = Translator::load(path_of("saved"));
        again.save(path_of("again"));
        hold(text_of(path_of("saved")) == text_of(path_of("again")), "it is saved to the same");
        again.translate("doughnuts", {.extra_length = 2});
    });
}

}  // namespace book::fuzz
