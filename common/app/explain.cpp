#include "app/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/doubts.h"
#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "host/files.h"
#include "model/model_files.h"
#include "model/translator.h"
#include "nn/trace.h"
#include "notebook/table.h"
#include "render/json.h"
#include "render/table.h"
#include "text/lines.h"

namespace book {
namespace {

using nlohmann::ordered_json;

struct ExplainCommand {
    std::string path;
    int columns = 6, likeliest = 5, threads = hardware_threads();
    bool json = false;
};

bool contains(const std::string& name, const char* part) {
    return name.find(part) != std::string::npos;
}

bool ends_with(const std::string& name, const std::string& part) {
    return name.size() >= part.size() &&
           name.compare(name.size() - part.size(), part.size(), part) == 0;
}

const char* meaning_of(const std::string& name) {
    if (ends_with(name, ".embeddings")) return "each piece's row of the table, times √d";
    if (ends_with(name, ".positions")) return "what is added for the place in the sentence";
    if (ends_with(name, ".input")) return "embeddings + positions";
    if (ends_with(name, ".query")) return "what each piece asks for, all heads side by side";
    if (ends_with(name, ".key")) return "what each piece can be found by";
    if (ends_with(name, ".value")) return "what each piece gives to those that look at it";
    if (contains(name, ".scores.head."))
        return "query · key / √(d/heads); -inf: hidden by the mask";
    if (contains(name, ".weights.head.")) return "softmax of the scores; rows look at columns";
    if (contains(name, ".out.head.")) return "the values, mixed by the weights";
    if (ends_with(name, ".concatenated")) return "the heads side by side, before W_O";
    if (ends_with(name, ".output")) return "what the layer passes on";
    if (name == "logits") return "a score for every token of the vocabulary";
    return "";
}

// One sentence, all that was computed for it.
struct Explanation {
    std::vector<std::string> source, read, said;  // pieces: of the source, of the decoder's input
    Translation translation;
    Trace trace;
};

Explanation explain(const Translator& translator, const std::string& line,
                    const ExplainCommand& c) {
    DecodeOptions options;
    options.record = c.likeliest;
    Explanation e;
    e.translation = with_doubts_told(translator, line, translator.translate(line, options));
    const std::vector<int> source = translator.encode(line);
    const std::vector<int>& target = e.translation.decoded.tokens();
    e.trace = translator.explain(source, target);
    e.source = translator.pieces(source);
    e.said = translator.pieces(target);
    e.read = e.said;
    e.read.pop_back();
    e.read.insert(e.read.begin(), translator.bpe().piece(kBegin));
    return e;
}

// What the rows and columns of a matrix are; no names for columns that are numbers of a vector.
const std::vector<std::string>& rows_of(const Explanation& e, const std::string& name) {
    const bool of_memory = contains(name, ".cross_attention.") &&
                           (ends_with(name, ".key") || ends_with(name, ".value"));
    return name.rfind("encoder.", 0) == 0 || of_memory ? e.source : e.read;
}

std::vector<std::string> columns_of(const Explanation& e, const std::string& name) {
    if (!contains(name, ".scores.") && !contains(name, ".weights.")) return {};
    return contains(name, ".cross_attention.") ? e.source : rows_of(e, name);
}

std::string set_matrix(const Explanation& e, const Trace::Step& step, const ExplainCommand& c,
                       const Terminal& terminal) {
    std::vector<std::string> columns = columns_of(e, step.name);
    ConstView shown = step.value;
    const bool cut = columns.empty() && c.columns > 0 && shown.cols() > c.columns;
    if (cut) shown = shown.col_block(0, c.columns);
    std::string text = styled(terminal, Style::strong, step.name);
    text += fmt::format("  {}  {}{}\n", step.value.shape(), meaning_of(step.name),
                        cut ? fmt::format("; the first {} columns", c.columns) : "");
    return text + to_terminal(matrix_table(shown, rows_of(e, step.name), columns), terminal) + "\n";
}

std::string set_steps(const Translator& translator, const Explanation& e,
                      const Terminal& terminal) {
    std::string text = styled(terminal, Style::strong, "probabilities");
    text += "  softmax of the logits: the likeliest next pieces, step by step\n";
    std::vector<Column> columns{"step", "after", "said"};
    const auto& steps = e.translation.decoded.steps;
    for (std::size_t k = 0; !steps.empty() && k < steps[0].size(); ++k)
        columns.push_back(fmt::format("{}.", k + 1));
    Table table(columns);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::vector<Cell> row{static_cast<int>(i + 1), e.read[i], e.said[i]};
        for (const Choice& choice : steps[i])
            row.push_back(
                fmt::format("{} {:.3f}", translator.bpe().piece(choice.token), choice.probability));
        table.add_row(row);
    }
    return text + to_terminal(table, terminal);
}

// Numbers as json_value() prints them: the library would print 0.78f with the sixteen digits of a
// double, and null for the -inf of a mask.
ordered_json as_short(const Value& value) { return ordered_json::parse(json_value(value)); }

std::string in_json(const Translator& translator, const std::string& line, const Explanation& e) {
    ordered_json json{{"sentence", line},
                      {"translation", e.translation.text},
                      {"pieces.source", e.source},
                      {"pieces.target", e.said},
                      {"steps", ordered_json::array()},
                      {"values", ordered_json::object()}};
    for (const std::vector<Choice>& step : e.translation.decoded.steps) {
        ordered_json choices = ordered_json::array();
        for (const Choice& choice : step)
            choices.push_back(ordered_json::array(
                {translator.bpe().piece(choice.token), as_short(choice.probability)}));
        json["steps"].push_back(std::move(choices));
    }
    for (const Trace::Step& step : e.trace.steps())
        json["values"][step.name] = as_short(step.value);
    return one_line(json) + "\n";  // a piece may be half of a letter
}

}  // namespace

int explain_main(int argc, char** argv) {
    ExplainCommand c;
    std::vector<std::string> words;
    Options options("./book explain", "Shows every number on the way to a translation.");
    options.positional("SENTENCE", words, 1, 1000, "what to translate");
    options.add("model", c.path, "FILE",
                "the checkpoint; by default that of ./book run, or else of ./book train");
    options.add("columns", c.columns, 0, 1 << 18, "numbers shown of each row; 0: all");
    options.add("likeliest", c.likeliest, 1, 100, "pieces shown at each step");
    options.add("json", c.json, "print everything as one JSON object");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        std::string sentence;
        for (const std::string& word : words) sentence += (sentence.empty() ? "" : " ") + word;
        const std::string line = typed_line(sentence, "the sentence");
        require_input(!prepare_text(line, false).empty(),
                      "the sentence is empty, so there is nothing to "
                      "explain");
        const Translator translator = load_translator(c.path);
        const Explanation e = explain(translator, line, c);
        if (c.json) {
            print_to_stdout(in_json(translator, line, e));
            return 0;
        }
        const Terminal terminal = detect_terminal();
        std::string text =
            fmt::format("{}\n{}\n\n", printable(line), printable(e.translation.text));
        text += fmt::format("{}  {}\n", styled(terminal, Style::strong, "pieces"),
                            fmt::join(e.source, " | "));
        text += fmt::format("{:>6}  {}\n\n", "", fmt::join(e.read, " | "));
        for (const Trace::Step& step : e.trace.steps()) text += set_matrix(e, step, c, terminal);
        print_to_stdout(text + set_steps(translator, e, terminal));
        return 0;
    });
}

}  // namespace book
