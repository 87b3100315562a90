#include "notebook/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/display_width.h"

namespace book {
namespace {

std::string group_thousands(std::string digits) {
    const std::size_t sign = digits.rfind('-', 0) == 0 ? 1 : 0;
    std::size_t end = std::min(digits.find('.'), digits.size());
    for (; end > sign + 3; end -= 3) digits.insert(end - 3, ",");
    return digits;
}

std::string format_number(double x, std::string format) {
    if (format.empty()) return shortest(x);
    if (!std::isfinite(x)) return shortest(x);
    const char last = format.back();
    if (last == ',' || last == '%') format.pop_back();
    if (last == ',')
        return group_thousands(format.empty() ? fmt::format("{:.0f}", x)
                                              : fmt::format(fmt::runtime("{:" + format + "}"), x));
    if (last != '%') return fmt::format(fmt::runtime("{:" + format + "}"), x);
    return fmt::format(fmt::runtime("{:" + (format.empty() ? ".0" : format) + "f}"), 100 * x) + "%";
}

struct TextPrinter {
    const std::string& format;

    std::string operator()(std::int64_t x) const {
        const bool as_integer =
            format.empty() || std::string("dxXob").find(format.back()) != std::string::npos;
        return as_integer ? fmt::format(fmt::runtime("{:" + format + "}"), x)
                          : format_number(static_cast<double>(x), format);
    }
    std::string operator()(double x) const { return format_number(x, format); }
    std::string operator()(const std::string& text) const {
        return fmt::format(fmt::runtime("{:" + format + "}"), printable(text));
    }
    std::string operator()(const Value::Array& items) const {
        std::string result;
        for (const Value& item : items)
            result += (result.empty() ? "" : ", ") + std::visit(*this, item.data());
        return "(" + result + ")";
    }
};

}  // namespace

Value::Value(std::span<const real> numbers) : data_(Array(numbers.begin(), numbers.end())) {}

Value::Value(ConstView matrix) {
    Array rows;
    for (int r = 0; r < matrix.rows(); ++r) rows.emplace_back(std::span<const real>(matrix.row(r)));
    data_ = std::move(rows);
}

std::string shortest(double x) {
    if (std::isnan(x)) return "nan";
    if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
    if (x == std::floor(x) && std::abs(x) < 1e15) return fmt::format("{:.0f}", x + 0.0);
    const auto rounded = static_cast<real>(x);
    // A double beyond the range of float is printed as it is.
    if (!std::isfinite(rounded) || std::abs(rounded) < std::numeric_limits<real>::min())
        return fmt::format("{}", x);
    return fmt::format("{}", rounded);
}

std::string format_value(const Value& value, const std::string& format) {
    require(format.find_first_of("{}") == std::string::npos, "'{}' is not a format", format);
    try {
        return std::visit(TextPrinter{format}, value.data());
    } catch (const fmt::format_error& e) {
        throw Error(fmt::format("the format '{}' does not fit the value: {}", format, e.what()));
    }
}

std::string interpolate(std::string_view text, const PrintNamed& print) {
    std::string result;
    bool in_code = false;
    while (!text.empty()) {
        const std::size_t open = text.find("@{");
        const std::string_view before = text.substr(0, open);
        in_code ^= std::count(before.begin(), before.end(), '`') % 2 == 1;
        result += before;
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('}', open);
        require(close != std::string_view::npos, "'{}' has no closing brace",
                text.substr(open, 30));
        const std::string_view inside = text.substr(open + 2, close - open - 2);
        const std::size_t colon = std::min(inside.find(':'), inside.size());
        std::string_view indexed = inside.substr(0, colon);
        const std::string_view name = indexed.substr(0, indexed.find('['));
        require(!name.empty(), "'@{{{}}}' names nothing", inside);
        std::vector<int> indices;
        for (indexed.remove_prefix(name.size()); !indexed.empty();) {
            int index = -1;
            const char* const end = indexed.data() + indexed.size();
            const auto parsed = std::from_chars(indexed.data() + 1, end, index);
            require(indexed[0] == '[' && parsed.ec == std::errc() && parsed.ptr != end &&
                        *parsed.ptr == ']',
                    "'@{{{}}}': an index is a number in brackets", inside);
            indices.push_back(index);
            indexed.remove_prefix(static_cast<std::size_t>(parsed.ptr + 1 - indexed.data()));
        }
        const std::string_view format = inside.substr(std::min(colon + 1, inside.size()));
        result += print(std::string(name), indices, std::string(format), in_code);
        text.remove_prefix(close + 1);
    }
    return result;
}

std::string dedent(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        lines.push_back(line);
        at = end + 1;
    }
    // Text that begins behind the quotes, before any indentation, does not count as indented.
    std::size_t indent = std::string_view::npos;
    for (std::size_t i = lines.size() > 1 ? 1 : 0; i < lines.size(); ++i)
        if (!lines[i].empty()) indent = std::min(indent, lines[i].find_first_not_of(' '));
    std::string result;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t own = std::min(lines[i].find_first_not_of(' '), lines[i].size());
        result += lines[i].substr(std::min(indent, own));
        result += '\n';
    }
    result.erase(0, result.find_first_not_of('\n'));
    result.erase(result.find_last_not_of('\n') + 1);
    return result;
}

}  // namespace book
