#include "app/tokenize.h"

#include <fmt/format.h>

#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.h"
#include "core/require.h"
#include "host/files.h"
#include "host/terminal.h"
#include "render/json.h"
#include "text/lines.h"
#include "tokenizers/gpt2_tokenizer.h"

namespace book {
namespace {

using nlohmann::json;

constexpr const char* kInput = "standard input";
constexpr std::size_t kLongestLine = std::size_t{1} << 30;

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

[[noreturn]] void refuse(std::size_t number, const std::string& what) {
    throw InputError(fmt::format("{}:{}: {}", kInput, number, what));
}

json read_json(const std::string& line, std::size_t number, const char* expected) {
    try {
        // nlohmann::json would take a NUL for the end of its input.
        if (line.find('\0') == std::string::npos) return json::parse(line);
    } catch (const json::parse_error& error) {
        refuse(number, fmt::format("not {}: wrong at byte {}", expected, error.byte));
    } catch (const json::exception&) {  // a number that no double can hold
        refuse(number, fmt::format("not {}", expected));
    }
    refuse(number, fmt::format("not {}: there is a byte 0", expected));
}

void encode_line(const Gpt2Tokenizer& tokenizer, const std::string& line, std::size_t number,
                 std::string& out) {
    const char* const expected = "a JSON string, as in \"I love doughnuts\"";
    const json value = read_json(with_whole_surrogates(line), number, expected);
    if (!value.is_string()) refuse(number, fmt::format("not {}", expected));
    // By hand: of a long text there are millions, and as values of JSON each would take 16 bytes.
    const char* before = "[";
    for (int id : tokenizer.encode(value.get_ref<const std::string&>())) {
        out += before;
        const fmt::format_int digits(id);
        out.append(digits.data(), digits.size());
        before = ",";
    }
    out += *before == '[' ? "[]\n" : "]\n";
}

// A terminal takes U+0080..U+009F for commands, and JSON need not escape them.
std::string without_controls(const std::string& text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : ' ');
        if (byte == 0x7F) {
            shown += "\\u007f";
        } else if (byte == 0xC2 && next < 0xA0) {
            shown += fmt::format("\\u{:04x}", next);
            ++i;  // two bytes were one sign
        } else {
            shown += text[i];
        }
    }
    return shown;
}

void decode_line(const Gpt2Tokenizer& tokenizer, const std::string& line, std::size_t number,
                 std::string& out) {
    const char* const expected = "a JSON array of ids, as in [40,1842]";
    const json value = read_json(line, number, expected);
    if (!value.is_array()) refuse(number, fmt::format("not {}", expected));
    std::vector<int> ids;
    for (const json& id : value) {
        const auto limit = static_cast<std::uint64_t>(tokenizer.vocabulary_size());
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= limit)
            refuse(number, fmt::format("element {} is not an id, a whole number in 0..{}",
                                       ids.size() + 1, limit - 1));
        ids.push_back(id.get<int>());
    }
    const std::string text = one_line(json(tokenizer.decode(ids)));  // U+FFFD for what is broken
    out += (is_terminal(Stream::output) ? without_controls(text) : text) + "\n";
}

using Answer = std::function<void(const std::string& line, std::size_t number, std::string& out)>;

// Takes what there is, answers its whole lines, writes, and waits for more: many lines cost one
// write, and one line is not kept waiting for others.
void answer_lines(const Answer& answer) {
    std::string buffer, out;
    std::size_t number = 0, searched = 0;  // in buffer[0..searched) no line ends
    std::vector<char> chunk(std::size_t{1} << 16);
    const auto answer_line = [&](std::string_view raw) {
        ++number;
        answer(checked_line(raw, kInput, number), number, out);
    };
    for (bool more = true; more;) {
        const std::size_t n = read_from_stdin(chunk);
        more = n > 0;
        buffer.append(chunk.data(), n);
        std::size_t begin = 0;
        try {
            for (std::size_t end = buffer.find('\n', searched); end != std::string::npos;
                 end = buffer.find('\n', begin)) {
                answer_line(std::string_view(buffer).substr(begin, end - begin));
                begin = end + 1;
            }
            if (!more && begin < buffer.size()) answer_line(std::string_view(buffer).substr(begin));
            if (buffer.size() - begin > kLongestLine)
                refuse(number + 1, fmt::format("longer than {} MiB", kLongestLine >> 20));
        } catch (const InputError&) {
            print_to_stdout(out);  // the lines before it were right
            throw;
        }
        buffer.erase(0, begin);
        searched = buffer.size();
        if (!out.empty()) print_to_stdout(out);
        out.clear();
    }
}

}  // namespace

int tokenize_main(int argc, char** argv) {
    std::string merges, vocabulary;
    bool decode = false;
    Options options(
        "./book tokenize",
        "Reads one JSON string per line and writes its ids in GPT-2's vocabulary, one JSON "
        "array per line.");
    options.add("merges", merges, "FILE", "GPT-2's vocab.bpe, which is not part of the book");
    options.add("vocab", vocabulary, "FILE", "GPT-2's encoder.json");
    options.add("decode", decode, "reads ids and writes strings; U+FFFD for what is not UTF-8");
    return run_tool(argc, argv, options, [&] {
        require_input(!merges.empty(), "--merges FILE is missing: GPT-2's vocab.bpe");
        require_input(!vocabulary.empty(), "--vocab FILE is missing: GPT-2's encoder.json");
        const Gpt2Tokenizer tokenizer = Gpt2Tokenizer::load(merges, vocabulary);
        answer_lines([&](const std::string& line, std::size_t number, std::string& out) {
            (decode ? decode_line : encode_line)(tokenizer, line, number, out);
        });
        return 0;
    });
}

}  // namespace book
