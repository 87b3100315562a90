#include "teacher/compiler_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

#include "cli/terminal.h"
#include "core/display_width.h"

namespace book::teacher {
namespace {

bool has(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

std::string line_at(const std::string& text, std::size_t at) {
    const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

// What stands behind "error: " in the line at `at`; "" if it is not one.
std::string error_message(const std::string& line) {
    const std::size_t at = line.find("error: ");
    return at == std::string::npos ? "" : line.substr(at + 7);
}

// Where `what` stands in the text, each time.
std::vector<std::size_t> all_places_of(const std::string& what, const std::string& text) {
    std::vector<std::size_t> places;
    std::size_t at = text.find(what);
    while (at != std::string::npos) {
        places.push_back(at);
        at = text.find(what, at + 1);
    }
    return places;
}

// Every line of the file that the output names, in the output's order.
std::vector<SourcePlace> all_lines_named(const std::string& output, const std::string& file) {
    std::vector<SourcePlace> places;
    SourcePlace place = find_place(output, file);
    while (place.line > 0) {
        places.push_back(place);
        place = find_place(output, file, place.end);
    }
    return places;
}

std::string in_paragraphs(const std::string& sentence) {
    std::string text;
    for (const std::string& line : wrap(sentence, detect_terminal().width - 4))
        text += "  " + line + "\n";
    return text;
}

std::string at_place(const Exercise& exercise, const SourcePlace& place,
                     const std::string& message) {
    std::string text = fmt::format("  {}, line {}", exercise.file, place.line);
    if (place.column > 0) text += fmt::format(", column {}", place.column);
    return text + ":\n" + in_paragraphs(message) + "\n" +
           show_line(exercise.answer, place.line, place.column);
}

std::string more_errors(std::size_t errors) {
    if (errors <= 1) return "";
    return "\n" +
           in_paragraphs(fmt::format(
               "There are {} errors in all. Fix this one first: the others may go away with it.",
               errors));
}

// The first error that stands in the reader's file, or that comes from there: a template of the
// library may only find out later.
std::string compile_error(const std::string& output, const Exercise& exercise) {
    SourcePlace led_there;  // the first line that is named without being wrong itself
    for (const SourcePlace& place : all_lines_named(output, exercise.answer.string())) {
        const std::string line = line_at(output, place.end);
        const std::string message = error_message(line);
        if (!message.empty())
            return at_place(exercise, place, message) +
                   more_errors(all_places_of(" error: ", output).size());
        const bool of_other_things = has(line, "In file included from") || has(line, "warning: ");
        if (led_there.line == 0 && !of_other_things) led_there = place;
    }
    const std::size_t at = output.find(" error: ");
    if (at == std::string::npos) return "";
    const std::string line = line_at(output, at);
    if (led_there.line > 0) return at_place(exercise, led_there, error_message(line));
    return "  The error is not in your file:\n" + in_paragraphs(line);
}

// The symbol that a linker complains of behind `words`, between quotes or to the end of the line.
std::string symbol_behind(const std::string& output, const std::string& words) {
    const std::size_t at = output.find(words);
    if (at == std::string::npos) return "";
    std::string symbol =
        output.substr(at + words.size(), output.find('\n', at) - at - words.size());
    symbol.erase(0, symbol.find_first_not_of(" `'"));
    return symbol.substr(0, symbol.find_first_of("'`"));
}

std::string missing_symbol(const std::string& symbol, const Exercise& exercise) {
    if (symbol.rfind("exercise::", 0) != 0)
        return in_paragraphs(symbol + " is used, but nothing defines it.");
    const std::string name = symbol.substr(0, symbol.find('('));
    const std::string question = fmt::format(
        "There is no {} in your file, at least not as exercises.h declares it. Does its name or "
        "one of its types differ, or is it missing?",
        name);
    const std::string way_out = fmt::format(
        "./book reset {} brings the task back, and saves your version.", exercise.number);
    return in_paragraphs(question) + in_paragraphs(way_out);
}

std::string link_error(const std::string& output, const Exercise& exercise) {
    for (const char* words : {"undefined reference to", "undefined symbol:"}) {
        const std::string symbol = symbol_behind(output, words);
        if (!symbol.empty()) return missing_symbol(symbol, exercise);
    }
    const std::string twice = symbol_behind(output, "multiple definition of");
    if (twice.empty()) return "";
    return in_paragraphs(
        fmt::format("Your file defines {}, and so does the book. Give yours another "
                    "name, or put it inside a namespace {{ }}.",
                    twice));
}

// What is no reader's mistake, and how to mend it. Looked for from the top.
struct Trouble {
    const char *said, *words;
};

constexpr const char* kFull = "the disk is full; make some room, then run this again";
constexpr const char* kNoCompiler =
    "the compiler cannot be started; reinstall it, or remove the build folder, so that "
    "./book looks for another one";
constexpr const char* kNoMemory =
    "memory ran out while compiling; close other programs, or run BOOK_JOBS=1 ./book ...";
constexpr const char* kNotWritable =
    "the build folder cannot be written to; BOOK_BUILD=/some/folder ./book ... builds somewhere "
    "else";

const Trouble kTroubles[] = {
    {"No space left on device", kFull},
    {"Disk quota exceeded", kFull},
    {"File too large", kFull},
    {"File size limit exceeded", kFull},
    {"/bin/sh: ", kNoCompiler},
    {"cannot execute ", kNoCompiler},
    {"fatal error: cannot find 'ld'", kNoCompiler},
    {"is not a full path to an existing", kNoCompiler},
    {"was not found in the PATH", kNoCompiler},
    {"\" doesn't exist!", kNoCompiler},
    {"Killed signal terminated", kNoMemory},
    {"unable to execute command: Killed", kNoMemory},
    {"\nKilled\n", kNoMemory},
    {"terminated with signal 9", kNoMemory},
    {"out of memory", kNoMemory},
    {"Read-only file system", kNotWritable},
    {": Permission denied", kNotWritable},
    {"execution of make failed", "ninja cannot be started; reinstall it"},
    {"unable to find a build program", "ninja cannot be started; reinstall it"},
};

// Not in what a compiler shows of the reader's own text ("    20 | ...").
std::string machine_trouble(const std::string& output) {
    for (const Trouble& trouble : kTroubles)
        for (const std::size_t at : all_places_of(trouble.said, output)) {
            const std::string line = line_at(output, output[at] == '\n' ? at + 1 : at);
            if (has(line, " | ")) continue;
            return fmt::format("{} ({})", trouble.words, line.substr(line.find_first_not_of(' ')));
        }
    const std::size_t cmake = output.find("CMake Error");
    return cmake == std::string::npos ? "" : "CMake reports a problem: " + output.substr(cmake);
}

// Reads a number of at most seven digits, and moves `at` behind it; 0 if there is none.
int number_at(const std::string& text, std::size_t& at) {
    const std::size_t end = std::min(at + 7, text.size());
    int number = 0;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
        number = 10 * number + (text[at] - '0');
        ++at;
    }
    return number;
}

// What stands at `at` in the form "20:5" or "20".
SourcePlace place_at(const std::string& text, std::size_t at) {
    SourcePlace place;
    place.end = at;
    place.line = number_at(text, place.end);
    const bool has_column = place.line > 0 && place.end + 1 < text.size() && text[place.end] == ':';
    if (has_column) {
        ++place.end;
        place.column = number_at(text, place.end);
    }
    return place;
}

std::optional<std::string> line_of(const std::filesystem::path& file, int number) {
    std::ifstream in(file);
    std::string line;
    for (int i = 0; i < number; ++i)
        if (!std::getline(in, line)) return std::nullopt;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

int width_of(const std::string& code) { return display_width(printable(code)); }

// Cuts the beginning off a line whose byte number `at` would not be seen in so many columns. Returns
// the number of that byte in what is left.
std::size_t bring_into_sight(std::size_t at, int columns, std::string& code) {
    if (width_of(code.substr(0, at)) < columns - 1) return at;
    const std::size_t cut = at - std::min(at, static_cast<std::size_t>(columns) / 2);
    code = "..." + code.substr(cut);
    return at - cut + 3;
}

}  // namespace

SourcePlace find_place(const std::string& text, const std::string& file, std::size_t from) {
    const std::string head = file + ":";
    std::size_t at = text.find(head, from);
    while (at != std::string::npos) {
        const SourcePlace place = place_at(text, at + head.size());
        if (place.line > 0) return place;
        at = text.find(head, at + 1);
    }
    return {};
}

std::string show_line(const std::filesystem::path& file, int line, int column) {
    std::optional<std::string> code = line_of(file, line);
    if (!code) return "";
    std::replace(code->begin(), code->end(), '\t', ' ');  // one column here, for the caret's sake
    const Terminal terminal = detect_terminal();
    const int room = terminal.width - 9;
    const auto row = [&] {
        return fmt::format("{:>6} | {}\n", line, clip(printable(*code), room));
    };
    auto before = static_cast<std::size_t>(std::max(column - 1, 0));
    if (column <= 0 || before > code->size()) return row();
    before = bring_into_sight(before, room, *code);
    const int blanks = width_of(code->substr(0, before));
    return row() + fmt::format("{:>6} | {}{}\n", "",
                               std::string(static_cast<std::size_t>(blanks), ' '),
                               styled(terminal, Style::bad, "^"));
}

std::string first_warning(const std::string& output, const Exercise& exercise) {
    const std::string mark = "warning: ";
    for (const SourcePlace& place : all_lines_named(output, exercise.answer.string())) {
        const std::string line = line_at(output, place.end);
        const std::size_t at = line.find(mark);
        if (at == std::string::npos) continue;
        return "\n" + in_paragraphs("The compiler warns: " + line.substr(at + mark.size())) + "\n" +
               show_line(exercise.answer, place.line, place.column);
    }
    return "";
}

BuildTrouble explain_build(const std::string& output, const Exercise& exercise) {
    const std::string machine = machine_trouble(output);
    if (!machine.empty()) return {false, machine};
    std::string words = link_error(output, exercise);  // a linker's lines look like errors, too
    if (words.empty()) words = compile_error(output, exercise);
    if (!words.empty()) return {true, words};
    return {false, "the build failed with this message: " + output};
}

}  // namespace book::teacher
