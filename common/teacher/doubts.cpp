#include "teacher/doubts.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>
#include <vector>

namespace book::teacher {
namespace {

// ---- the words of a text ------------------------------------------------------------------------

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where a string or a character that begins at `at` ends: behind its quote, or with its line.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at)
        if (text[at] == '\\') ++at;
    return std::min(at + 1, text.size());
}

// The same of R"x(...)x", whose quote stands at `at`.
std::size_t end_of_raw(std::string_view text, std::size_t at) {
    const std::size_t open = std::min(text.find('(', at), text.size());
    const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
    const std::size_t end = text.find(close, open);
    return end == text.npos ? text.size() : end + close.size();
}

// The end of the comment, the string or the blank at `at`; `at` itself if there is none.
std::size_t end_of_what_says_nothing(std::string_view text, std::size_t at) {
    const std::string_view two = text.substr(at, 2);
    if (two == "//") return std::min(text.find('\n', at), text.size());
    if (two == "/*") return std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    if (text[at] == '"')
        return at > 0 && text[at - 1] == 'R' ? end_of_raw(text, at) : end_of_quoted(text, at);
    if (text[at] == '\'') return end_of_quoted(text, at);
    return text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n' ? at + 1
                                                                                       : at;
}

// Names and numbers, "::", "[[", "]]", and all other signs alone. A line for the preprocessor is one word.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t behind = end_of_what_says_nothing(text, at);
        if (behind > at) {
            at = behind;
            continue;
        }
        std::size_t end = at + 1;
        if (text[at] == '#')
            end = std::min(text.find('\n', at), text.size());
        else if (is_letter(text[at]))
            while (end < text.size() && is_letter(text[end])) ++end;
        else if (const auto two = text.substr(at, 2); two == "::" || two == "[[" || two == "]]")
            ++end;
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

// ---- declarations -------------------------------------------------------------------------------

using Names = std::set<std::string_view>;

// Behind these a statement begins, and so may a declaration.
const Names kBefore{";", "{", "}", ")", ":", "]]", "else", "do"};
const Names kQualifiers{"const",     "static",       "constexpr", "volatile",
                        "constinit", "thread_local", "inline",    "mutable"};
const Names kPartsOfType{"unsigned", "signed", "long", "short"};
const Names kNoType{"return", "throw",    "delete", "goto",      "using",     "case",   "else",
                    "new",    "typedef",  "struct", "class",     "enum",      "union",  "if",
                    "for",    "while",    "switch", "namespace", "template",  "public", "private",
                    "sizeof", "co_yield", "friend", "co_return", "protected", "extern", "do"};
// What always begins with a value.
const Names kHarmless{"Matrix",   "vector",     "map",           "set",       "string",
                      "pair",     "optional",   "function",      "Pair",      "Merge",
                      "Tape",     "Tokens",     "Pieces",        "Trained",   "deque",
                      "Answered", "Parameters", "KeyValueCache", "unique_ptr"};
// Memory that nobody has filled.
const Names kFresh{"new",           "malloc",
                   "realloc",       "alloca",
                   "aligned_alloc", "make_unique_for_overwrite",
                   "allocate",      "make_shared_for_overwrite"};

// One declaration, from the word at which it would begin. A reader that looks only so far ahead needs no
// more time for twice the text than twice the time.
class Declaration {
  public:
    Declaration(const std::vector<std::string_view>& words, std::size_t at)
        : words_(words), at_(at), end_(std::min(words.size(), at + kLongest)) {}

    // Does it give no value to one of its variables?
    bool lacks_value() {
        if (!skip_type()) return false;
        for (;;) {
            while (next() == "*" || next() == "&" || next() == "const") ++at_;
            if (!is_name(next())) return false;
            ++at_;
            while (next() == "[") skip_brackets();
            if (next() == ";" || next() == ",") return true;
            if (!skip_value() || next() != ",") return too_long();
            ++at_;
        }
    }

  private:
    static constexpr std::size_t kLongest = 1000;  // words

    std::string_view next() const { return at_ < end_ ? words_[at_] : ""; }
    bool too_long() const { return at_ >= end_ && end_ < words_.size(); }
    static bool is_name(std::string_view word) {
        return !word.empty() && is_letter(word[0]) && !(word[0] >= '0' && word[0] <= '9');
    }

