#include "site/marked_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "render/html_prose.h"
#include "render/prose.h"

namespace book::site {

namespace {

// The number *e* has marks of emphasis around it: in "i.e." there is a letter. And in "multi-query attention" the last
// word is half of a name.
bool stands_for_itself(const std::string& words, const TermSpotter::Use& use,
                       const std::string& term) {
    if (term.size() == 1 && words.size() > 1) return false;
    if (use.begin < 2 || words[use.begin - 1] != ' ') return true;
    const std::size_t blank = words.find_last_of(" \n", use.begin - 2);
    const std::size_t begin = blank == std::string::npos ? 0 : blank + 1;
    const std::string before = words.substr(begin, use.begin - 1 - begin);
    const std::size_t hyphen = before.find('-');
    return hyphen == std::string::npos || hyphen == 0 || hyphen + 1 == before.size() ||
           std::string_view(",.;:!?)").find(before.back()) != std::string_view::npos;
}

}  // namespace

MarkedTerms::MarkedTerms(const Book& book, const TermSpotter& spotter, std::size_t page)
    : book_(book), spotter_(spotter), page_(page) {}

bool MarkedTerms::is_explained_here(std::size_t entry, std::size_t section) const {
    const std::vector<TermPlace>& places = book_.terms().entries[entry].explained;
    return std::any_of(places.begin(), places.end(), [&](const TermPlace& place) {
        return place.page == page_ && place.section == section;
    });
}

std::string MarkedTerms::mark(std::size_t section, const std::string& words) {
    if (section != section_) marked_.clear();
    section_ = section;
    std::string result;
    std::size_t at = 0;
    for (const TermSpotter::Use& use : spotter_.spot(words)) {
        const std::string& word = book_.terms().entries[use.entry].term.word;
        if (is_explained_here(use.entry, section) || !stands_for_itself(words, use, word)) continue;
        if (!marked_.insert(use.entry).second) continue;
        all_.insert(use.entry);
        result += words.substr(at, use.begin - at);
        result += fmt::format("<a class=\"term\" href=\"glossary.html\" data-term=\"{}\">{}</a>",
                              escape_html(word), words.substr(use.begin, use.end - use.begin));
        at = use.end;
    }
    return result + words.substr(at);
}

std::string MarkedTerms::meanings() const {
    if (all_.empty()) return "";
    nlohmann::json meanings;
    for (const std::size_t entry : all_) {
        const Term& term = book_.terms().entries[entry].term;
        meanings[term.word] = plain_text(term.meaning);
    }
    return meanings.dump();
}

}  // namespace book::site
