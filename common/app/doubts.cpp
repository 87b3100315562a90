#include "app/doubts.h"

#include <fmt/ranges.h>

#include "core/display_width.h"
#include "host/files.h"
#include "model/doubts.h"

namespace book {
namespace {

void note(const std::string& line, const std::string& doubt) {
    constexpr int kWidth = 40;  // of the sentence: enough to tell it from others
    tell(fmt::format("note: \"{}\": {}", clip(printable(line), kWidth), doubt));
}

}  // namespace

Translation with_doubts_told(const Translator& translator, const std::string& line,
                             Translation translation) {
    const std::vector<int> source = translator.encode(line);
    const std::vector<int> unknown = unknown_in(source, translator.never_read());
    if (!unknown.empty())
        note(line,
             fmt::format("the model never read {} in training; what it makes of {} is a guess",
                         fmt::join(translator.bpe().pieces(unknown), ", "),
                         unknown.size() == 1 ? "it" : "them"));

    std::vector<int>& said = translation.decoded.best[0].tokens;
    const Loop loop = find_loop(said, source);
    if (loop.tokens == 0) return translation;
    const auto begin = said.begin() + static_cast<std::ptrdiff_t>(loop.begin);
    const auto end = begin + static_cast<std::ptrdiff_t>(loop.tokens);
    note(line, fmt::format("the model said \"{}\" {} times in a row; the translation ends there",
                           translator.decode({begin, end}), loop.times));
    said.erase(end, said.end());
    translation.text = translator.decode(said);
    return translation;
}

}  // namespace book
