#include "render/wrap_code.h"

#include <algorithm>

#include "core/display_width.h"
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
    enum class Kind { word, string, sign, part } kind = Kind::sign;  // part: of one too wide
};

std::string spaces(int n) { return std::string(static_cast<std::size_t>(std::max(0, n)), ' '); }

bool is_ascii_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Names, and whatever is not ASCII: a letter of a formula, a colour's escape code.
bool is_word(char c) { return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80; }

// The length of the string or character at the start of `text`, or 0. `before` is what precedes it:
// the ' of 1'000 or of don't begins nothing.
std::size_t string_length(std::string_view text, char before) {
    if (text.substr(0, 2) == "R\"") {
        const std::size_t open = text.find('(');
        if (open == std::string_view::npos) return 0;
        const std::string close = ")" + std::string(text.substr(2, open - 2)) + "\"";
        const std::size_t end = text.find(close, open);
        return end == std::string_view::npos ? 0 : end + close.size();
    }
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) return 0;
    if (text[0] == '\'' && is_word(before)) return 0;
    const std::size_t longest =
        text[0] == '"' ? text.size() : std::min<std::size_t>(text.size(), 12);
    for (std::size_t i = 1; i < longest; ++i) {
        if (text[i] == text[0]) return i + 1;
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

// The length of the name or number at the start of `text`, or 0: 0.5e-3f is one, and so is 1'000.
std::size_t word_length(std::string_view text) {
    const bool number = !text.empty() && is_digit(text[0]);
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at], last = at > 0 ? text[at - 1] : ' ';
        const bool more = at + 1 < text.size() && is_ascii_word(text[at + 1]);
        if (const std::size_t escape = escape_length(text.substr(at)))
            at += escape;
        else if (is_word(c) || (number && (c == '.' || (c == '\'' && more))) ||
                 (number && (c == '-' || c == '+') && (last == 'e' || last == 'E') && more))
            ++at;
        else
            break;
    }
    return at;
}

std::vector<CodeToken> tokens_of(std::string_view code) {
    std::vector<CodeToken> tokens;
    int depth = 0, gap = 0;
    for (std::size_t at = 0; at < code.size();) {
        if (code[at] == ' ') {
            ++gap;
            ++at;
            continue;
        }
        CodeToken token{code.substr(at), gap, depth, CodeToken::Kind::sign};
        std::size_t length = string_length(token.text, at > 0 ? code[at - 1] : ' ');
        if (length > 0) {
            token.kind = CodeToken::Kind::string;
        } else if ((length = word_length(token.text)) > 0) {
            token.kind = CodeToken::Kind::word;
        } else {
            length = sign_length(token.text);
            const char c = token.text[0];
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' || c == ']' || c == '}') --depth;
        }
        token.text = token.text.substr(0, length);
        tokens.push_back(token);
        gap = 0;
        at += length;
    }
    return tokens;
}

// A token that is wider than `room` in parts that are not: a string between its words, if possible.
void add_parts(std::vector<CodeToken>& tokens, CodeToken token, int room) {
    while (visible_width(token.text) > room) {
        std::size_t cut = bytes_that_fit(token.text, room);
        const std::size_t space = token.text.rfind(' ', cut);
        const bool between_words = token.kind == CodeToken::Kind::string && space > 0 &&
                                   space != std::string_view::npos &&
                                   token.text.find_first_not_of(' ') < space;
        if (between_words) cut = space;
        CodeToken part = token;
        part.text = token.text.substr(0, cut);
        tokens.push_back(part);
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

// The code before a comment.
std::vector<std::string> wrap_tokens(std::string_view code, int indent, int hang, int width) {
    const int room = std::max(1, width - std::max(indent, hang));
    std::vector<CodeToken> tokens;
    for (const CodeToken& token : tokens_of(code)) add_parts(tokens, token, room);
    // What is left from a token on, in one line: then it does not matter where the line before ends.
    std::vector<int> left(tokens.size() + 1);
    for (std::size_t i = tokens.size(); i-- > 0;)
        left[i] = visible_width(tokens[i].text) +
                  (i + 1 < tokens.size() ? tokens[i + 1].gap + left[i + 1] : 0);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < tokens.size();) {
        std::string line = spaces(lines.empty() ? indent : hang);
        std::string best_line;
        std::size_t best = begin;
        int least = 0;
        for (std::size_t i = begin; i < tokens.size(); ++i) {
            if (i > begin) line += spaces(tokens[i].gap);
            line += tokens[i].text;
            const int unused = width - visible_width(line);
            if (unused < 0 && i > begin) break;
            const bool is_last = i + 1 == tokens.size();
            int cost = 0;
            if (!is_last) cost = cost_of_break(tokens[i], tokens[i + 1]);
            if (hang + left[i + 1] > width) cost += unused;
            if (best == begin || cost < least || is_last) {
                least = cost;
                best = i + 1;
                best_line = line;
            }
        }
        lines.push_back(best_line);
        begin = best;
    }
    return lines;
}

// A comment in lines of its own, which begin with // at column `at`. The spaces behind that are the
// comment's own, where there is room for them.
std::vector<std::string> wrap_comment(std::string_view comment, int at, int width) {
    const std::string_view text = comment.substr(2);
    const std::size_t words = std::min(text.find_first_not_of(' '), text.size());
    const int own = std::max(1, static_cast<int>(words));
    const std::string before = spaces(at) + "//" + spaces(at + own <= width / 2 ? own : 1);
    std::vector<std::string> lines;
    std::string line = spaces(at) + "//";
    bool has_words = false;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = std::min(text.find_first_not_of(' ', i), text.size());
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        std::string_view word = text.substr(begin, end - begin);
        const std::string longer = line + spaces(static_cast<int>(begin - i)) + std::string(word);
        i = end;
        if (word.empty()) break;
        if (visible_width(longer) <= width) {
            line = longer;
            has_words = true;
            continue;
        }
        if (has_words) lines.push_back(line);
        line = before + std::string(word);
        while (visible_width(line) > width) {  // one word, longer than the line
            const std::size_t cut = std::max(bytes_that_fit(line, width), before.size() + 1);
            if (cut >= line.size()) break;
            lines.push_back(line.substr(0, cut));
            line = before + line.substr(cut);
        }
        has_words = true;
    }
    lines.push_back(line);
    return lines;
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
    std::string_view code = line.substr(0, comment_begin), comment = line.substr(comment_begin);
    const std::size_t first = std::min(code.find_first_not_of(' '), code.size());
    code.remove_prefix(first);
    code = code.substr(0, code.find_last_not_of(' ') + 1);
    const int indent = std::min(static_cast<int>(first), width / 2);
    const int hang = std::min(indent + kHang, width / 2);

    if (code.empty() && comment.empty()) return {""};
    if (code.empty()) return wrap_comment(comment, indent, width);
    std::vector<std::string> lines = wrap_tokens(code, indent, hang, width);
    if (comment.empty()) return lines;
    const int column = visible_width(line.substr(0, comment_begin));
    if (lines.size() == 1 && column + kRoomForComment <= width) {
        std::vector<std::string> beside = wrap_comment(comment, column, width);
        beside[0].replace(0, static_cast<std::size_t>(column), line.substr(0, comment_begin));
        return beside;
    }
    for (std::string& below : wrap_comment(comment, hang, width)) lines.push_back(std::move(below));
    return lines;
}

}  // namespace book
