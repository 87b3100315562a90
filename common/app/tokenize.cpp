#include "app/tokenize.h"

#include <fmt/format.h>

#include <functional>
#include <string>

#include "app/standard_input.h"
#include "app/token_lines.h"
#include "cli/command_line.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/files.h"
#include "host/terminal.h"
#include "tokenizers/gpt2_tokenizer.h"

namespace book {
namespace {

constexpr std::size_t kWrittenAtOnce = std::size_t{1} << 16;

// A terminal takes some signs for commands that JSON need not escape: U+009B, U+202E.
std::string without_controls(const std::string& text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const std::string bytes = text.substr(begin, at - begin);
        const bool is_harmless = c == U'\n' || printable(bytes) == bytes;
        shown += is_harmless ? bytes : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
    return shown;
}

using Answer =
    std::function<void(const std::string& line, const std::string& place, std::string& out)>;

// Answers all lines that are there, writes, and waits for more: many lines cost one write, and one line
// is not kept waiting for others.
void answer_lines(const Answer& answer) {
    const bool is_watched = is_terminal(Stream::output);
    std::string out;
    const auto write = [&] {
        if (!out.empty()) print_to_stdout(is_watched ? without_controls(out) : out);
        out.clear();
    };
    StandardInput input(kStandardInput, write);
    try {
        for (std::string line; input.next(line);) {
            answer(line, input.at().place(), out);
            if (out.size() >= kWrittenAtOnce) write();
        }
    } catch (...) {
        write();  // the lines before it were right
        throw;
    }
    write();
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
        const auto convert = decode ? decode_line : encode_line;
        answer_lines([&](const std::string& line, const std::string& place, std::string& out) {
            convert(tokenizer, line, place, out);
        });
        return 0;
    });
}

}  // namespace book
