#include "render/prose.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "core/display_width.h"
#include "core/require.h"
#include "render/markdown_reader.h"
#include "render/wrap_code.h"

namespace book {
namespace {

// ---- within a line ------------------------------------------------------------------------------

// Spans lie inside one another; the outermost that has a style gives it to all of its text. What lies in there keeps the signs that a
// terminal without colours would show.
class InlineSetter {
  public:
    explicit InlineSetter(const Terminal& terminal) : terminal_(terminal) {}

    void enter_span(MD_SPANTYPE type, const void* detail) {
        spans_.push_back({type, result_.size(), ""});
        if (type != MD_SPAN_A) return;
        const MD_ATTRIBUTE& address = static_cast<const MD_SPAN_A_DETAIL*>(detail)->href;
        spans_.back().address.assign(address.text, address.size);
    }

    void leave_span() {
        if (spans_.empty()) return;  // md4c closes a damaged link more often than it opened it
        const Span span = spans_.back();
        spans_.pop_back();
        const std::string inside = result_.substr(span.begin);
        result_.erase(span.begin);
        result_ += set(is_styled() ? Terminal{} : terminal_, span, inside);
    }

    void text(MD_TEXTTYPE type, std::string_view text) {
        switch (type) {
            case MD_TEXT_NULLCHAR:
                result_ += "\uFFFD";
                break;
            case MD_TEXT_BR:
            case MD_TEXT_SOFTBR:
                result_ += ' ';
                break;
            case MD_TEXT_ENTITY:
                result_ += character_of(text);
                break;
            case MD_TEXT_HTML:
                html_.add_to(result_, text);
                break;
            default:
                result_ += text;
        }
    }

    std::string take() { return std::exchange(result_, ""); }

  private:
    struct Span {
        MD_SPANTYPE type;
        std::size_t begin;    // in result_
        std::string address;  // of a link
    };

    bool is_styled() const {
        return std::any_of(spans_.begin(), spans_.end(), [](const Span& span) {
            return span.type == MD_SPAN_EM || span.type == MD_SPAN_STRONG;
        });
    }

    static std::string set(const Terminal& terminal, const Span& span, const std::string& inside) {
        switch (span.type) {
            case MD_SPAN_EM:
                return styled(terminal, Style::emphasis, inside);
            case MD_SPAN_STRONG:
                return styled(terminal, Style::strong, inside);
            case MD_SPAN_CODE:
                return terminal.colour ? styled(terminal, Style::code, inside)
                                       : fmt::format("`{}`", inside);
            case MD_SPAN_A:
                if (span.address.substr(0, 4) != "http" || span.address == inside) return inside;
                return fmt::format("{} ({})", inside, span.address);
            default:
                return inside;
        }
    }

    const Terminal& terminal_;
    std::string result_;
    std::vector<Span> spans_;
    HtmlInMarkdown html_;
};

class LineReader : public MarkdownReader {
  public:
    explicit LineReader(const Terminal& terminal) : setter_(terminal) {}

    void enter_block(MD_BLOCKTYPE, const void*) override {}
    void leave_block(MD_BLOCKTYPE) override {}
    void enter_span(MD_SPANTYPE type, const void* detail) override {
        setter_.enter_span(type, detail);
    }
    void leave_span(MD_SPANTYPE) override { setter_.leave_span(); }
    void text(MD_TEXTTYPE type, std::string_view text) override { setter_.text(type, text); }
    std::string take() { return setter_.take(); }

  private:
    InlineSetter setter_;
};

// ---- without marks ------------------------------------------------------------------------------

class PlainReader : public MarkdownReader {
  public:
    explicit PlainReader(bool with_code) : with_code_(with_code) {}

    void enter_block(MD_BLOCKTYPE type, const void*) override {
        if (!result_.empty() && result_.back() != '\n') result_ += '\n';
        if (type == MD_BLOCK_CODE) enter_code();
    }
    void leave_block(MD_BLOCKTYPE type) override {
        if (type == MD_BLOCK_CODE) in_code_ = false;
    }
    void enter_span(MD_SPANTYPE type, const void*) override {
        if (type == MD_SPAN_CODE) enter_code();
    }
    void leave_span(MD_SPANTYPE type) override {
        if (type == MD_SPAN_CODE) in_code_ = false;
    }
    void text(MD_TEXTTYPE type, std::string_view text) override {
        if (in_code_ && !with_code_) return;
        if (type == MD_TEXT_HTML)
            html_.add_to(result_, text);
        else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
            result_ += '\n';
        else
            result_ += type == MD_TEXT_ENTITY ? character_of(text) : text;
    }
    std::string take() { return std::move(result_); }

  private:
    void enter_code() {
        in_code_ = true;
        if (!with_code_) result_ += "\uFFFC";
    }

    const bool with_code_;
    bool in_code_ = false;
    HtmlInMarkdown html_;
    std::string result_;
};

std::string plain(std::string_view markdown, bool with_code) {
    PlainReader reader(with_code);
    read_markdown(with_line_end(markdown), reader);
    return reader.take();
}

// ---- blocks -------------------------------------------------------------------------------------

class ProseReader : public MarkdownReader {
  public:
    ProseReader(const Terminal& terminal, std::string_view markdown)
        : terminal_(terminal), markdown_(markdown), setter_(terminal) {}

