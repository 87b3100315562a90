#include "render/wrap_code.h"

#include <algorithm>

#include "render/terminal.h"

namespace book {
namespace {

constexpr int kHang = 4;
constexpr int kBracket = 14;         // a break inside a bracket is worse by this
constexpr int kRoomForComment = 24;  // with less beside the code, a long comment goes below it

// What is not broken if it can be helped: a name, a number, an operator, a string.
struct CodeToken {
    std::string_view text;
    int gap = 0;    // the spaces before it
    int depth = 0;  // brackets that are open before it
    enum class Kind { word, string, sign } kind = Kind::sign;
};

std::string spaces(int n) { return std::string(static_cast<std::size_t>(std::max(0, n)), ' '); }

bool is_ascii_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Names, and whatever is not ASCII: a letter of a formula, a colour's escape code.
bool is_word(char c) { return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80; }

// No longer string is looked for: a line of quotes that nothing closes would be read again for each.
constexpr std::size_t kLongestString = 4096;

// The length of R"(...)" at the start of `text`, or 0.
std::size_t raw_string_length(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) return 0;
    const std::string close = ")" + std::string(text.substr(2, open - 2)) + "\"";
    const std::size_t end = text.find(close, open);
    return end == std::string_view::npos ? 0 : end + close.size();
}

// The length of the string or character at the start of `text`, or 0. `before` is what precedes it:
// the ' of 1'000 or of don't begins nothing.
std::size_t string_length(std::string_view text, char before) {
    constexpr std::size_t kLongestCharacter = 12;  // '\U0001F369'
    text = text.substr(0, kLongestString);
    if (text.substr(0, 2) == "R\"") return raw_string_length(text);
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) return 0;
    const char quote = text[0];
    if (quote == '\'' && is_word(before)) return 0;
    if (quote == '\'') text = text.substr(0, kLongestCharacter);
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) return i + 1;
        if (text[i] == '\\') ++i;
    }
    return 0;
}

std::size_t sign_length(std::string_view text) {
    for (const std::string_view sign :
         {"<=>", "<<=", ">>=", "...", "->", "::", "<=", ">=", "==", "!=", "&&", "||",
          "<<",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "|=", "&=", "^="})
        if (text.substr(0, sign.size()) == sign) return sign.size();
    return 1;
}

// Whether a number goes on with this sign: the point of 0.5, the - of 1e-3, the ' of 1'000.
bool goes_on_number(std::string_view text, std::size_t at) {
    const char sign = text[at];
    if (sign == '.') return true;
    if (at + 1 == text.size() || !is_ascii_word(text[at + 1])) return false;
    if (sign == '\'') return true;
    const char before = at > 0 ? text[at - 1] : ' ';
    return (sign == '-' || sign == '+') && (before == 'e' || before == 'E');
}

// The length of the name or number at the start of `text`, or 0.
std::size_t word_length(std::string_view text) {
    const bool is_number = !text.empty() && is_digit(text[0]);
    std::size_t at = 0;
    while (at < text.size()) {
        if (const std::size_t escape = escape_length(text.substr(at)); escape > 0)
            at += escape;
        else if (is_word(text[at]) || (is_number && goes_on_number(text, at)))
            ++at;
        else
            break;
    }
    return at;
}

CodeToken token_at(std::string_view code, std::size_t at, int gap, int depth) {
    const std::string_view rest = code.substr(at);
    const char before = at > 0 ? code[at - 1] : ' ';
    if (const std::size_t length = string_length(rest, before); length > 0)
        return {rest.substr(0, length), gap, depth, CodeToken::Kind::string};
    if (const std::size_t length = word_length(rest); length > 0)
        return {rest.substr(0, length), gap, depth, CodeToken::Kind::word};
    return {rest.substr(0, sign_length(rest)), gap, depth, CodeToken::Kind::sign};
}

// The change that a token makes to the number of open brackets.
int brackets_opened(const CodeToken& token) {
    if (token.kind != CodeToken::Kind::sign) return 0;
    const char sign = token.text[0];
    if (sign == '(' || sign == '[' || sign == '{') return 1;
    if (sign == ')' || sign == ']' || sign == '}') return -1;
    return 0;
}

