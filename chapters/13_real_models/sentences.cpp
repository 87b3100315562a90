#include <filesystem>

#include "host/terminal.h"
#include "language/sentence_encoder.h"
#include "looking.h"

namespace chapter_13 {
using namespace book;

Sentences compare_sentences(const std::string& folder, const std::vector<std::string>& texts) {
    show_progress("opening the encoder");
    const SentenceEncoder encoder = SentenceEncoder::open(folder);
    Sentences found;
    found.name = "all-MiniLM-L6-v2";
    found.layers = encoder.config().layers;
    found.width = encoder.config().width;
    found.texts = texts;
    for (const std::string& text : texts) found.ids.push_back(encoder.encode(text));
    const Matrix alike = cosines(encoder.embed(found.ids));
    for (int r = 0; r < alike.rows(); ++r)
        found.cosine.emplace_back(alike.row(r).begin(), alike.row(r).end());
    show_progress("");
    return found;
}

}  // namespace chapter_13
