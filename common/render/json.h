// A document for other programs: one object of JSON.
//
//     {"chapter": 4, "title": "...", "values": {...}, "checks": [...], "timings": {...},
//      "document": {"version": 1, "blocks": [...], ...}}
//
// `holds` is null for a claim that was not run. A page without a number says "page": "name" in the
// place of "chapter". Numbers are printed as the shortest text that reads back to the same `real`;
// "inf", "-inf" and "nan" are texts. The blocks name values and timings and do not contain them: what
// depends on the clock stands under "timings" alone.
#pragma once

#include <string>
#include <string_view>

#include "notebook/document.h"

namespace book {

std::string json_text(std::string_view text);  // quoted and escaped
std::string json_value(const Value& value);

// On one line, for a pipe; or with each value, claim and block on a line of its own, for a file that is
// kept and compared.
std::string to_json(const Document& document);
std::string to_json_lines(const Document& document);

// The document with the timings of an older one, as to_json_lines() wrote it: by name, where both have
// them. InputError if the text is no such page.
void keep_timings(Document& document, std::string_view old_page);

}  // namespace book
