#include "app/doubts.h"

#include <fmt/ranges.h>

#include "core/display_width.h"
#include "host/files.h"

namespace book {
namespace {

void note(const std::string& line, const std::string& doubt) {
    constexpr int kWidth = 40;  // of the sentence: enough to tell it from others
    tell(fmt::format("note: \"{}\": {}", clip(printable(line), kWidth), doubt));
}

}  // namespace

void tell_doubts(const Translator& translator, const std::string& line,
                 const Translation& translation) {
    const std::vector<int> unknown = unknown_in(translator.encode(line), translator.never_read());
    if (!unknown.empty())
        note(line,
             fmt::format("the model never read {} in training; what it makes of {} is a guess",
                         fmt::join(translator.bpe().pieces(unknown), ", "),
                         unknown.size() == 1 ? "it" : "them"));

    const Loop& loop = translation.loop;
    if (loop.tokens == 0) return;
    const std::vector<int>& said = translation.decoded.tokens();
    const std::vector<int> run(said.begin() + static_cast<std::ptrdiff_t>(loop.begin), said.end());
    note(line, fmt::format("the model said \"{}\" {} times in a row; the translation ends there",
                           translator.decode(run), loop.times));
}

}  // namespace book
