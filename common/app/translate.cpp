#include "app/translate.h"

#include <fmt/format.h>

#include "app/doubts.h"
#include "app/standard_input.h"
#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/translator.h"

namespace book {
namespace {

struct TranslateCommand {
    std::string path;
    DecodeOptions decode;
    bool attention = false;
    int threads = hardware_threads();
};

// For each piece that was said, the pieces it looked at, most first, until they make up 80%.
std::string describe_attention(const Translator& translator, const std::string& line,
                               const Translation& translation) {
    AttentionMap map = translator.attention(translator.encode(line), translation.decoded.tokens());
    for (std::vector<std::string>* pieces : {&map.source, &map.target})
        for (std::string& piece : *pieces) piece = printable(piece);
    int width = 0;
    for (const std::string& piece : map.target) width = std::max(width, display_width(piece));
    std::string text;
    for (int r = 0; r < map.weights.rows(); ++r) {
        Matrix left(map.weights.view().row_block(r, 1));
        text += "    " + pad(map.target[static_cast<std::size_t>(r)], width) + "  looked at";
        double seen = 0;
        for (int n = 0; n < left.cols() && seen < 0.8; ++n) {
            const int c = argmax(left.row(0));
            const double weight = static_cast<double>(left(0, c));
            text += fmt::format("{} {} {:.0f}%", n == 0 ? "" : ",",
                                map.source[static_cast<std::size_t>(c)], 100 * weight);
            seen += weight;
            left(0, c) = -1;
        }
        text += "\n";
    }
    return text;
}

std::string answer(const Translator& translator, const TranslateCommand& c, const std::string& line,
                   const Translation& translation) {
    tell_doubts(translator, line, translation);
    // A checkpoint is a stranger's file: what it says to a terminal must not command it.
    const bool is_watched = is_terminal(Stream::output);
    std::string text = (is_watched ? printable(translation.text) : translation.text) + "\n";
    if (c.attention && !translation.decoded.tokens().empty())
        text += describe_attention(translator, line, translation);
    return text;
}

// A line that cannot be translated is answered by what is wrong with it.
int talk(const Translator& translator, const TranslateCommand& c) {
    print_to_stderr("Type a sentence and press Enter; Ctrl-D ends.\n");
    StandardInput input("line", [] { print_to_stderr("> "); });
    for (bool more = true; more;) {
        const std::size_t lines_before = input.at().number();
        try {
            std::string line;
            more = input.next(line);
            if (more)
                print_to_stdout(
                    answer(translator, c, line, translator.translate(line, c.decode, Loops::cut)));
        } catch (const InputError& error) {
            if (input.at().number() == lines_before) throw;  // no line was read, and none will be
            print_to_stderr(fmt::format("{}\n", printable(error.what())));
        }
    }
    print_to_stderr("\n");
    return 0;
}

// All lines are read and checked before the first is answered: a bad one stops everything, at once.
int translate_input(const Translator& translator, const TranslateCommand& c) {
    StandardInput input;
    std::vector<std::string> lines;
    for (std::string line; input.next(line);) lines.push_back(line);
    translator.check_lengths(lines);
    const std::size_t together = 512;  // lines answered at once
    for (std::size_t begin = 0; begin < lines.size(); begin += together) {
        const std::size_t end = std::min(begin + together, lines.size());
        show_progress(fmt::format("{} of {} lines", begin, lines.size()));
        const std::vector<std::string> some(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                            lines.begin() + static_cast<std::ptrdiff_t>(end));
        const std::vector<Translation> translations =
            translator.translate(some, c.decode, Loops::cut);
        std::string text;
        for (std::size_t i = 0; i < some.size(); ++i)
            text += answer(translator, c, some[i], translations[i]);
        show_progress("");
        print_to_stdout(text);
    }
    return 0;
}

}  // namespace

int translate_main(int argc, char** argv) {
    TranslateCommand c;
    Options options("./book translate", "Reads lines and writes their translations, one per line.");
    options.add("model", c.path, "FILE",
                "the checkpoint; by default that of ./book run, or else of ./book train");
    options.add("beam", c.decode.beam, 1, 100, "hypotheses kept side by side; 1 is greedy");
    options.add("length-penalty", c.decode.length_penalty, 0, 10,
                "alpha: how much a longer sentence is preferred");
    options.add("extra-length", c.decode.extra_length, 0, 1 << 14,
                "how many tokens an answer may exceed its sentence by");
    options.add("attention", c.attention, "also print which words the model looked at");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        const Translator translator = load_translator(c.path);
        return is_terminal(Stream::input) ? talk(translator, c) : translate_input(translator, c);
    });
}

}  // namespace book
