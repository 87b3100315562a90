#include "render/terms.h"

#include <utf8proc.h>

#include <algorithm>
#include <map>
#include <memory>

#include "core/display_width.h"

namespace book {
namespace {

bool is_letter(char32_t c) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;  // marks, too
}
bool is_in_word(char32_t c) { return is_letter(c) || c == '_'; }

// Between two letters, as in multi-query.
bool is_hyphen(const std::u32string& text, std::size_t at) {
    return text[at] == '-' && at > 0 && at + 1 < text.size() && is_letter(text[at - 1]) &&
           is_letter(text[at + 1]);
}

bool is_blank(char32_t c) {
    return c == '\n' || c == '\t' ||
           utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_ZS;
}

// A text as code points, with one blank between words, as it is written and in lower case: both are
// equally long.
struct Letters {
    std::u32string written, lower;
    std::vector<std::size_t> begins;  // of each: its first byte in the text

    explicit Letters(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            char32_t c = next_code_point(text, at);
            if (is_blank(c)) c = ' ';
            if (c == ' ' && (written.empty() || written.back() == ' ')) continue;
            written += c;
            begins.push_back(begin);
            if (c == U'’') c = '\'';
            const auto small = utf8proc_tolower(static_cast<utf8proc_int32_t>(c));
            lower += static_cast<char32_t>(small);
        }
    }
};

std::string to_utf8(std::u32string_view letters) {
    std::string text;
    for (const char32_t c : letters) append_utf8(text, c);
    return text;
}

// Some words around a use.
std::string around(const Letters& text, std::size_t begin, std::size_t end) {
    constexpr std::size_t kBefore = 30, kAfter = 20;
    std::size_t from = begin > kBefore ? text.written.find(' ', begin - kBefore) + 1 : 0;
    from = std::min(from, begin);
    std::size_t to = std::min(end + kAfter, text.written.size());
    if (to < text.written.size()) to = std::max(text.written.rfind(' ', to), end);
    const std::u32string_view all = text.written;
    return (from > 0 ? "… " : "") + to_utf8(all.substr(from, to - from)) +
           (to < all.size() ? " …" : "");
}

// Finds every term in a text.
class TermFinder {
  public:
    void add(std::size_t entry, const Term& term) {
        if (term.word.find('(') == std::string::npos) add_spelling(entry, term.word);
        for (const std::string& form : term.forms) add_spelling(entry, form);
    }

    // found(entry, begin, end) for each, from left to right.
    template <class F>
    void find(const std::u32string& text, F found) const {
        for (std::size_t at = 0; at < text.size();) {
            const Spelling* spelling = longest_at(text, at);
            if (spelling == nullptr) {
                ++at;
                continue;
            }
            found(spelling->entry, at, at + spelling->text.size());
            at += spelling->text.size();
        }
    }

  private:
    struct Spelling {
        std::u32string text;
        std::size_t entry;
    };

    void add_spelling(std::size_t entry, const std::string& spelling) {
        const std::u32string text = Letters(spelling).lower;
        if (!text.empty()) by_first_[text[0]].push_back({text, entry});
    }

    const Spelling* longest_at(const std::u32string& text, std::size_t at) const {
        const auto bucket = by_first_.find(text[at]);
        if (bucket == by_first_.end()) return nullptr;
        const Spelling* longest = nullptr;
        for (const Spelling& s : bucket->second)
            if ((longest == nullptr || s.text.size() > longest->text.size()) &&
                text.compare(at, s.text.size(), s.text) == 0 &&
                is_whole(text, at, at + s.text.size()))
                longest = &s;
        return longest;
    }

    // Neither end lies within a word.
    static bool is_whole(const std::u32string& text, std::size_t begin, std::size_t end) {
        const bool joins_before =
            begin > 0 && (is_in_word(text[begin - 1]) || is_hyphen(text, begin - 1));
        const bool joins_behind =
            end < text.size() && (is_in_word(text[end]) || is_hyphen(text, end));
        return !(joins_before && is_in_word(text[begin])) &&
               !(joins_behind && is_in_word(text[end - 1]));
    }

    std::map<char32_t, std::vector<Spelling>> by_first_;
};

// As one looks a word up: √d under d.
std::u32string sort_key(const std::string& word) {
    std::u32string key = Letters(word).lower;
    const auto first = std::find_if(key.begin(), key.end(), is_letter);
    if (first != key.end()) key.erase(key.begin(), first);
    return key;
}

class TermIndexer {
  public:
    explicit TermIndexer(const std::vector<Document>& pages) : pages_(pages) {}