    void enter_block(MD_BLOCKTYPE type, const void* detail) override {
        switch (type) {
            case MD_BLOCK_QUOTE:
                flush();
                open_.push_back({"│ ", "│ "});
                break;
            case MD_BLOCK_UL:
                lists_.push_back({false, 0, 0});
                break;
            case MD_BLOCK_OL: {
                const auto* list = static_cast<const MD_BLOCK_OL_DETAIL*>(detail);
                lists_.push_back({true, list->start, list->mark_delimiter});
                break;
            }
            case MD_BLOCK_LI:
                flush();  // what a tight list's item above had to say before its own list
                open_.push_back(item_of(lists_.back()));
                break;
            case MD_BLOCK_CODE:
            case MD_BLOCK_HTML:
            case MD_BLOCK_H:
            case MD_BLOCK_P:
                flush();
                break;
            default:
                break;
        }
        in_code_ = type == MD_BLOCK_CODE;
    }

    void leave_block(MD_BLOCKTYPE type) override {
        switch (type) {
            case MD_BLOCK_QUOTE:
            case MD_BLOCK_LI:
                flush();
                open_.pop_back();
                break;
            case MD_BLOCK_UL:
            case MD_BLOCK_OL:
                lists_.pop_back();
                break;
            case MD_BLOCK_CODE:
                flush_code();
                break;
            case MD_BLOCK_H:
                flush(Style::heading);
                break;
            default:
                flush();
        }
        in_code_ = false;
    }

    void enter_span(MD_SPANTYPE type, const void* detail) override {
        setter_.enter_span(type, detail);
    }
    void leave_span(MD_SPANTYPE) override { setter_.leave_span(); }

    void text(MD_TEXTTYPE type, std::string_view text) override {
        note_place(text);
        if (in_code_)
            code_ += text;
        else
            setter_.text(type, text);
    }

    std::string take() { return std::move(result_); }

  private:
    struct Container {
        std::string first, rest;  // what stands before its lines
    };
    struct List {
        bool numbered;
        unsigned next;
        char delimiter;
    };

    static Container item_of(List& list) {
        if (!list.numbered) return {"• ", "  "};
        const std::string mark = fmt::format("{}{} ", list.next++, list.delimiter);
        return {mark, std::string(mark.size(), ' ')};
    }

    // md4c hands out pieces of the text that it was given: where one lies tells whether there is an empty
    // line between a block and the one before.
    void note_place(std::string_view text) {
        const char* const begin = markdown_.data();
        const char* const end = begin + markdown_.size();
        if (text.empty() || text.data() < begin || text.data() >= end) return;  // md4c's own
        const auto at = static_cast<std::size_t>(text.data() - begin);
        if (!placed_) {
            const std::string_view between = markdown_.substr(last_, at - last_);
            apart_ = has_empty_line(between);
            placed_ = true;
        }
        last_ = at + text.size();
    }

    static bool has_empty_line(std::string_view between) {
        for (std::size_t at = between.find('\n'); at != std::string_view::npos;) {
            const std::size_t next = between.find_first_not_of(" \t\r>", at + 1);
            if (next != std::string_view::npos && between[next] == '\n') return true;
            at = between.find('\n', at + 1);
        }
        return false;
    }

    // Puts lines behind what their containers have for them.
    void add_lines(const std::vector<std::string>& lines) {
        if (apart_ && !result_.empty()) result_ += "\n";
        for (const std::string& line : lines) {
            for (Container& container : open_) {
                result_ += container.first;
                container.first = container.rest;
            }
            result_.append(line).append("\n");
        }
        placed_ = false;
    }

    int room() const {
        int taken = 0;
        for (const Container& container : open_) taken += display_width(container.first);
        return std::max(1, terminal_.width - taken);
    }

    void flush() {
        const std::string text = setter_.take();
        if (text.find_first_not_of(" \n") == std::string::npos) return;  // it was all a comment
        add_lines(wrap(text, room()));
    }
    void flush(Style style) {
        std::vector<std::string> lines = wrap(setter_.take(), room());
        for (std::string& line : lines) line = styled(terminal_, style, line);
        add_lines(lines);
    }
    void flush_code() {
        std::vector<std::string> lines;
        std::istringstream in(std::exchange(code_, ""));
        for (std::string line; std::getline(in, line);)
            for (const std::string& piece : wrap_code(line, std::max(1, room() - 4)))
                lines.push_back("    " + styled(terminal_, Style::code, piece));
        add_lines(lines);
    }

    const Terminal& terminal_;
    const std::string_view markdown_;
    InlineSetter setter_;
    std::vector<Container> open_;  // the outermost first
    std::vector<List> lists_;
    bool in_code_ = false;
    std::string code_, result_;
    std::size_t last_ = 0;                 // where the last piece of text ends
    bool placed_ = false, apart_ = false;  // the block that is read: begun; after an empty line
};

}  // namespace

// A sign in front keeps md4c from seeing a block in it, a list in "12. May"; an asterisk behind a sign
// begins what it would begin by itself.
std::string render_inline(const Terminal& terminal, std::string_view markdown) {
    std::string line = "," + std::string(markdown);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\r', ' ');
    LineReader reader(terminal);
    read_markdown(with_line_end(line), reader);
    return reader.take().substr(1);
}

std::string plain_text(std::string_view markdown) { return plain(markdown, true); }
std::string plain_text_without_code(std::string_view markdown) { return plain(markdown, false); }

std::string render_prose(const Terminal& terminal, std::string_view markdown) {
    const std::string whole = with_line_end(markdown);
    ProseReader reader(terminal, whole);
    read_markdown(whole, reader);
    return reader.take();
}

}  // namespace book
