#include "explorations/translator_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/require.h"
#include "explorations/explorations.h"
#include "host/files.h"
#include "model/doubts.h"
#include "text/utf8.h"

namespace book::explorations {
namespace {

constexpr std::size_t kMostPieces = 24;
constexpr std::size_t kLongest = 400;  // bytes

std::vector<std::string> words_of(const Translator& translator, const std::vector<int>& ids) {
    std::vector<std::string> words;
    words.reserve(ids.size() + 1);
    for (const int id : ids) words.push_back(without_blank(translator.bpe().piece(id)));
    return words;
}

}  // namespace

Translator load_translator() {
    const std::string path = path_of_model("translator");
    require_input(is_there(path), "the translator is not on this site ({})", path);
    return Translator::load(path);
}

FollowedSentence follow(const Translator& translator, const std::string& sentence,
                        const DecodeOptions& options) {
    require_input(sentence.size() <= kLongest, "--sentence: {} bytes; at most {} are followed",
                  sentence.size(), kLongest);
    require_utf8(sentence);
    FollowedSentence followed;
    followed.ids = translator.encode(sentence);
    require_input(!followed.ids.empty(), "--sentence: type a French sentence");
    require_input(followed.ids.size() <= kMostPieces,
                  "--sentence: cut into {} pieces; at most {} can be shown", followed.ids.size(),
                  kMostPieces);
    followed.translation = translator.translate(sentence, options, Loops::cut);
    const std::vector<int>& said = followed.translation.decoded.tokens();
    followed.trace = translator.explain(followed.ids, said);
    followed.source = words_of(translator, followed.ids);
    followed.source.emplace_back("<end>");
    followed.said = words_of(translator, said);
    followed.read = followed.said;
    followed.read.insert(followed.read.begin(), "<begin>");
    followed.said.emplace_back("<end>");
    return followed;
}

void show_doubts(Page& page, const Translator& translator, const FollowedSentence& followed) {
    const std::vector<int> unknown = unknown_in(followed.ids, translator.never_read());
    if (unknown.empty()) return;
    page.value("unknown", fmt::format("{}", fmt::join(translator.bpe().pieces(unknown), ", ")));
    page.text(R"md(
        It has never read @{unknown} in its training, so nobody has taught it what that means: its rows of numbers are
        as they were drawn. Its corpus knows doughnuts, taxes, dentists, dogs and the like.)md");
}

}  // namespace book::explorations
