#include "app/tokenize.h"

#include <fmt/format.h>

#include <functional>
#include <string>

#include "app/safe_output.h"
#include "app/standard_input.h"
#include "app/token_lines.h"
#include "cli/command_line.h"
#include "core/require.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "language/open_model.h"

namespace book {
namespace {

constexpr std::size_t kWrittenAtOnce = std::size_t{1} << 16;

using Answer =
    std::function<void(const std::string& line, const std::string& place, std::string& out)>;

// Answers all lines that are there, writes, and waits for more: many lines cost one write, and one line
// is not kept waiting for others.
void answer_lines(const Answer& answer) {
    const bool is_watched = is_terminal(Stream::output);
    std::string out;
    const auto write = [&] {
        if (!out.empty()) print_to_stdout(is_watched ? json_for_terminal(out) : out);
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

struct TokenizeOptions {
    std::string model, merges, vocabulary;
    bool decode = false;
    bool plain = false;
};

ModelText text_of_model(const TokenizeOptions& o) {
    if (!o.model.empty()) {
        require_input(o.merges.empty() && o.vocabulary.empty(),
                      "--model brings its own tokenizer: leave --merges and --vocab out");
        return open_text(o.model);
    }
    require_input(!o.merges.empty(),
                  "--merges FILE is missing: GPT-2's vocab.bpe (or give --model F)");
    require_input(!o.vocabulary.empty(), "--vocab FILE is missing: GPT-2's encoder.json");
    require_input(!o.plain, "--plain belongs to --model: GPT-2's tables have no special tokens");
    return ModelText(Tokenizer(Gpt2Tokenizer::load(o.merges, o.vocabulary)));
}

}  // namespace

int tokenize_main(int argc, char** argv) {
    TokenizeOptions o;
    Options options("./book tokenize",
                    "Reads one JSON string per line and writes its ids in a model's vocabulary, or "
                    "in GPT-2's, one "
                    "JSON array per line.");
    options.add("model", o.model, "F",
                "a model's folder, with its tokenizer.json, vocab.txt, or vocab.json and "
                "merges.txt; a GGUF file; or a language model of the book");
    options.add("merges", o.merges, "FILE", "GPT-2's vocab.bpe, which is not part of the book");
    options.add("vocab", o.vocabulary, "FILE", "GPT-2's encoder.json");
    options.add("plain", o.plain,
                "special tokens of the model, such as <|im_end|>, are plain text");
    options.add("decode", o.decode, "reads ids and writes strings; U+FFFD for what is not UTF-8");
    return run_tool(argc, argv, options, [&] {
        const ModelText model = text_of_model(o);
        const auto special = o.plain ? SpecialTokens::as_text : SpecialTokens::recognised;
        answer_lines([&](const std::string& line, const std::string& place, std::string& out) {
            if (o.decode)
                decode_line(model, line, place, out);
            else
                encode_line(model, special, line, place, out);
        });
        return 0;
    });
}

}  // namespace book
