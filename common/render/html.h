// A page as a browser shows it: what stands between the head and the foot of a site's page (site/).
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "notebook/document.h"

namespace book {

// What a site decides about the pages on it. Sections have the numbers of sections_of().
struct HtmlSetting {
    std::function<std::string(const std::string&)> address;  // as in ProseSetting
    // Plain words of a section's prose, escaped: a site may make a term of one of them.
    std::function<std::string(std::size_t section, std::string words)> words;
    std::function<std::string(const std::string& number)> exercise;  // where "5.1" is set
};

// The whole of a document but for its title. Every value in its prose is a span that says which it is:
//
//     <span class="v" data-v="own.weights[0]:.2f">0.26</span>
//
// A figure is an SVG within the page, and a formula stands in its source, for a program that knows how to set it:
//
//     <div class="formula" data-latex="\sqrt{d}" data-text="√d">√d</div>
std::string to_html(const Document& document, const HtmlSetting& setting);

// A table, and a drawing with its description: what a page shows again when a reader has turned a knob.
std::string to_html(const Table& table);
std::string to_html(const Figure& figure);

}  // namespace book
