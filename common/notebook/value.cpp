#include "notebook/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/display_width.h"
#include "core/read_number.h"

namespace book {
namespace {

std::string group_thousands(std::string digits) {
    const std::size_t sign = digits.rfind('-', 0) == 0 ? 1 : 0;
    std::size_t end = std::min(digits.find('.'), digits.size());
    for (; end > sign + 3; end -= 3) digits.insert(end - 3, ",");
    return digits;
}

// `spec` is fmt's own.
std::string printed(double x, const std::string& spec) {
    return fmt::format(fmt::runtime("{:" + spec + "}"), x);
}

std::string format_number(double x, std::string format) {
    if (format.empty() || !std::isfinite(x)) return shortest(x);
    const char last = format.back();
    if (last != ',' && last != '%') return printed(x, format);
    format.pop_back();
    if (last == ',') return group_thousands(printed(x, format.empty() ? ".0f" : format));
    return printed(100 * x, (format.empty() ? ".0" : format) + "f") + "%";
}

// What a page prints is what page.json stores: otherwise 0.60499999 would be 60% here, and 61% for
// whoever reads 0.605 there.
double as_stored(double x) {
    double stored = x;
    read_whole_number(shortest(x), stored);
    return stored;
}

struct TextPrinter {
    const std::string& format;

    std::string operator()(std::int64_t x) const {
        const bool as_integer =
            format.empty() || std::string_view("dxXob").find(format.back()) != std::string::npos;
        if (!as_integer) return format_number(static_cast<double>(x), format);
        return fmt::format(fmt::runtime("{:" + format + "}"), x);
    }
    std::string operator()(double x) const { return format_number(as_stored(x), format); }
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

// ---- @{name[i]:format} --------------------------------------------------------------------------

struct Placeholder {
    std::string name;
    std::vector<int> indices;
    std::string format;
};

// "[0][1]"; `inside` is what an error shows.
std::vector<int> read_indices(std::string_view text, std::string_view inside) {
    std::vector<int> indices;
    while (!text.empty()) {
        int index = -1;
        const char* const end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + 1, end, index);
        require(
            text[0] == '[' && parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == ']',
            "'@{{{}}}': an index is a number in brackets", inside);
        indices.push_back(index);
        text.remove_prefix(static_cast<std::size_t>(parsed.ptr + 1 - text.data()));
    }
    return indices;
}

// From what stands between the braces.
Placeholder read_placeholder(std::string_view inside) {
    const std::size_t colon = std::min(inside.find(':'), inside.size());
    const std::string_view indexed = inside.substr(0, colon);
    const std::string_view format = inside.substr(std::min(colon + 1, inside.size()));
    const std::string_view name = indexed.substr(0, indexed.find('['));
    require(!name.empty(), "'@{{{}}}' names nothing", inside);
    return {std::string(name), read_indices(indexed.substr(name.size()), inside),
            std::string(format)};
}

// ---- lines --------------------------------------------------------------------------------------

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// Of all lines but empty ones, and the first if it is not alone: text that begins behind the quotes,
// before any indentation, does not count as indented.
std::size_t shared_indent(const std::vector<std::string_view>& lines) {
    std::size_t indent = std::string_view::npos;
    for (std::size_t i = lines.size() > 1 ? 1 : 0; i < lines.size(); ++i)
        if (!lines[i].empty()) indent = std::min(indent, indent_of(lines[i]));
    return indent;
}

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

std::string usual_format(const Value& value) {
    const double* x = std::get_if<double>(&value.data());
    return x != nullptr && *x != std::floor(*x) ? ".4g" : "";
}

std::string interpolate(std::string_view text, const PrintNamed& print) {
    std::string result;
    bool in_code = false;
    while (true) {
        const std::size_t open = text.find("@{");
        const std::string_view before = text.substr(0, open);
        if (std::count(before.begin(), before.end(), '`') % 2 == 1) in_code = !in_code;
        result += before;
        if (open == std::string_view::npos) return result;
        const std::size_t close = text.find('}', open);
        require(close != std::string_view::npos, "'{}' has no closing brace",
                text.substr(open, 30));
        const Placeholder named = read_placeholder(text.substr(open + 2, close - open - 2));
        result += print(named.name, named.indices, named.format, in_code);
        text.remove_prefix(close + 1);
    }
}

std::vector<std::string_view> text_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        lines.push_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
        at = end + 1;
    }
    return lines;
}

std::string dedent(std::string_view text) {
    const std::vector<std::string_view> lines = text_lines(text);
    const std::size_t indent = shared_indent(lines);
    std::string result;
    for (const std::string_view line : lines) {
        // The first line may be indented less than the others.
        result += line.substr(std::min(indent, indent_of(line)));
        result += '\n';
    }
    result.erase(0, result.find_first_not_of('\n'));
    result.erase(result.find_last_not_of('\n') + 1);
    return result;
}

}  // namespace book