    TermIndex index() {
        for (const Document& page : pages_) index_.sections.push_back(sections_of(page));
        collect_terms();
        for_each_block([&](std::size_t page, std::size_t section, std::size_t block) {
            for (const std::string& text : plain_prose(pages_[page], pages_[page].blocks[block]))
                read(Letters(text), page, section, block);
        });
        sort_entries();
        return std::move(index_);
    }

  private:
    template <class F>
    void for_each_block(F f) const {
        for (std::size_t p = 0; p < pages_.size(); ++p)
            for (std::size_t s = 0; s < index_.sections[p].size(); ++s)
                for (std::size_t b = index_.sections[p][s].first; b < index_.sections[p][s].last;
                     ++b)
                    f(p, s, b);
    }

    void collect_terms() {
        for_each_block([&](std::size_t page, std::size_t section, std::size_t block) {
            const Term* term = std::get_if<Term>(&pages_[page].blocks[block]);
            if (term == nullptr) return;
            const auto known = std::find_if(
                index_.entries.begin(), index_.entries.end(),
                [&](const TermEntry& entry) { return same_word(entry.term.word, term->word); });
            const auto entry = static_cast<std::size_t>(known - index_.entries.begin());
            finder_.add(entry, *term);
            if (known != index_.entries.end()) {
                known->explained.push_back({page, section});
                return;
            }
            index_.entries.push_back({*term, {{page, section}}, {}});
            first_block_.push_back(block);
        });
    }

    void read(const Letters& text, std::size_t page, std::size_t section, std::size_t block) {
        const TermPlace place{page, section};
        finder_.find(text.lower, [&](std::size_t number, std::size_t begin, std::size_t end) {
            TermEntry& entry = index_.entries[number];
            const bool explains = std::find(entry.explained.begin(), entry.explained.end(),
                                            place) != entry.explained.end();
            const bool is_known = !entry.used.empty() && entry.used.back() == place;
            if (!explains && !is_known && !index_.sections[page][section].is_ending)
                entry.used.push_back(place);
            if (!is_early(number, page, block)) return;
            const auto same = [&](const EarlyUse& use) {
                return use.entry == number && use.place == place;
            };
            if (std::none_of(index_.early.begin(), index_.early.end(), same))
                index_.early.push_back({number, place, around(text, begin, end)});
        });
    }

    bool is_early(std::size_t entry, std::size_t page, std::size_t block) const {
        const TermPlace first = index_.entries[entry].explained[0];
        if (page != first.page) return page < first.page;
        const bool is_title = block == 0;
        const bool is_own_heading = block == index_.sections[page][first.section].first;
        const bool is_recap = std::holds_alternative<Recap>(pages_[page].blocks[block]);
        return block < first_block_[entry] && !is_title && !is_own_heading && !is_recap;
    }

    void sort_entries() {
        std::vector<std::size_t> order(index_.entries.size()), place(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return sort_key(index_.entries[a].term.word) < sort_key(index_.entries[b].term.word);
        });
        std::vector<TermEntry> sorted;
        for (std::size_t i = 0; i < order.size(); ++i) {
            sorted.push_back(std::move(index_.entries[order[i]]));
            place[order[i]] = i;
        }
        index_.entries = std::move(sorted);
        for (EarlyUse& use : index_.early) use.entry = place[use.entry];
    }

    const std::vector<Document>& pages_;
    TermIndex index_;
    TermFinder finder_;
    std::vector<std::size_t> first_block_;  // of each entry: the one that explains it first
};

}  // namespace

TermIndex index_terms(const std::vector<Document>& pages) { return TermIndexer(pages).index(); }

bool same_word(const std::string& a, const std::string& b) {
    return Letters(a).lower == Letters(b).lower;
}

struct TermSpotter::Finder : TermFinder {};

TermSpotter::TermSpotter(const std::vector<TermEntry>& entries)
    : finder_(std::make_unique<Finder>()) {
    for (std::size_t i = 0; i < entries.size(); ++i) finder_->add(i, entries[i].term);
}
TermSpotter::~TermSpotter() = default;

std::vector<TermSpotter::Use> TermSpotter::spot(std::string_view text) const {
    const Letters letters(text);
    std::vector<Use> uses;
    finder_->find(letters.lower, [&](std::size_t entry, std::size_t begin, std::size_t end) {
        const std::size_t last = end < letters.begins.size() ? letters.begins[end] : text.size();
        uses.push_back({entry, letters.begins[begin], last});
    });
    return uses;
}

}  // namespace book
