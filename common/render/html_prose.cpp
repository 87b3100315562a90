#include "render/html_prose.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/display_width.h"
#include "notebook/value.h"
#include "render/markdown_reader.h"

namespace book {
namespace {

std::string escaped(char c) {
    if (c == '&') return "&amp;";
    if (c == '<') return "&lt;";
    if (c == '>') return "&gt;";
    if (c == '"') return "&quot;";
    return {c};
}

std::string_view text_of(const MD_ATTRIBUTE& attribute) { return {attribute.text, attribute.size}; }

// What Markdown's marks become, where nothing else has to be known.
template <class Type>
struct Tags {
    Type type;
    const char *begin, *end;
};
constexpr std::size_t kShortCode = 28;  // characters

constexpr Tags<MD_BLOCKTYPE> kBlocks[] = {
    {MD_BLOCK_QUOTE, "<blockquote>\n", "</blockquote>\n"},
    {MD_BLOCK_UL, "<ul>\n", "</ul>\n"},
    {MD_BLOCK_OL, "<ol>\n", "</ol>\n"},
    {MD_BLOCK_LI, "<li>", "</li>\n"},
    {MD_BLOCK_HR, "<hr>\n", ""},
    {MD_BLOCK_TABLE, "<div class=\"scroll\" tabindex=\"0\"><table>\n", "</table></div>\n"},
    {MD_BLOCK_THEAD, "<thead>\n", "</thead>\n"},
    {MD_BLOCK_TBODY, "<tbody>\n", "</tbody>\n"},
    {MD_BLOCK_TR, "<tr>", "</tr>\n"}};
constexpr Tags<MD_SPANTYPE> kSpans[] = {{MD_SPAN_EM, "<em>", "</em>"},
                                        {MD_SPAN_STRONG, "<strong>", "</strong>"},
                                        {MD_SPAN_CODE, "<code>", "</code>"}};

template <class Type, std::size_t n>
Tags<Type> tags_of(const Tags<Type> (&all)[n], Type type) {
    for (const Tags<Type>& tags : all)
        if (tags.type == type) return tags;
    return {type, "", ""};
}

// A comment below a table ends it, but md4c takes its line for another row.
std::string without_lines_of_comment(std::string_view markdown) {
    std::string result;
    bool in_code = false;
    for (const std::string_view line : text_lines(markdown)) {
        in_code = in_code != line.starts_with("```");
        const bool is_comment = line.starts_with("<!--") && line.ends_with("-->");
        if (in_code || !is_comment) result += line;
        result += '\n';
    }
    return result;
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_in_ascii_name(char c) { return is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

// Behind an index or a power that begins at `at` with its mark: W_Q, n_ab, d_model, e^x, e^(v/2). `at` if it is none.
// `index_ends`: where the last one did.
std::size_t end_of_index(std::string_view text, std::size_t at, std::size_t index_ends) {
    constexpr std::size_t kLongest = 2;
    if ((text[at] != '_' && text[at] != '^') || at == 0 || !is_ascii_letter(text[at - 1]))
        return at;
    const bool is_above_index = text[at] == '^' && at == index_ends;             // W_K^T
    if (at > 1 && is_in_ascii_name(text[at - 2]) && !is_above_index) return at;  // a name
    const std::string_view rest = text.substr(at + 1);
    if (text[at] == '^' && rest.starts_with('(')) {
        const std::size_t close = rest.find_first_of("()<&", 1);
        const bool is_closed = close != rest.npos && rest[close] == ')' && close > 1;
        return is_closed ? at + 1 + close + 1 : at;
    }
    std::size_t size = 0;
    while (size < rest.size() && is_in_ascii_name(rest[size]) && rest[size] != '_') ++size;
    if (size == 0 || (size > kLongest && rest.substr(0, size) != "model")) return at;
    const char next = size < rest.size() ? rest[size] : ' ';
    const bool joins = next == '.' && size + 1 < rest.size() && is_in_ascii_name(rest[size + 1]);
    return next == '_' || next == '(' || joins ? at : at + 1 + size;
}

class HtmlReader : public MarkdownReader {
  public:
    HtmlReader(const ProseSetting& setting, bool is_line) : setting_(setting), is_line_(is_line) {}

    void enter_block(MD_BLOCKTYPE type, const void* detail) override {
        in_quotes_ = false;
        if (type == MD_BLOCK_TABLE || type == MD_BLOCK_QUOTE) ++set_apart_;
        switch (type) {
            case MD_BLOCK_P:
                if (!is_line_) out() += "<p>";
                break;
            case MD_BLOCK_OL:
                begin_numbered(static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start);
                break;
            case MD_BLOCK_CODE:
                begin_code(text_of(static_cast<const MD_BLOCK_CODE_DETAIL*>(detail)->lang));
                break;
            case MD_BLOCK_H:
                level_ = static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level);
                held_.emplace_back();  // its anchor is made of all its words
                break;
            case MD_BLOCK_TH:
            case MD_BLOCK_TD:
                begin_cell(type, static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align);
                break;
            default:
                out() += tags_of(kBlocks, type).begin;
        }
    }

    void leave_block(MD_BLOCKTYPE type) override {
        if (type == MD_BLOCK_TABLE || type == MD_BLOCK_QUOTE) --set_apart_;
        switch (type) {
            case MD_BLOCK_P:
                if (!is_line_) out() += "</p>\n";
                break;
            case MD_BLOCK_CODE:
                in_code_ = false;
                out() += "</code></pre>\n";
                break;
            case MD_BLOCK_H:
                end_heading();
                break;
            case MD_BLOCK_TH:
            case MD_BLOCK_TD:
                end_cell();
                break;
            default:
                out() += tags_of(kBlocks, type).end;
        }
    }

    void enter_span(MD_SPANTYPE type, const void* detail) override {
        if (type == MD_SPAN_A)
            begin_link(std::string(text_of(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href)));
        else if (type == MD_SPAN_IMG)
            begin_picture();
        else
            out() += tags_of(kSpans, type).begin;
        if (type != MD_SPAN_CODE) return;
        in_code_ = true;
        code_begins_ = out().size();
    }

    void leave_span(MD_SPANTYPE type) override {
        if (type == MD_SPAN_CODE) in_code_ = false;
        if (type == MD_SPAN_A) {
            if (!links_.empty())
                end_link();  // md4c closes a damaged link more often than it opened it
        } else if (type == MD_SPAN_IMG) {
            if (pictures_ > 0) end_picture();
        } else {
            if (type == MD_SPAN_CODE) keep_short_code_whole();
            out() += tags_of(kSpans, type).end;
        }
    }

    // A short piece of code is not broken at the end of a line: "--task" has a hyphen, and is one word.
    void keep_short_code_whole() {
        const std::string tag = tags_of(kSpans, MD_SPAN_CODE).begin;
        const bool is_here = code_begins_ >= tag.size() && code_begins_ <= out().size() &&
                             out().compare(code_begins_ - tag.size(), tag.size(), tag) == 0;
        if (!is_here || out().size() - code_begins_ > kShortCode) return;
        out().insert(code_begins_ - 1, " class=\"short\"");
    }

    void text(MD_TEXTTYPE type, std::string_view text) override {
        switch (type) {
            case MD_TEXT_NULLCHAR:
                out() += "\uFFFD";
                break;
            case MD_TEXT_BR:
                out() += "<br>\n";
                break;
            case MD_TEXT_SOFTBR:
                out() += "\n";
                break;
            case MD_TEXT_ENTITY:
                out() += escape_html(character_of(text));
                break;
            case MD_TEXT_HTML: {
                std::string shown;
                html_.add_to(shown, text);
                out() += escape_html(shown);
                break;
            }
            default:
                add_words(text);
        }
    }

    std::string take() { return std::move(held_.front()); }

  private:
    // Where text goes: to the page, or to what is held back in front of it.
    std::string& out() { return held_.back(); }

    void begin_numbered(unsigned start) {
        out() += start == 1 ? "<ol>\n" : fmt::format("<ol start=\"{}\">\n", start);
    }

    void begin_code(std::string_view language) {
        in_code_ = true;
        out() += "<pre tabindex=\"0\"><code";
        if (!language.empty())
            out() += fmt::format(" class=\"language-{}\"", escape_html(language));
        out() += ">";
    }

    void begin_cell(MD_BLOCKTYPE type, MD_ALIGN align) {
        is_head_ = type == MD_BLOCK_TH;
        is_right_ = align == MD_ALIGN_RIGHT;
        held_.emplace_back();
    }
    // A column without a name has no heading.
    void end_cell() {
        const std::string inside = std::move(held_.back());
        held_.pop_back();
        const bool names_column = is_head_ && !inside.empty();
        const char* right = is_right_ ? " class=\"number\"" : "";
        out() += names_column ? fmt::format("<th scope=\"col\"{}>{}</th>", right, inside)
                              : fmt::format("<td{}>{}</td>", right, inside);
    }

    // Pictures of prose are not on the site, and their words say nothing without them.
    void begin_picture() {
        held_.emplace_back();
        ++pictures_;
    }
    void end_picture() {
        held_.pop_back();
        --pictures_;
    }

    void end_heading() {
        const std::string words = std::move(held_.back());
        held_.pop_back();
        std::string id;
        if (setting_.anchors != nullptr)
            id = fmt::format(" id=\"{}\"", escape_html(setting_.anchors->next(heading_)));
        heading_.clear();
        out() += fmt::format("<h{0}{1}>{2}</h{0}>\n", std::min(level_, 6), id, words);
        level_ = 0;
    }

    void begin_link(const std::string& address) {
        links_.push_back(setting_.address ? setting_.address(address) : address);
        if (links_.back().empty()) return;
        out() += fmt::format("<a href=\"{}\">", escape_html(links_.back()));
    }
    void end_link() {
        if (!links_.back().empty()) out() += "</a>";
        links_.pop_back();
    }

    void add_words(std::string_view text) {
        if (level_ > 0) heading_ += text;
        if (in_code_) {
            out() += escape_html(text);
            return;
        }
        // What stands between quotation marks, somebody has said: it is no use of a word.
        while (true) {
            const std::size_t end = std::min(text.find('"'), text.size());
            add_unquoted(text.substr(0, end));
            if (end == text.size()) return;
            out() += "&quot;";
            in_quotes_ = !in_quotes_;
            text.remove_prefix(end + 1);
        }
    }
    void add_unquoted(std::string_view text) {
        const bool is_plain = links_.empty() && level_ == 0 && set_apart_ == 0 && !in_quotes_;
        const std::string words = escape_html(text);
        const bool is_marked = is_plain && setting_.words && !words.empty();
        out() += with_indices(is_marked ? setting_.words(words) : words);
    }

    const ProseSetting& setting_;
    const bool is_line_;
    std::vector<std::string> held_{""};
    std::vector<std::string> links_;  // where they lead
    int pictures_ = 0;                // that are open
    int set_apart_ = 0;               // tables and quotes that are open
    bool in_code_ = false;
    std::size_t code_begins_ = 0;              // in out(), of the span of code that was opened last
    bool in_quotes_ = false;                   // within a block
    bool is_head_ = false, is_right_ = false;  // the cell that is read
    int level_ = 0;                            // of the heading that is read; 0: none
    std::string heading_;                      // its words
    HtmlInMarkdown html_;
};

}  // namespace

std::string escape_html(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of("&<>\"\n\t", at), text.size());
        result += printable(text.substr(at, end - at));
        if (end < text.size()) result += escaped(text[end]);
        at = end + 1;
    }
    return result;
}

