#include "render/markdown_reader.h"

#include <algorithm>
#include <new>

#include "core/require.h"

namespace book {
namespace {

// Calls a method of the reader from md4c.
template <class F>
int kept(void* reader, F call) {
    MarkdownReader& r = *static_cast<MarkdownReader*>(reader);
    try {
        call(r);
        return 0;
    } catch (...) {
        r.failure = std::current_exception();
        return 1;
    }
}

}  // namespace

std::string with_line_end(std::string_view text) {
    const bool has_one = !text.empty() && text.back() == '\n';
    return std::string(text) + (has_one ? "" : "\n");
}

void read_markdown(const std::string& markdown, MarkdownReader& reader, unsigned flags) {
    require(!markdown.empty() && markdown.back() == '\n', "prose: a text without an end of line");
    MD_PARSER parser{};
    parser.flags = MD_FLAG_NOINDENTEDCODEBLOCKS | flags;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* r) {
        return kept(r, [&](MarkdownReader& reads) { reads.enter_block(type, detail); });
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* r) {
        return kept(r, [&](MarkdownReader& reads) { reads.leave_block(type); });
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* r) {
        return kept(r, [&](MarkdownReader& reads) { reads.enter_span(type, detail); });
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* r) {
        return kept(r, [&](MarkdownReader& reads) { reads.leave_span(type); });
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* r) {
        return kept(r, [&](MarkdownReader& reads) { reads.text(type, {text, size}); });
    };
    const int status =
        md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &reader);
    if (reader.failure != nullptr) std::rethrow_exception(reader.failure);
    if (status != 0) throw std::bad_alloc();  // the only thing that md4c itself can lack
}

void HtmlInMarkdown::add_to(std::string& result, std::string_view text) {
    while (!text.empty()) {
        const std::string_view mark = in_comment_ ? "-->" : "<!--";
        const std::size_t at = std::min(text.find(mark), text.size());
        if (!in_comment_) result += text.substr(0, at);
        if (at == text.size()) return;
        in_comment_ = !in_comment_;
        text.remove_prefix(at + mark.size());
    }
}

std::string_view character_of(std::string_view entity) {
    if (entity == "&amp;") return "&";
    if (entity == "&lt;") return "<";
    if (entity == "&gt;") return ">";
    if (entity == "&quot;") return "\"";
    if (entity == "&nbsp;") return "\u00A0";
    return entity;
}

}  // namespace book
