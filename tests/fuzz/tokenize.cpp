// The lines of ./book tokenize: JSON that is a string, or a list of ids, and goes back.
#include <fmt/format.h>

#include "app/token_lines.h"
#include "fuzz.h"
#include "text/lines.h"

namespace book::fuzz {
namespace {

// Bytes and one merge, in GPT-2's alphabet.
ModelText small_model() {
    std::string vocabulary = "{";
    int next = 256;
    for (int b = 0; b < 256; ++b) {
        const bool printable = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
        vocabulary += fmt::format("\"\\u{:04x}\":{},", printable ? b : next, b);
        if (!printable) ++next;
    }
    return ModelText(
        Tokenizer(Gpt2Tokenizer::load(file_with("vocab.bpe", "#version: 0.2\nl o\n"),
                                      file_with("encoder.json", vocabulary + "\"lo\":256}"))));
}

}  // namespace

void try_input(std::string_view input) {
    static const ModelText model = small_model();
    std::string line;
    LineCutter cutter("input");
    cutter.add(input);
    cutter.end();
    const bool has_bytes = input.find_first_not_of("\xEF\xBB\xBF") != input.npos;  // but for marks
    if (!accepts([&] { hold(cutter.next(line) || !has_bytes, "there is a line"); })) return;
    std::string ids, text, again;
    if (accepts([&] { encode_line(model, SpecialTokens::recognised, line, "input:1", ids); })) {
        decode_line(model, ids, "input:1", text);
        encode_line(model, SpecialTokens::recognised, text, "input:1", again);
        hold(ids == again, "a text comes back");
    }
    accepts([&] { decode_line(model, line, "input:1", text); });
    hold(text.find_first_of("\x1b\x07\r") == text.npos, "JSON has no control character");
}

}  // namespace book::fuzz
