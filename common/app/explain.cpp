#include "app/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/doubts.h"
#include "cli/command_line.h"
#include "cli/nearest_name.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/files.h"
#include "host/standard_files.h"
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

constexpr const char* kProbabilities = "probabilities";

struct ExplainCommand {
    std::string path, only;
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
    e.translation = translator.translate(line, options, Loops::cut);
    tell_doubts(translator, line, e.translation);
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

// "encoder.0.self_attention.scores.head.1" is a part of encoder.0.self_attention, and its own name there
// is scores.
struct Place {
    std::string part, own;
};
Place place_of(const std::string& name) {
    const std::string attention = "_attention.";
    const std::size_t behind = name.find(attention);
    if (behind == std::string::npos) {
        const std::size_t dot = name.rfind('.');
        if (dot == std::string::npos) return {name, ""};
        return {name.substr(0, dot), name.substr(dot + 1)};
    }
    const std::string own = name.substr(behind + attention.size());
    return {name.substr(0, behind + attention.size() - 1), own.substr(0, own.find(".head."))};
}

struct Part {
    std::string name;
    std::vector<std::string> values;
};
// In the order in which they are computed; a name that comes in several heads once.
std::vector<Part> parts_of(const Trace& trace) {
    std::vector<Part> parts;
    for (const Trace::Step& step : trace.steps()) {
        const Place place = place_of(step.name);
        if (parts.empty() || parts.back().name != place.part) parts.push_back({place.part, {}});
        std::vector<std::string>& values = parts.back().values;
        if (!place.own.empty() && std::count(values.begin(), values.end(), place.own) == 0)
            values.push_back(place.own);
    }
    parts.push_back({kProbabilities, {}});
    return parts;
}

std::string paragraph(const std::string& words, const Terminal& terminal) {
    return fmt::format("{}\n", fmt::join(wrap(words, terminal.width), "\n"));
}

// A name and what is said of it, in a line if that is long enough.
std::string headline(const std::string& name, const std::string& about, const Terminal& terminal) {
    std::string shown;
    for (const std::string& line : wrap(name, terminal.width))
        shown += (shown.empty() ? "" : "\n") + styled(terminal, Style::strong, line);
    if (display_width(name) + 2 + display_width(about) <= terminal.width)
        return shown + "  " + about + "\n";
    return shown + "\n" + beside("", about, 4, terminal.width);
}

// What follows, a line for each part.
std::string contents_of(const Explanation& e, const Terminal& terminal) {
    const std::vector<Part> parts = parts_of(e.trace);
    int widest = 0;
    for (const Part& part : parts) widest = std::max(widest, display_width(part.name));
    std::string text = paragraph(
        "What follows, in the order in which it is computed; --only with a name, or a piece of "
        "one, shows that alone:",
        terminal);
    for (const Part& part : parts) {
        const std::string values = fmt::format("{}", fmt::join(part.values, ", "));
        const bool is_wide = 2 + display_width(part.name) > terminal.width;
        if (values.empty() || is_wide) text += hung("  ", part.name, terminal.width);
        if (is_wide && !values.empty()) text += beside("", values, 4, terminal.width);
        if (!values.empty() && !is_wide)
            text += beside("  " + part.name, values, widest + 4, terminal.width);
    }
    return text;
}

void require_known(const Explanation& e, const std::string& only) {
    if (only.empty() || contains(kProbabilities, only.c_str())) return;
    const auto& steps = e.trace.steps();
    if (std::any_of(steps.begin(), steps.end(),
                    [&](const Trace::Step& step) { return contains(step.name, only.c_str()); }))
        return;
    std::vector<std::string> names;
    for (const Part& part : parts_of(e.trace)) names.push_back(part.name);
    const std::string near = nearest_name(only, names);
    throw InputError(fmt::format("--only: nothing that is computed is called \"{}\"; {}",
                                 printable(only),
                                 near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                              : "did you mean " + near + "?"));
}

std::string set_matrix(const Explanation& e, const Trace::Step& step, const ExplainCommand& c,
                       const Terminal& terminal) {
    std::vector<std::string> columns = columns_of(e, step.name);
    ConstView shown = step.value;
    const bool cut = columns.empty() && c.columns > 0 && shown.cols() > c.columns;
    if (cut) shown = shown.col_block(0, c.columns);
    const std::string about =
        fmt::format("{}  {}{}", step.value.shape(), meaning_of(step.name),
                    cut ? fmt::format("; the first {} columns", c.columns) : "");
    return headline(step.name, about, terminal) +
           to_terminal(matrix_table(shown, rows_of(e, step.name), columns), terminal) + "\n";
}

std::string set_steps(const Translator& translator, const Explanation& e,
                      const Terminal& terminal) {
    const std::string text = headline(
        kProbabilities, "softmax of the logits: the likeliest next pieces, step by step", terminal);
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

std::string in_a_row(const std::vector<std::string>& pieces) {
    return printable(fmt::format("{}", fmt::join(pieces, " | ")));
}

std::string in_text(const Translator& translator, const std::string& line, const Explanation& e,
                    const ExplainCommand& c, const Terminal& terminal) {
    std::string text;
    if (c.only.empty()) {
        text += paragraph(printable(line), terminal);
        text += paragraph(printable(e.translation.text), terminal) + "\n";
        text += beside("pieces", in_a_row(e.source), 8, terminal.width);
        text += beside("", in_a_row(e.read), 8, terminal.width) + "\n";
        text += contents_of(e, terminal) + "\n";
    }
    for (const Trace::Step& step : e.trace.steps())
        if (contains(step.name, c.only.c_str())) text += set_matrix(e, step, c, terminal);
    if (contains(kProbabilities, c.only.c_str())) text += set_steps(translator, e, terminal);
    return text;
}

}  // namespace

int explain_main(int argc, char** argv) {
    ExplainCommand c;
    std::vector<std::string> words;
    Options options("./book explain", "Shows every number on the way to a translation.");
    options.positional("SENTENCE", words, 1, 1000, "what to translate");
    options.add("model", c.path, "FILE",
                "the checkpoint; by default that of ./book run, or else of ./book train");
    options.add("only", c.only, "NAME", "shows what has this in its name: decoder.0, weights");
    options.add("columns", c.columns, 0, 1 << 18, "numbers shown of each row; 0: all");
    options.add("likeliest", c.likeliest, 1, 100, "pieces shown at each step");
    options.add("json", c.json, "print everything as one JSON object");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(c.threads);
        std::string sentence;
        for (const std::string& word : words) sentence += (sentence.empty() ? "" : " ") + word;
        const std::string line = typed_line(sentence, "the sentence");
        require_input(!c.json || c.only.empty(),
                      "--json prints everything, so --only goes without it");
        require_input(!prepare_text(line, false).empty(),
                      "the sentence is empty, so there is nothing to "
                      "explain");
        const Translator translator = load_translator(c.path);
        const Explanation e = explain(translator, line, c);
        if (c.json) {
            print_to_stdout(in_json(translator, line, e));
            return 0;
        }
        require_known(e, c.only);
        page_output();
        print_to_stdout(in_text(translator, line, e, c, detect_terminal()));
        return 0;
    });
}

}  // namespace book
