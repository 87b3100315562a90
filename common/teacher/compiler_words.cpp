#include "teacher/compiler_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
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

int count_errors(const std::string& output) {
    int errors = 0;
    for (std::size_t at = 0; (at = output.find(" error: ", at)) != std::string::npos; ++at)
        ++errors;
    return errors;
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

std::string more_errors(int errors) {
    if (errors <= 1) return "";
    return "\n" +
           in_paragraphs(fmt::format("{} in all: mend this one first, the others may go with it.",
                                     fmt::format("{} errors", errors)));
}

// The first error that stands in the reader's file, or that comes from there: a template of the
// library may only find out later.
std::string compile_error(const std::string& output, const Exercise& exercise) {
    const std::string file = exercise.answer.string();
    SourcePlace first;
    for (SourcePlace place; (place = find_place(output, file, place.end)).line > 0;) {
        const std::string line = line_at(output, place.end);
        const std::string message = error_message(line);
        if (!message.empty())
            return at_place(exercise, place, message) + more_errors(count_errors(output));
        if (first.line == 0 && !has(line, "In file included from") && !has(line, "warning: "))
            first = place;
    }
    const std::size_t at = output.find(" error: ");
    if (at == std::string::npos) return "";
    const std::string line = line_at(output, at);
    if (first.line > 0) return at_place(exercise, first, error_message(line));
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

std::string link_error(const std::string& output, const Exercise& exercise) {
    for (const char* words : {"undefined reference to", "undefined symbol:"}) {
        const std::string symbol = symbol_behind(output, words);
        if (symbol.empty()) continue;
        if (symbol.rfind("exercise::", 0) != 0)
            return in_paragraphs(symbol + " is used, but nothing defines it.");
        const std::string name = symbol.substr(0, symbol.find('('));
        return in_paragraphs(
                   fmt::format("There is no {} in your file as exercises.h declares it: is "
                               "the name another, or a type, or is it gone?",
                               name)) +
               in_paragraphs(fmt::format(
                   "./book reset {} brings the stub back, and keeps your text.", exercise.number));
    }
    const std::string twice = symbol_behind(output, "multiple definition of");
    if (twice.empty()) return "";
    return in_paragraphs(
        fmt::format("Your file defines {}, and so does the book: give yours another "
                    "name, or put it into a namespace {{ }}.",
                    twice));
}

// What is no reader's mistake, and how to mend it. Looked for from the top.
struct Trouble {
    const char *said, *words;
};

constexpr const char* kFull = "the disk is full; make room, then say it again";
constexpr const char* kNoCompiler =
    "the compiler cannot be started; install it again, or remove the build folder, and "
    "./book looks for another";
constexpr const char* kNoMemory =
    "memory ran out while compiling; end other programs, or say BOOK_JOBS=1 ./book ...";
constexpr const char* kNotWritable =
    "the build folder cannot be written; BOOK_BUILD=/some/folder ./book ... builds elsewhere";

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
    {"execution of make failed", "ninja cannot be started; install it again"},
    {"unable to find a build program", "ninja cannot be started; install it again"},
};

// Not in what a compiler shows of the reader's own text ("    20 | ...").
std::string machine_trouble(const std::string& output) {
    for (const Trouble& trouble : kTroubles)
        for (std::size_t at = 0; (at = output.find(trouble.said, at)) != std::string::npos; ++at) {
            const std::string line = line_at(output, output[at] == '\n' ? at + 1 : at);
            if (has(line, " | ")) continue;
            return fmt::format("{} ({})", trouble.words, line.substr(line.find_first_not_of(' ')));
        }
    const std::size_t cmake = output.find("CMake Error");
    return cmake == std::string::npos ? "" : "CMake found something amiss: " + output.substr(cmake);
}

int number_at(const std::string& text, std::size_t& at) {
    int number = 0;
    for (int digits = 0; at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 7;
         ++at, ++digits)
        number = 10 * number + (text[at] - '0');
    return number;
}

}  // namespace

SourcePlace find_place(const std::string& text, const std::string& file, std::size_t from) {
    for (std::size_t at = from; (at = text.find(file + ":", at)) != std::string::npos; ++at) {
        SourcePlace place;
        place.end = at + file.size() + 1;
        place.line = number_at(text, place.end);
        if (place.line == 0) continue;
        if (place.end + 1 < text.size() && text[place.end] == ':') {
            ++place.end;
            place.column = number_at(text, place.end);
        }
        return place;
    }
    return {};
}

std::string show_line(const std::filesystem::path& file, int line, int column) {
    std::ifstream in(file);
    std::string code;
    for (int i = 0; i < line; ++i)
        if (!std::getline(in, code)) return "";
    if (!code.empty() && code.back() == '\r') code.pop_back();
    const Terminal terminal = detect_terminal();
    const int room = terminal.width - 9;
    auto before = static_cast<std::size_t>(std::max(column - 1, 0));
    std::replace(code.begin(), code.end(), '\t', ' ');  // one column here, for the caret's sake
    if (before > code.size()) column = 0;
    if (column > 0 && display_width(printable(code.substr(0, before))) >= room - 1) {
        const std::size_t cut = before - std::min(before, static_cast<std::size_t>(room) / 2);
        code = "..." + code.substr(cut);
        before = before - cut + 3;
    }
    std::string text = fmt::format("{:>6} | {}\n", line, clip(printable(code), room));
    if (column > 0)
        text += fmt::format(
            "{:>6} | {}{}\n", "",
            std::string(static_cast<std::size_t>(display_width(printable(code.substr(0, before)))),
                        ' '),
            styled(terminal, Style::bad, "^"));
    return text;
}

std::string first_warning(const std::string& output, const Exercise& exercise) {
    const std::string mark = "warning: ";
    for (SourcePlace place;
         (place = find_place(output, exercise.answer.string(), place.end)).line > 0;) {
        const std::string line = line_at(output, place.end);
        const std::size_t at = line.find(mark);
        if (at != std::string::npos)
            return "\n" + in_paragraphs("The compiler warns: " + line.substr(at + mark.size())) +
                   "\n" + show_line(exercise.answer, place.line, place.column);
    }
    return "";
}

BuildTrouble explain_build(const std::string& output, const Exercise& exercise) {
    const std::string machine = machine_trouble(output);
    if (!machine.empty()) return {false, machine};
    std::string words = link_error(output, exercise);  // a linker's lines look like errors, too
    if (words.empty()) words = compile_error(output, exercise);
    if (!words.empty()) return {true, words};
    return {false, "the build failed, and it says: " + output};
}

}  // namespace book::teacher