std::vector<CodeToken> tokens_of(std::string_view code) {
    std::vector<CodeToken> tokens;
    int depth = 0;
    std::size_t at = 0;
    while (true) {
        const std::size_t begin = code.find_first_not_of(' ', at);
        if (begin == std::string_view::npos) return tokens;
        tokens.push_back(token_at(code, begin, static_cast<int>(begin - at), depth));
        depth += brackets_opened(tokens.back());
        at = begin + tokens.back().text.size();
    }
}

// Where to cut a token that is wider than `room`: a string between its words, if possible.
std::size_t place_to_cut(const CodeToken& token, int room) {
    const std::size_t fits = bytes_that_fit(token.text, room);
    if (token.kind != CodeToken::Kind::string) return fits;
    const std::size_t space = token.text.rfind(' ', fits);
    if (space == std::string_view::npos) return fits;
    const bool word_before = token.text.find_first_not_of(' ') < space;
    return word_before ? space : fits;
}

// A token, in parts if it is wider than `room`.
void add_parts(std::vector<CodeToken>& tokens, CodeToken token, int room) {
    while (bytes_that_fit(token.text, room) < token.text.size()) {  // looks no further than that
        const std::size_t cut = place_to_cut(token, room);
        tokens.push_back(token);
        tokens.back().text = token.text.substr(0, cut);
        const std::size_t next =
            std::min(token.text.find_first_not_of(' ', cut), token.text.size());
        token.gap = static_cast<int>(next - cut);
        token.text.remove_prefix(next);
        if (token.text.empty()) return;
    }
    tokens.push_back(token);
}

// How bad it is to break the line between two tokens, in columns that one would leave unused
// instead.
int cost_of_break(const CodeToken& before, const CodeToken& next) {
    const auto is_one_of = [](std::string_view text, std::string_view signs) {
        return text.size() == 1 && signs.find(text[0]) != std::string_view::npos;
    };
    const auto is_sign = [](const CodeToken& token) { return token.kind == CodeToken::Kind::sign; };
    const std::string_view last = before.text, first = next.text;
    const int depth = kBracket * next.depth;
    if (is_one_of(first, ")],;")) return 80;
    if (first == "}" && next.gap == 0) return 80;
    if (is_one_of(last, ",;")) return depth;
    if (first == "{" && next.gap > 0) return 20 + depth;
    if (is_one_of(last, "([{")) return 16 + depth - kBracket;
    if (next.gap == 0) {
        if (first == "." || first == "->") return 20 + depth;
        return 60 + depth;
    }
    if (last == "&&" || last == "||" || last == "?" || last == ":") return 2 + depth;
    if (last == ")" && !is_sign(next)) return 4 + depth;  // if (...) and what is done then
    if (last == "=" || last == "return") return 8 + depth;
    if (is_sign(before) && before.gap > 0) return 6 + depth;
    return (is_sign(next) ? 14 : 12) + depth;
}

// The code before a comment: its first line is indented, those after it hang.
class CodeBreaker {
  public:
    CodeBreaker(std::string_view code, int indent, int hang, int width)
        : indent_(indent), hang_(hang), width_(width) {
        const int room = std::max(1, width - std::max(indent, hang));
        for (const CodeToken& token : tokens_of(code)) add_parts(tokens_, token, room);
        measure_what_is_left();
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        std::size_t begin = 0;
        while (begin < tokens_.size()) {
            const Line line = best_line(begin, lines.empty() ? indent_ : hang_);
            lines.push_back(line.text);
            begin = line.end;
        }
        return lines;
    }

  private:
    struct Line {
        std::string text;
        std::size_t end;  // the token after it
        int cost;
    };

    void measure_what_is_left() {
        left_.resize(tokens_.size() + 1);
        int gap = 0;  // behind a token
        for (std::size_t i = tokens_.size(); i-- > 0;) {
            left_[i] = visible_width(tokens_[i].text) + gap + left_[i + 1];
            gap = tokens_[i].gap;
        }
    }

    // Of the lines that begin with a token and fit, the one that ends best. A single token is one,
    // whether it fits or not.
    Line best_line(std::size_t begin, int indent) const {
        std::string text = spaces(indent) + std::string(tokens_[begin].text);
        Line best{text, begin + 1, cost_of(text, begin + 1)};
        for (std::size_t i = begin + 1; i < tokens_.size(); ++i) {
            text += spaces(tokens_[i].gap);
            text += tokens_[i].text;
            if (visible_width(text) > width_) break;
            const int cost = cost_of(text, i + 1);
            const bool is_last = i + 1 == tokens_.size();
            if (cost < best.cost || is_last) best = {text, i + 1, cost};
        }
        return best;
    }

