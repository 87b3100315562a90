// No word of the book is broken, in any window.
#include <set>
#include <sstream>

#include "catch.h"
#include "render/plain_words.h"
#include "render/terminal_writer.h"
#include "woven_pages.h"

using namespace book;

namespace {

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream in(text);
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

// Blocks of words: code, figures and formulas are set in other ways.
bool is_prose(const Block& block) {
    return !std::holds_alternative<Code>(block) && !std::holds_alternative<Output>(block) &&
           !std::holds_alternative<Formula>(block) && !std::holds_alternative<Figure>(block);
}

std::string set(const Document& document, const Block& block, int width) {
    TerminalPage page(Terminal{width, false}, true);
    return page.set(document, block) + page.end(document);
}

bool ends_with_sign(const std::string& word) {
    return std::string_view("/\\_=|&+-.,:;)]}").find(word.back()) != std::string_view::npos ||
           static_cast<unsigned char>(word.back()) >= 0x80;
}

}  // namespace

TEST_CASE("pages: every line's words are words of the page, in windows of 40 to 120 columns",
          "[pages]") {
    constexpr int kWide = 100000;
    for (const WovenPage& page : woven_pages()) {
        const Document document = document_from_json(page.json);
        for (const Block& block : document.blocks) {
            if (!is_prose(block)) continue;
            const std::vector<std::string> whole = words_of(set(document, block, kWide));
            const std::set<std::string> known(whole.begin(), whole.end());
            for (const int width : {40, 60, 80, 120}) {
                std::string begun;  // parts of a word that is too long for any line
                for (const std::string& word : words_of(set(document, block, width))) {
                    if (begun.empty() &&
                        (known.count(word) > 0 || word.find("─") == 0 || word.find("═") == 0))
                        continue;
                    CAPTURE(page.folder, width, begun, word);
                    begun += word;
                    if (known.count(begun) > 0)
                        begun.clear();
                    else
                        REQUIRE(ends_with_sign(word));
                }
                CHECK(begun.empty());
            }
        }
    }
}
