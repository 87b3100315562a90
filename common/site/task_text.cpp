#include "site/task_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "notebook/value.h"
#include "render/html_prose.h"

namespace book::site {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_in_name(char c) { return is_letter(c) || is_digit(c); }

// ---- code in prose ------------------------------------------------------------------------------

// Reads what may be code, from its first letter.
class CodeReader {
  public:
    CodeReader(std::string_view text, std::size_t at) : text_(text), begin_(at), at_(at) {}

    // Behind the code; where it began, if this is a plain word.
    std::size_t end() {
        if (text_.substr(at_).starts_with("./book")) return end_of_command();
        read_name();
        const std::string_view name = text_.substr(begin_, at_ - begin_);
        const std::size_t underscore = name.find('_');
        bool is_code = name.find("::") != name.npos || name.ends_with(".h") ||
                       (underscore != name.npos && underscore > 1) ||  // W_Q is mathematics
                       is_member(name);
        if (is_code) skip('<', '>');
        is_code = skip('(', ')') || is_code;
        if (!is_code) return begin_;
        if (at_ < text_.size() && text_[at_] == ';') ++at_;
        return at_;
    }

  private:
    // merge.left, but not i.e. or README.md
    static bool is_member(std::string_view name) {
        const std::size_t point = name.find('.');
        return point != name.npos && point > 1 && point + 2 < name.size() && !name.ends_with(".md");
    }
    // a.b, a::b and a/b.h belong together; the point at the end of a sentence does not.
    void read_name() {
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            const std::size_t joint = rest.starts_with("::") ? 2 : rest[0] == '.' || rest[0] == '/';
            if (joint > 0 && joint < rest.size() && at_ > begin_ && is_letter(rest[joint]))
                at_ += joint;
            else if (!is_in_name(rest[0]))
                return;
            ++at_;
        }
    }

    // What stands in brackets, if they are closed; they may hold an end of line.
    bool skip(char open, char close) {
        if (at_ == text_.size() || text_[at_] != open) return false;
        int depth = 0;
        for (std::size_t i = at_; i < text_.size(); ++i) {
            depth += text_[i] == open ? 1 : text_[i] == close ? -1 : 0;
            if (depth > 0) continue;
            at_ = i + 1;
            return true;
        }
        return false;
    }

    // ./book, its words and numbers: ./book run 12 --mine 12.4
    std::size_t end_of_command() {
        at_ += 6;
        for (const std::string_view word : {"run", "exercise", "watch"})
            if (text_.substr(at_).starts_with(" " + std::string(word))) at_ += 1 + word.size();
        while (at_ + 1 < text_.size() && text_[at_] == ' ') {
            const std::size_t end = std::min(text_.find_first_of(" ,;:)\n", at_ + 1), text_.size());
            const std::string_view word = text_.substr(at_ + 1, end - at_ - 1);
            const bool is_page = word == "matrix" || word == "primer";
            if (!is_page && !word.starts_with("--") && (word.empty() || !is_digit(word[0]))) break;
            at_ = end;
        }
        return at_;
    }

    std::string_view text_;
    std::size_t begin_, at_;
};

// ---- pieces -------------------------------------------------------------------------------------

enum class Kind { prose, drawn, labelled };

// What stands between two empty lines.
struct Piece {
    Kind kind;
    std::string text;  // with an end of line behind each
};

bool is_labelled(std::string_view line) {
    return line.starts_with("Example") || line.starts_with("Shapes:");
}

std::vector<Piece> cut(const std::vector<std::string>& lines) {
    std::vector<Piece> pieces;
    bool is_open = false;
    for (const std::string& line : lines) {
        if (line.empty()) {
            is_open = false;
            continue;
        }
        if (!is_open) {
            const Kind kind = is_labelled(line)          ? Kind::labelled
                              : line.starts_with("    ") ? Kind::drawn
                                                         : Kind::prose;
            pieces.push_back({kind, ""});
        }
        is_open = true;
        pieces.back().text += line + "\n";
    }
    return pieces;
}

// What is moved in belongs to the box above.
std::vector<Piece> joined(std::vector<Piece> pieces) {
    std::vector<Piece> result;
    for (Piece& piece : pieces) {
        const bool goes_on =
            piece.kind == Kind::drawn && !result.empty() && result.back().kind != Kind::prose;
        if (goes_on)
            result.back().text += "\n" + piece.text;
        else
            result.push_back(std::move(piece));
    }
    return result;
}

std::string with_links(std::string text, const TaskSetting& setting) {
    const std::string begins = "chapters/", ends = "/README.md";
    for (std::size_t at = text.find(begins); at != text.npos; at = text.find(begins, at)) {
        const std::size_t end = text.find(ends, at);
        if (end == text.npos) break;
        const std::string path = text.substr(at, end + ends.size() - at);
        const std::string title = setting.title ? setting.title(path) : "";
        const std::string link = title.empty() ? path : fmt::format("[{}]({})", title, path);
        text.replace(at, path.size(), link);
        at += link.size();
    }
    return text;
}

// In a box all is set as code.
std::string without_ticks(std::string text) {
    std::erase(text, '`');
    return text;
}

}  // namespace

std::string mark_code(std::string_view prose) {
    std::string result;
    bool in_code = false, is_in_word = false;
    for (std::size_t at = 0; at < prose.size();) {
        const char c = prose[at];
        in_code = in_code != (c == '`');
        const bool may_begin =
            !in_code && !is_in_word && (is_in_name(c) || prose.substr(at).starts_with("./book"));
        const std::size_t end = may_begin ? CodeReader(prose, at).end() : at;
        if (end > at) {
            result += "`" + std::string(prose.substr(at, end - at)) + "`";
            at = end;
            is_in_word = false;
            continue;
        }
        result += c;
        is_in_word = is_in_name(c) || static_cast<unsigned char>(c) >= 0x80 || c == '/' || c == '.';
        ++at;
    }
    return result;
}

std::string html_task(const std::vector<std::string>& lines, const TaskSetting& setting) {
    const ProseSetting prose{setting.address, {}};
    std::string html;
    for (const Piece& piece : joined(cut(lines))) {
        html += piece.kind == Kind::prose
                    ? html_prose(with_links(mark_code(piece.text), setting), prose)
                    : fmt::format("<pre tabindex=\"0\">{}</pre>\n",
                                  escape_html(dedent("\n" + without_ticks(piece.text))));
    }
    return html;
}

}  // namespace book::site
