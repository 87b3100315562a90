#include "json.h"

namespace book {

nlohmann::json parse_json(const std::string& text) { return nlohmann::json::parse(text); }

nlohmann::json try_json(const std::string& text) {
    return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace book
