#include "app/evaluate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/parallel.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/translator.h"
#include "notebook/table.h"
#include "render/json.h"
#include "render/table.h"
#include "text/bleu.h"
#include "text/found_words.h"
#include "text/lines.h"

namespace book {
namespace {

struct EvaluateCommand {
    std::string path, source, hypothesis, out, trained_on;
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
        for (const Translation& t : translator.translate(some, c.decode, Loops::cut))
            said.push_back(t.text);
    }
    show_progress("");
    return said;
}

Table table_of(const std::vector<FoundWords>& classes) {
    Table table{"occurs in training", {"words of the reference", ","}, {"found", ".1%"}};
    for (const FoundWords& f : classes) table.add(occurrences(f), f.words, f.share());
    return table;
}

nlohmann::ordered_json json_of(const std::vector<FoundWords>& classes) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const FoundWords& f : classes) {
        nlohmann::ordered_json one{{"least", f.least}};
        if (f.most != kNoUpperEnd) one["most"] = f.most;
        one["words"] = f.words;
        one["found"] = f.found;
        all.push_back(one);
    }
    return all;
}

// Line N of one belongs to line N of the other.
std::vector<std::string> read_reference(const std::string& path, const std::string& input,
                                        std::size_t lines) {
    std::vector<std::string> reference = read_lines(path);
    require_input(reference.size() == lines,
                  "{} has {} lines but {} has {}; line N of one belongs to line N of the other",
                  input, lines, path, reference.size());
    return reference;
}

std::vector<std::string> translations_of(const std::vector<std::string>& lines,
                                         const EvaluateCommand& c) {
    const Translator translator = load_translator(c.path);
    if (translator.lowercase() && !c.lowercase)
        print_to_stderr(
            "note: the model writes lower case only; without --lowercase every "
            "capital of the reference counts as an error\n");
    return translate_all(translator, c, lines);
}

std::string as_json(const BleuScore& b, std::size_t lines, const std::vector<FoundWords>& found) {
    nlohmann::ordered_json result{{"bleu", b.score},
                                  {"signature", b.signature},
                                  {"precisions", b.precisions},
                                  {"brevity_penalty", b.brevity_penalty},
                                  {"hypothesis_length", b.hypothesis_length},
                                  {"reference_length", b.reference_length},
                                  {"lines", lines}};
    if (!found.empty()) result["found_words"] = json_of(found);
    return one_line(result) + "\n";
}

// sacreBLEU's two lines, which programs may read: only a narrow window breaks them.
constexpr int kNarrow = 80;

std::string as_text(const BleuScore& b, const std::vector<FoundWords>& found) {
    const double ratio = static_cast<double>(b.hypothesis_length) /
                         static_cast<double>(std::max<std::int64_t>(1, b.reference_length));
    const Terminal terminal = detect_terminal();
    std::string score = fmt::format(
        "BLEU = {:.2f}   {:.1f}/{:.1f}/{:.1f}/{:.1f}   BP = {:.3f}   ratio = {:.3f} ({} words for "
        "{})\n"
        "{}\n",
        b.score, b.precisions[0], b.precisions[1], b.precisions[2], b.precisions[3],
        b.brevity_penalty, ratio, b.hypothesis_length, b.reference_length, b.signature);
    if (terminal.width < kNarrow) {
        const std::size_t end = score.find('\n');
        score = beside("", score.substr(0, end), 0, terminal.width) +
                beside("", score.substr(end), 0, terminal.width);
    }
    if (found.empty()) return score;
    return score + "\n" + to_terminal(table_of(found), terminal);
}

void check_options(const EvaluateCommand& c) {
    require_input(!c.references.empty(), "--reference FILE is missing: what should have been said");
    require_input(c.source.empty() != c.hypothesis.empty(),
                  "give either --source FILE to be translated, or --hypothesis FILE to be scored");
    require_input(c.hypothesis.empty() || c.path.empty(),
                  "--hypothesis replaces --model and --source; give one or the other");
    require_input(c.trained_on.empty() || c.references.size() == 1,
                  "--trained-on looks at the words of one reference; give one --reference");
}

int evaluate(const EvaluateCommand& c) {
    check_options(c);
    const std::string& input = c.source.empty() ? c.hypothesis : c.source;
    const std::vector<std::string> lines = read_lines(input);
    std::vector<std::vector<std::string>> references;
    for (const std::string& path : c.references)
        references.push_back(read_reference(path, input, lines.size()));
    std::vector<std::string> trained_on;
    if (!c.trained_on.empty()) trained_on = read_lines(c.trained_on);
    if (!c.out.empty()) require_writable(c.out);

    const std::vector<std::string> said = c.hypothesis.empty() ? translations_of(lines, c) : lines;
    if (!c.out.empty()) write_output(c.out, fmt::format("{}\n", fmt::join(said, "\n")));
    const BleuScore score = bleu(said, references, c.lowercase);
    std::vector<FoundWords> found;
    if (!c.trained_on.empty()) found = found_words(said, references[0], trained_on, c.lowercase);
    print_to_stdout(c.json ? as_json(score, said.size(), found) : as_text(score, found));
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
    options.add("trained-on", c.trained_on, "FILE",
                "the target sentences of the training: also say which words of the reference were "
                "found, by how often each occurs there");
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
