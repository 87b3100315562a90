#include "notebook/json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace book {
namespace {

struct JsonPrinter {
    std::string operator()(std::int64_t x) const { return std::to_string(x); }
    std::string operator()(double x) const {
        return std::isfinite(x) ? shortest(x) : '"' + shortest(x) + '"';
    }
    std::string operator()(const std::string& text) const { return json_text(text); }
    std::string operator()(const Value::Array& items) const {
        std::string result;
        for (const Value& item : items) result += (result.empty() ? "" : ", ") + json_value(item);
        return "[" + result + "]";
    }
};

std::string json_object(const NamedValues& values) {
    std::string result;
    for (const auto& [name, value] : values)
        result +=
            fmt::format("{}{}: {}", result.empty() ? "" : ", ", json_text(name), json_value(value));
    return "{" + result + "}";
}

}  // namespace

std::string json_text(std::string_view text) {
    using nlohmann::json;
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string json_value(const Value& value) { return std::visit(JsonPrinter{}, value.data()); }

std::string json_page(int chapter, const std::string& name, const std::string& title,
                      const NamedValues& values, const std::vector<Claim>& claims,
                      const NamedValues& timings) {
    std::string checks;
    for (const Claim& c : claims)
        checks += fmt::format(R"({}{{"claim": {}, "holds": {}}})", checks.empty() ? "" : ", ",
                              json_text(c.claim),
                              c.verdict == Verdict::held     ? "true"
                              : c.verdict == Verdict::failed ? "false"
                                                             : "null");
    return fmt::format(
        R"({{{}, "title": {}, "values": {}, "checks": [{}], "timings": {}}})",
        chapter < 0 ? "\"page\": " + json_text(name) : fmt::format("\"chapter\": {}", chapter),
        json_text(title), json_object(values), checks, json_object(timings));
}

}  // namespace book
