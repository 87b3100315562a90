#include <fmt/format.h>

#include "core/require.h"
#include "explorations/explorations.h"
#include "text/bpe.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace book::explorations {
namespace tokens_page {

constexpr std::size_t kLongest = 1000;  // bytes: more is no longer watched
constexpr int kMostMerges = 60;

struct Knobs {
    std::string text =
        "She sells sea shells by the sea shore. The shells that she sells are sea shells, and the "
        "shore is the shell shore.";
    int merges = 12;
};

void declare(Options& options, Knobs& knobs) {
    options.add("text", knobs.text, "TEXT", "what is read, and cut");
    options.on_page("text");
    options.add("merges", knobs.merges, 0, kMostMerges, "how many merges are learnt from it");
    options.on_page("merges", 0, kMostMerges);
}

// Each piece is a word of code on the page; what a reader typed goes there as a value.
void show_pieces(Page& page, const Bpe& bpe, const std::vector<int>& ids) {
    std::string line;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string piece = bpe.piece(ids[i]), name = fmt::format("piece.{}", i);
        const bool has_mark = piece.find('`') != std::string::npos;
        page.value(name, piece);
        line += fmt::format(fmt::runtime(has_mark ? "`` @{{{}}} `` " : "`@{{{}}}` "), name);
    }
    page.text(line);
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.text.size() <= kLongest, "--text: {} bytes; at most {} can be watched",
                  knobs.text.size(), kLongest);
    require_utf8(knobs.text);
    require_input(knobs.text.find_first_not_of(" \t\r\n") != std::string::npos,
                  "--text: type something to cut");
    Table merges{"merge", "left", "right", "makes", "times"};
    std::vector<Merge> learnt;
    const Bpe bpe = Bpe::train({knobs.text}, knobs.merges,
                               [&](const Merge& merge) { learnt.push_back(merge); });
    for (std::size_t i = 0; i < learnt.size(); ++i)
        merges.add(i + 1, bpe.piece(learnt[i].left), bpe.piece(learnt[i].right),
                   bpe.piece(learnt[i].id), learnt[i].count);
    const std::vector<int> ids = bpe.encode(knobs.text);
    page.values({{"bytes", knobs.text.size()}, {"pieces", ids.size()}, {"merges", learnt.size()}});
    page.text(R"md(
        After @{merges} merges, the @{bytes} bytes of this text are @{pieces} pieces:)md");
    show_pieces(page, bpe, ids);
    if (std::ssize(learnt) < knobs.merges)
        page.text(R"md(
            No pair of neighbours is left that stands in the text twice, so there is nothing more to glue.)md");
    if (!learnt.empty()) page.show(merges, "What was glued, in this order");
}

}  // namespace tokens_page

Exploration tokens() {
    return {.pages = {"01_tokens"},
            .after = {"merge-by-merge-on-the-books-own-sentences"},
            .about =
                "Type any text. Its most frequent pair of neighbours is glued, then the next, and "
                "so on. Move the slider to watch the pieces grow.",
            .page = define_chapter<tokens_page::Knobs>(
                {kNoNumber, "explore_tokens", "Cut a text of your own"}, tokens_page::declare,
                tokens_page::build)};
}

}  // namespace book::explorations
