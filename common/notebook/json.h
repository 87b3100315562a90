// What a page hands to other programs: one object of JSON on one line.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notebook/blocks.h"
#include "notebook/value.h"

namespace book {

std::string json_text(std::string_view text);  // quoted and escaped
// Numbers as `shortest` prints them; "inf", "-inf" and "nan" as strings; arrays nested.
std::string json_value(const Value& value);

using NamedValues = std::vector<std::pair<std::string, Value>>;

// {"chapter": 4, "title": "...", "values": {...}, "checks": [...], "timings": {...}}
// `holds` is null for a claim that was not run. A page without a number (below 0) says "page": "name"
// in the place of "chapter".
std::string json_page(int chapter, const std::string& name, const std::string& title,
                      const NamedValues& values, const std::vector<Claim>& claims,
                      const NamedValues& timings);

}  // namespace book
