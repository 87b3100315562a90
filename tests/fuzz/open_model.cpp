// Somebody's language model, as a GGUF file: what is opened has numbers for every token, and can write.
#include "language/open_model.h"

#include "fuzz.h"
#include "language/writer.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = file_with("model.gguf", input);
    accepts([&] {
        const OpenModel model = OpenModel::open(path);
        hold(model.weight_bytes() < (std::size_t{65} << 20) + input.size() * 4,
             "no more is kept than the file has, and a table of positions");
        Writer writer(model);
        accepts([&] {  // scores that are none are refused
            writer.set_text(std::vector<int>{0, model.config().vocabulary - 1});
            Rng rng(1);
            writer.choose({}, rng);
        });
        if (!model.has_text()) return;
        const ModelText& text = model.text();
        hold(text.vocabulary_size() <= model.config().vocabulary, "every token has a row");
        accepts([&] {
            const std::vector<int> ids = text.encode("I love 12 doughnuts<|im_end|>\n");
            for (const int id : ids) hold(id < model.config().vocabulary, "an id is a row");
            text.decode(ids);
        });
    });
}

}  // namespace book::fuzz
