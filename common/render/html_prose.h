// Markdown as a browser shows it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "render/plain_words.h"

namespace book {

// Plain text within HTML, also within an attribute's quotes.
std::string escape_html(std::string_view text);

// The indices and powers of plain text, W_Q and e^x, where they belong: below the line and above it. What is a name
// of code, q_proj.weight, stays as it is. `html` is escaped, and may have tags.
std::string with_indices(std::string_view html);

// What a writer of pages decides about the prose on them.
struct ProseSetting {
    // Where a link leads, from where it led in the book; "": nowhere, only its words are set.
    std::function<std::string(const std::string&)> address;
    // What becomes of plain words outside code, links, headings, tables and quotation marks. They are escaped already.
    std::function<std::string(std::string)> words;
    Anchors* anchors = nullptr;  // headings have one each
};

// Paragraphs, headings, lists, tables, quotes and fenced code. HTML is shown as it is written; comments are left out.
std::string html_prose(std::string_view markdown, const ProseSetting& setting);
// The same for a line: no paragraph around it.
std::string html_line(std::string_view markdown, const ProseSetting& setting);

// What is folded under a title, both HTML.
std::string html_fold(const std::string& kind, const std::string& title, const std::string& inside);
// Code as it is written, for a program that colours it.
std::string html_code(std::string_view text);

}  // namespace book
