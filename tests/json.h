// JSON for the tests. What parses it is a big template, compiled once in json.cpp.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace book {

nlohmann::json parse_json(const std::string& text);

// The same; a discarded value, of which is_object() is false, for what is no JSON.
nlohmann::json try_json(const std::string& text);

}  // namespace book
