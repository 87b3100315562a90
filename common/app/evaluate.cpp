#include "app/evaluate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/parallel.h"
#include "host/files.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/translator.h"
#include "render/json.h"
#include "text/bleu.h"
#include "text/lines.h"

namespace book {
namespace {

struct EvaluateCommand {
    std::string path, source, hypothesis, out;
    std::vector<std::string> references;
    DecodeOptions decode;
    bool lowercase = false, json = false;
    int threads = hardware_threads();
};

std::vector<std::string> translate_all(const Translator& translator, const EvaluateCommand& c,
                                       const std::vector<std::string>& lines) {
    translator.check_lengths(lines);
    std::vector<std::string> said;
    const std::size_t together = 512;
    for (std::size_t begin = 0; begin < lines.size(); begin += together) {
        show_progress(fmt::format("{} of {} lines", begin, lines.size()));
        const std::size_t end = std::min(begin + together, lines.size());
        const std::vector<std::string> some(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                            lines.begin() + static_cast<std::ptrdiff_t>(end));
        for (const Translation& t : translator.translate(some, c.decode)) said.push_back(t.text);
    }
    show_progress("");
    return said;
}

int evaluate(const EvaluateCommand& c) {
    require_input(!c.references.empty(), "--reference FILE is missing: what should have been said");
    require_input(c.source.empty() != c.hypothesis.empty(),
                  "give either --source FILE to be translated, or --hypothesis FILE to be scored");
    require_input(c.hypothesis.empty() || c.path.empty(),
                  "--hypothesis replaces --model and --source; give one or the other");
    const std::string& input = c.source.empty() ? c.hypothesis : c.source;
    const std::vector<std::string> lines = read_lines(input);
    std::vector<std::vector<std::string>> references;
    for (const std::string& path : c.references) {
        references.push_back(read_lines(path));
        require_input(references.back().size() == lines.size(),
                      "{} has {} lines but {} has {}; line N of one belongs to line N of the other",
                      input, lines.size(), path, references.back().size());
    }
    if (!c.out.empty()) require_writable(c.out);
    std::vector<std::string> said = lines;
    if (c.hypothesis.empty()) {
        const Translator translator = load_translator(c.path);
        if (translator.lowercase() && !c.lowercase)
            fmt::print(stderr,
                       "note: the model writes lower case only; without --lowercase every "
                       "capital of the reference counts as an error\n");
        said = translate_all(translator, c, lines);
    }
    if (!c.out.empty()) write_whole(c.out, fmt::format("{}\n", fmt::join(said, "\n")));

    const BleuScore b = bleu(said, references, c.lowercase);
    const double ratio = static_cast<double>(b.hypothesis_length) /
                         static_cast<double>(std::max<std::int64_t>(1, b.reference_length));
    if (c.json) {
        const nlohmann::ordered_json result{{"bleu", b.score},
                                            {"signature", b.signature},
                                            {"precisions", b.precisions},
                                            {"brevity_penalty", b.brevity_penalty},
                                            {"hypothesis_length", b.hypothesis_length},
                                            {"reference_length", b.reference_length},
                                            {"lines", said.size()}};
        print_to_stdout(one_line(result) + "\n");
        return 0;
    }
    print_to_stdout(fmt::format(
        "BLEU = {:.2f}   {:.1f}/{:.1f}/{:.1f}/{:.1f}   BP = {:.3f}   ratio = {:.3f} ({} words for "
        "{})\n"
        "{}\n",
        b.score, b.precisions[0], b.precisions[1], b.precisions[2], b.precisions[3],
        b.brevity_penalty, ratio, b.hypothesis_length, b.reference_length, b.signature));
    return 0;
}

}  // namespace

int evaluate_main(int argc, char** argv) {
    EvaluateCommand c;
    Options options("./book evaluate", "Scores translations with BLEU, as sacreBLEU computes it.");
    options.add("model", c.path, "FILE",
                "the checkpoint; by default that of ./book run, or else of ./book train");
    options.add("source", c.source, "FILE", "sentences to translate, one per line");
    options.add("reference", c.references, "FILE", "what should have been said, line by line");
    options.add("hypothesis", c.hypothesis, "FILE", "score this file; no model is needed");
    options.add("lowercase", c.lowercase, "compare in lower case");
    options.add("beam", c.decode.beam, 1, 100, "hypotheses kept side by side; 1 is greedy");
    options.add("length-penalty", c.decode.length_penalty, 0, 10,
                "alpha: how much a longer sentence is preferred");
    options.add("out", c.out, "FILE", "also write the translations there");
    options.add("json", c.json, "print the result as one JSON object");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        return evaluate(c);
    });
}

}  // namespace book
