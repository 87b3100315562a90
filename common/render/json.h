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
#include <vector>

#include "notebook/document.h"

namespace book {

// A value of nlohmann's library on one line; what is no UTF-8 becomes U+FFFD. (A template, so that
// this header does without the library's own, which is heavy.)
template <class Json>
std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_value(const Value& value);

// On one line, for a pipe; or with each value, claim and block on a line of its own, for a file that is
// kept and compared.
std::string to_json(const Document& document);
std::string to_json_lines(const Document& document);

// The document with these in the place of its own (render/stored_page.h has those of an old page), if both
// have the same names and as many numbers; else it keeps all its own. A table, a picture and a sentence
// about the same measurement must not come from two runs.
void keep_timings(Document& document, const std::vector<NamedValue>& timings);

}  // namespace book