std::string with_indices(std::string_view html) {
    std::string result;
    std::size_t index_ends = 0;
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t tag = html[at] == '<' ? html.find('>', at) : html.npos;
        if (tag != html.npos) {  // whatever stands in a tag is no text
            result += html.substr(at, tag + 1 - at);
            at = tag + 1;
            continue;
        }
        const std::size_t end = end_of_index(html, at, index_ends);
        if (end == at) {
            result += html[at++];
            continue;
        }
        std::string_view inside = html.substr(at + 1, end - at - 1);
        if (inside.front() == '(') inside = inside.substr(1, inside.size() - 2);
        const char* name = html[at] == '_' ? "sub" : "sup";
        result += fmt::format("<{0}>{1}</{0}>", name, inside);
        at = index_ends = end;
    }
    return result;
}

std::string html_prose(std::string_view markdown, const ProseSetting& setting) {
    HtmlReader reader(setting, false);
    read_markdown(without_lines_of_comment(markdown), reader, MD_FLAG_TABLES);
    return reader.take();
}

// A sign in front keeps md4c from seeing a block in it, a list in "12. May".
std::string html_line(std::string_view markdown, const ProseSetting& setting) {
    HtmlReader reader(setting, true);
    read_markdown(with_line_end("," + std::string(markdown)), reader);
    return reader.take().substr(1);
}

std::string html_fold(const std::string& kind, const std::string& title,
                      const std::string& inside) {
    return fmt::format("<details class=\"{}\"><summary>{}</summary>\n{}</details>\n", kind, title,
                       inside);
}

std::string html_code(std::string_view text) {
    return fmt::format("<pre tabindex=\"0\"><code class=\"language-cpp\">{}</code></pre>\n",
                       escape_html(text));
}

}  // namespace book
