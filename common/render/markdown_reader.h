// Markdown, read by md4c, with exceptions. What comes of each mark, a writer decides: for a terminal (prose.h),
// for a browser (html_prose.h).
#pragma once

#include <md4c.h>

#include <exception>
#include <string>
#include <string_view>

namespace book {

// md4c tells what it finds, from the first sign to the last. An exception must not pass through it, since it is C:
// it is kept, md4c is told to end, and read_markdown() throws it again.
struct MarkdownReader {
    std::exception_ptr failure = nullptr;

    virtual ~MarkdownReader() = default;
    virtual void enter_block(MD_BLOCKTYPE type, const void* detail) = 0;
    virtual void leave_block(MD_BLOCKTYPE type) = 0;
    virtual void enter_span(MD_SPANTYPE type, const void* detail) = 0;
    virtual void leave_span(MD_SPANTYPE type) = 0;
    virtual void text(MD_TEXTTYPE type, std::string_view text) = 0;
};

// md4c 0.4.8 looks for the end of a link behind the end of the text: the end of a line stops it.
std::string with_line_end(std::string_view text);

// Reads a text with such an end. What the reader is given of it points into it. `flags` are md4c's; code that is
// moved in is never code of its own.
void read_markdown(const std::string& markdown, MarkdownReader& reader, unsigned flags = 0);

// A comment is for writers; other marks of HTML are shown. md4c hands it out line by line.
class HtmlInMarkdown {
  public:
    void add_to(std::string& result, std::string_view text);

  private:
    bool in_comment_ = false;
};

// &lt; and its like. One that is not known stays as it is written.
std::string_view character_of(std::string_view entity);

}  // namespace book