    // False: it is none that could be without a value.
    bool skip_type() {
        while (kQualifiers.count(next()) != 0) ++at_;
        bool whole = false;  // unsigned alone is a type
        for (; kPartsOfType.count(next()) != 0; ++at_) whole = true;
        if (whole) {
            if (next() == "int" || next() == "double" || next() == "char") ++at_;
            return true;
        }
        if (next() == "::") ++at_;
        if (!is_name(next()) || kNoType.count(next()) != 0) return false;
        std::string_view type = words_[at_++];
        while (next() == "::") {
            ++at_;
            type = next();
            ++at_;
        }
        if (next() == "<") skip_angles();
        return kHarmless.count(type) == 0 || next() == "*";
    }

    // A bracket, and all that stands in it.
    void skip_brackets() {
        int depth = 0;
        do {
            const std::string_view word = next();
            if (word == "(" || word == "[" || word == "{") ++depth;
            if (word == ")" || word == "]" || word == "}") --depth;
            if (word == "[[") depth += 2;
            if (word == "]]") depth -= 2;
            ++at_;
        } while (depth > 0 && at_ < end_);
    }

    // Of a template; of what is smaller than something else, as far as that is clear.
    void skip_angles() {
        const Names ends{";", ")", "]", "}", ""};
        int depth = 0;
        do {
            if (next() == "(" || next() == "{") {
                skip_brackets();
                continue;
            }
            if (next() == "<") ++depth;
            if (next() == ">") --depth;
            ++at_;
        } while (depth > 0 && ends.count(next()) == 0);
    }

    // "= 1", "(1)", "{1}". False: it goes on in another way, so it is no declaration of a variable.
    bool skip_value() {
        if (next() == "(" || next() == "{") {
            skip_brackets();
            return true;
        }
        if (next() != "=") return false;
        const Names ends{",", ";", ")", "]", "}", ""};
        while (ends.count(next()) == 0) {
            if (next() == "(" || next() == "[" || next() == "{")
                skip_brackets();
            else
                ++at_;
        }
        return true;
    }

    const std::vector<std::string_view>& words_;
    std::size_t at_, end_;
};

// A line for the preprocessor that may hide a declaration from us.
bool hides_something(std::string_view line) {
    const std::string_view what =
        line.substr(std::min(line.find_first_not_of("# \t"), line.size()));
    if (what.starts_with("define")) return true;
    return what.starts_with("include") && what.find('"') != what.npos &&
           what.find("/exercises.h\"") == what.npos && what.find("/experiments.h\"") == what.npos;
}

}  // namespace

bool declares_without_value(const std::string& text) {
    const std::vector<std::string_view> words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i][0] == '#' && hides_something(words[i])) return true;
        if (kFresh.count(words[i]) != 0) return true;
        const bool in_for = i > 1 && words[i - 2] == "for" && words[i - 1] == "(";
        const bool begins =
            i == 0 || in_for || kBefore.count(words[i - 1]) != 0 || words[i - 1][0] == '#';
        if (begins && Declaration(words, i).lacks_value()) return true;
    }
    return false;
}

// ---- warnings -----------------------------------------------------------------------------------

namespace {

// The kind of a warning, which its line ends with: "overflow" of "... [-Woverflow=]".
std::string_view kind_of_warning(std::string_view line) {
    const std::size_t mark = line.rfind("[-W");
    if (mark == line.npos) return "";
    const std::string_view kind = line.substr(mark + 3);
    return kind.substr(0, kind.find_first_of("]="));
}

bool matters(std::string_view line) {
    static const Names kinds{"return-type",
                             "type-limits",
                             "div-by-zero",
                             "misleading-indentation",
                             "empty-body",
                             "unused-value",
                             "unused-but-set-variable",
                             "unused-comparison",
                             "infinite-recursion",
                             "sequence-point",
                             "unsequenced",
                             "self-move",
                             "return-local-addr",
                             "return-stack-address",
                             "address",
                             "int-in-bool-context",
                             "literal-conversion",
                             "comma"};
    const std::string_view kind = kind_of_warning(line);
    for (const char* part : {"uninitialized", "overflow", "bounds", "compare"})
        if (kind.find(part) != kind.npos) return true;
    for (const char* begin :
         {"shift-", "self-assign", "dangling", "duplicated-", "logical-", "implicit-fallthrough"})
        if (kind.starts_with(begin)) return true;
    return kinds.count(kind) != 0 || kind.ends_with("parentheses");
}

}  // namespace

std::string warnings_that_matter(const std::string& lines) {
    std::string some;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);)
        if (matters(line)) some += line + "\n";
    return some;
}

}  // namespace book::teacher
