#include "app/token_lines.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "core/require.h"
#include "render/json.h"

namespace book {
namespace {

using nlohmann::json;

// What a digit of a hexadecimal number stands for; -1 for any other sign.
int hexadecimal(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The four digits of an escape \uXXXX that begins at `at`; -1 if there is none.
int escaped_unit(std::string_view line, std::size_t at) {
    if (line.substr(at, 2) != "\\u" || at + 6 > line.size()) return -1;
    int unit = 0;
    for (char c : line.substr(at + 2, 4)) {
        const int digit = hexadecimal(c);
        if (digit < 0) return -1;
        unit = 16 * unit + digit;
    }
    return unit;
}

// JSON can write half of a surrogate pair, UTF-8 cannot, and nlohmann::json refuses it. JavaScript's
// TextEncoder makes U+FFFD of it, and so does this.
std::string with_whole_surrogates(std::string line) {
    for (std::size_t at = line.find('\\'); at < line.size(); at = line.find('\\', at)) {
        const int unit = escaped_unit(line, at);
        if (unit < 0) {
            at += 2;  // the sign behind a backslash may be one, too
            continue;
        }
        const int next = escaped_unit(line, at + 6);
        if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000)
            at += 6;  // a pair
        else if (unit >= 0xD800 && unit < 0xE000)
            line.replace(at + 2, 4, "fffd");
        at += 6;
    }
    return line;
}

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
    throw InputError(fmt::format("{}: {}", place, what));
}

json read_json(const std::string& line, const std::string& place, const char* expected) {
    try {
        return json::parse(line);
    } catch (const json::parse_error& error) {
        refuse(place, fmt::format("not {}: wrong at byte {}", expected, error.byte));
    } catch (const json::exception&) {  // a number that no double can hold
        refuse(place, fmt::format("not {}", expected));
    }
}

}  // namespace

void encode_line(const ModelText& model, SpecialTokens special, const std::string& line,
                 const std::string& place, std::string& out) {
    const char* const expected = "a JSON string, as in \"I love doughnuts\"";
    const json value = read_json(with_whole_surrogates(line), place, expected);
    if (!value.is_string()) refuse(place, fmt::format("not {}", expected));
    // By hand: of a long text there are millions, and as values of JSON each would take 16 bytes.
    const char* before = "[";
    for (int id : model.encode(value.get_ref<const std::string&>(), special)) {
        out += before;
        const fmt::format_int digits(id);
        out.append(digits.data(), digits.size());
        before = ",";
    }
    out += *before == '[' ? "[]\n" : "]\n";
}

void decode_line(const ModelText& model, const std::string& line, const std::string& place,
                 std::string& out) {
    const char* const expected = "a JSON array of ids, as in [40,1842]";
    const json value = read_json(line, place, expected);
    if (!value.is_array()) refuse(place, fmt::format("not {}", expected));
    std::vector<int> ids;
    for (const json& id : value) {
        const auto limit = static_cast<std::uint64_t>(model.vocabulary_size());
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= limit)
            refuse(place, fmt::format("element {} is not an id, a whole number in 0..{}",
                                      ids.size() + 1, limit - 1));
        ids.push_back(id.get<int>());
    }
    out += one_line(json(model.decode(ids))) + "\n";  // U+FFFD for what is broken
}

}  // namespace book