    int cost_of(const std::string& line, std::size_t end) const {
        int cost = 0;
        if (end < tokens_.size()) cost = cost_of_break(tokens_[end - 1], tokens_[end]);
        // What fits into the next line will not be broken again: then it does not matter where this
        // one ends.
        if (hang_ + left_[end] > width_) cost += width_ - visible_width(line);
        return cost;
    }

    int indent_, hang_, width_;
    std::vector<CodeToken> tokens_;
    std::vector<int> left_;  // columns from a token on, in one line
};

// A comment in lines of its own, which begin with // at column `at`. The spaces behind that are the
// comment's own, where there is room for them.
class CommentBreaker {
  public:
    CommentBreaker(int at, int own_spaces, int width) : width_(width), line_(spaces(at) + "//") {
        before_ = line_ + spaces(at + own_spaces <= width / 2 ? own_spaces : 1);
    }

    void add(int gap, std::string_view word) {
        const std::string with_gap = spaces(gap).append(word);
        if (visible_width(line_) + visible_width(with_gap) <= width_) {
            line_ += with_gap;
        } else {
            if (has_words_) lines_.push_back(line_);
            begin_line(word);
        }
        has_words_ = true;
    }

    std::vector<std::string> lines() {
        lines_.push_back(line_);
        return std::move(lines_);
    }

  private:
    // ... and more lines, as many as the word takes.
    void begin_line(std::string_view word) {
        const int room = std::max(1, width_ - visible_width(before_));
        for (std::size_t cut; (cut = bytes_that_fit(word, room)) < word.size();) {
            lines_.push_back(before_ + std::string(word.substr(0, cut)));
            word.remove_prefix(cut);
        }
        line_ = before_ + std::string(word);
    }

    int width_;
    std::string before_;  // the words of a line
    std::vector<std::string> lines_;
    std::string line_;  // is being filled
    bool has_words_ = false;
};

std::vector<std::string> wrap_comment(std::string_view comment, int at, int width) {
    const std::string_view text = comment.substr(2);
    const std::size_t own = std::min(text.find_first_not_of(' '), text.size());
    CommentBreaker breaker(at, std::max(1, static_cast<int>(own)), width);
    std::size_t end = 0;
    while (true) {
        const std::size_t begin = text.find_first_not_of(' ', end);
        if (begin == std::string_view::npos) return breaker.lines();
        const int gap = static_cast<int>(begin - end);
        end = std::min(text.find(' ', begin), text.size());
        breaker.add(gap, text.substr(begin, end - begin));
    }
}

}  // namespace

std::size_t find_comment(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
        const char before = at > 0 ? line[at - 1] : ' ';
        if (line.substr(at, 2) == "//" && before != ':' && before != '/') return at;
        at += std::max<std::size_t>(1, string_length(line.substr(at), before));
    }
    return std::string_view::npos;
}

std::vector<std::string> wrap_code(std::string_view line, int width) {
    if (visible_width(line) <= width) return {std::string(line)};
    const std::size_t comment_begin = std::min(find_comment(line), line.size());
    const std::string_view before_comment = line.substr(0, comment_begin);
    const std::string_view comment = line.substr(comment_begin);

    const std::size_t first = before_comment.find_first_not_of(' ');
    const bool has_code = first != std::string_view::npos;
    const std::size_t spaces_before = has_code ? first : before_comment.size();
    const int indent = std::min(static_cast<int>(spaces_before), width / 2);
    const int hang = std::min(indent + kHang, width / 2);
    if (!has_code) {
        if (comment.empty()) return {""};
        return wrap_comment(comment, indent, width);
    }
    const std::size_t last = before_comment.find_last_not_of(' ');
    const std::string_view code = before_comment.substr(first, last + 1 - first);
    std::vector<std::string> lines = CodeBreaker(code, indent, hang, width).lines();
    if (comment.empty()) return lines;

    const int column = visible_width(before_comment);
    if (lines.size() == 1 && column + kRoomForComment <= width) {
        std::vector<std::string> beside = wrap_comment(comment, column, width);
        beside[0].replace(0, column, before_comment);
        return beside;
    }
    for (std::string& below : wrap_comment(comment, hang, width)) lines.push_back(std::move(below));
    return lines;
}

}  // namespace book
