#include "teacher/compiler_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "cli/terminal.h"
#include "core/display_width.h"
#include "host/files.h"
#include "render/wrap_code.h"
#include "teacher/declared.h"
#include "teacher/look_alikes.h"

namespace book::teacher {
namespace {

constexpr int kLongestMessage = 1000;  // columns

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

// In the form that editors jump to, and alone in its line, so that no window breaks it.
std::string place_line(const Exercise& exercise, const SourcePlace& place, const char* kind) {
    std::string text = fmt::format("  {}:{}", exercise.file, place.line);
    if (place.column > 0) text += fmt::format(":{}", place.column);
    return text + ": " + kind + ":\n";
}

std::string at_place(const Exercise& exercise, const SourcePlace& place,
                     const std::string& message) {
    return place_line(exercise, place, "error") + in_paragraphs(clip(message, kLongestMessage)) +
           "\n" + show_line(exercise.answer, place.line, place.column);
}

std::string more_errors(std::size_t errors) {
    if (errors <= 1) return "";
    return "\n" +
           in_paragraphs(fmt::format(
               "There are {} errors in all. Fix this one first: the others may go away with it.",
               errors));
}

// ---- what is meant by a message -----------------------------------------------------------------

// An error of the compiler's, and where in the reader's file it is.
struct Complaint {
    const Exercise& exercise;
    const std::string& output;  // everything that was said
    SourcePlace place;
    std::string message;
    std::string code;  // the line of that place
};

std::string quoted(const std::string& code) { return "\"" + code + "\""; }

std::vector<Declared> declared_beside(const Exercise& exercise) {
    return declared_in(exercise.answer.parent_path() / "exercises.h");
}

// Those whose task is in this very file.
std::vector<Declared> asked_of(const Exercise& exercise) {
    std::vector<Declared> asked;
    for (const Declared& one : declared_beside(exercise))
        if (one.file == exercise.answer.filename()) asked.push_back(one);
    return asked;
}

const Declared* find_name(const std::vector<Declared>& all, const std::string& name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Declared& d) { return d.name == name; });
    return found == all.end() ? nullptr : &*found;
}

// What the book calls, beside what the reader has.
std::string beside_each_other(const std::string& yours, const Declared& books) {
    if (!take_the_same(yours, books.text))
        return fmt::format(
            "Your function is {}, but the book calls {}. The types and their order have to be the "
            "same; only the names of the parameters are yours to choose.",
            quoted(yours), quoted(books.text));
    if (!has(yours, "exercise::"))
        return fmt::format(
            "Your file defines {}, but outside the namespace in which the book looks for it. Write "
            "exercise:: before its name: exercise::{}(...).",
            quoted(yours), books.name);
    return fmt::format("Your function is {}, but the book calls {}: what it returns differs.",
                       quoted(yours), quoted(books.text));
}

// A function that begins with exercise:: and is none of those that the book asks for.
std::string words_for_declaration(const Complaint& complaint) {
    bool of_declaration = false;
    for (const char* said :
         {"should have been declared inside", "does not match any declaration in namespace",
          "differ only in their return type", "return type of out-of-line definition",
          "ambiguating new declaration"})
        of_declaration |= has(complaint.message, said);
    const std::size_t at = complaint.code.find("exercise::");
    if (!of_declaration || at == std::string::npos) return "";
    const std::size_t begin = at + 10;
    const std::string name =
        complaint.code.substr(begin, complaint.code.find_first_of(" (", begin) - begin);
    const std::vector<Declared> asked = asked_of(complaint.exercise);
    if (asked.empty()) return "";
    const std::string yours = head_of_definition(text_of(complaint.exercise.answer), name);
    if (const Declared* books = find_name(asked, name); books != nullptr && !yours.empty())
        return beside_each_other(yours, *books);
    return fmt::format("Nothing asks for a function exercise::{}; the book calls {}.", name,
                       quoted(asked.front().text));
}

// The name that the compiler says it does not know; "" if it says no such thing.
std::string unknown_name(const std::string& message) {
    const std::size_t open = message.find('\'');
    if (open == std::string::npos) return "";
    const bool unknown = has(message, "was not declared in this scope") ||
                         message.rfind("use of undeclared identifier", 0) == 0;
    return unknown ? message.substr(open + 1, message.find('\'', open + 1) - open - 1) : "";
}

std::string where_it_lives(const Declared& function, const std::string& folder,
                           const std::string& number) {
    return fmt::format(
        "{}() is what exercise {} asks for: it lives in exercises/{}/{}, and {} is built without "
        "that file. Copy your function from there into this one; ./book solution {} has the "
        "book's.",
        function.name, function.number, folder, function.file, number, function.number);
}

// A function of another exercise, which tasks invite to use again.
std::string words_for_unknown(const Complaint& complaint) {
    const std::string name = unknown_name(complaint.message);
    if (name.empty()) return "";
    const std::filesystem::path folder = complaint.exercise.answer.parent_path();
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path(), none)) {
        const std::vector<Declared> there = declared_in(entry.path() / "exercises.h");
        if (const Declared* function = find_name(there, name))
            return where_it_lives(*function, entry.path().filename().string(),
                                  complaint.exercise.number);
    }
    return "";
}

// A call that does not fit: what is declared under that name.
std::string words_for_call(const Complaint& complaint) {
    bool of_call = false;
    for (const char* said : {"too few arguments to function", "too many arguments to function",
                             "no matching function for call", "could not convert", "cannot convert",
                             "no viable conversion"})
        of_call |= has(complaint.message, said);
    if (!of_call) return "";
    for (const Declared& one : declared_beside(complaint.exercise))
        if (has(complaint.message, "exercise::" + one.name + "(") ||
            has(complaint.message, "'" + one.name + "'"))
            return complaint.message + ". It is declared as " + quoted(one.text) + ".";
    return "";
}

bool names_tensor(const std::string& message) {
    return has(message, "book::Matrix") || has(message, "book::BasicView") ||
           has(message, "ConstView'") || has(message, "book::View'") || has(message, "span<") ||
           has(message, "std::vector<");
}

// `scores(0, 0) = 1`, where scores is a ConstView.
std::string words_for_reading_only(const Complaint& complaint) {
    const std::string& message = complaint.message;
    const bool gcc = has(message, "read-only location") && has(message, "BasicView<const");
    const bool clang = has(message, "cannot assign to return value because function 'operator()'");
    if (!gcc && !clang) return "";
    const std::size_t quote = message.find('\'');
    std::size_t end = quote + 1;
    while (gcc && end < message.size() && is_in_name(message[end])) ++end;
    const std::string name = gcc ? message.substr(quote + 1, end - quote - 1) : "";
    return fmt::format(
        "{} a ConstView: what it shows can be read, but not changed. Put your numbers into a "
        "matrix "
        "of your own: Matrix y({}.shape()) begins with zeros, and Matrix y({}) with a copy.",
        name.empty() ? "This is" : name + " is", name.empty() ? "x" : name,
        name.empty() ? "x" : name);
}

// `real top = std::max_element(...)`, without the *.
std::string words_for_iterator(const Complaint& complaint) {
    const bool iterator =
        has(complaint.message, "__normal_iterator") || has(complaint.message, "__wrap_iter");
    const bool converts = has(complaint.message, "cannot convert") ||
                          has(complaint.message, "no viable conversion") ||
                          has(complaint.message, "invalid operands") ||
                          has(complaint.message, "no match for 'operator");
    if (!iterator || !converts) return "";
    return "Here stands an iterator, which is a place in a row or a vector, and not the number at "
           "that place. To get the number, put a * before it: *std::max_element(...).";
}

// `cout << weights`.
std::string words_for_printing(const Complaint& complaint) {
    // fmt says so in a static_assert, wherever in its headers that is.
    if (has(complaint.message, "Cannot format an argument") ||
        has(complaint.message, "formattable"))
        return "One of the values cannot be printed with {}. But show(x) can: it prints a matrix, "
               "a "
               "row, a vector or a number with its shape, and show(\"name\", x) puts a name above "
               "it.";
    const bool prints = (has(complaint.message, "operator<<") ||
                         has(complaint.message, "invalid operands to binary expression")) &&
                        has(complaint.message, "ostream") && names_tensor(complaint.message);
    if (!prints) return "";
    return "A stream cannot print that. But show(x) can: it prints a matrix, a row, a vector or a "
           "number with its shape, and show(\"name\", x) puts a name above it.";
}

// Names of std:: that are likely to be looked for, and their headers. GCC knows better, and says it in a
// note; clang has none.
constexpr std::pair<const char*, const char*> kHeaders[] = {{"cout", "iostream"},
                                                            {"cerr", "iostream"},
                                                            {"endl", "iostream"},
                                                            {"cin", "iostream"},
                                                            {"setw", "iomanip"},
                                                            {"setprecision", "iomanip"},
                                                            {"accumulate", "numeric"},
                                                            {"iota", "numeric"},
                                                            {"inner_product", "numeric"},
                                                            {"map", "map"},
                                                            {"set", "set"},
                                                            {"unordered_map", "unordered_map"},
                                                            {"deque", "deque"},
                                                            {"queue", "queue"},
                                                            {"priority_queue", "queue"},
                                                            {"optional", "optional"},
                                                            {"ostringstream", "sstream"},
                                                            {"stringstream", "sstream"},
                                                            {"function", "functional"},
                                                            {"array", "array"},
                                                            {"stack", "stack"}};

// The compiler's note on a header that is not included.
std::string words_for_header(const Complaint& complaint) {
    const std::string& output = complaint.output;
    const std::size_t note = output.find("did you forget to '#include", complaint.place.end);
    if (note != std::string::npos && has(complaint.message, "is not a member of 'std'"))
        return complaint.message + ". " +
               line_at(output, note).substr(line_at(output, note).find("note: ") + 6);
    for (const auto& [name, header] : kHeaders) {
        const std::string gcc = fmt::format("'{}' is not a member of 'std'", name);
        const std::string clang = fmt::format("no member named '{}' in namespace 'std'", name);
        for (const std::string& said : {gcc, clang})
            if (has(complaint.message, said))  // without what the compiler takes it for instead
                return fmt::format("{}. Did you forget to #include <{}>?", said, header);
    }
    return "";
}

// The names of the book are there, but not without their namespace.
std::string words_for_namespace(const Complaint& complaint) {
    const bool unknown_type = has(complaint.message, "does not name a type") ||
                              has(complaint.message, "unknown type name") ||
                              has(complaint.message, "was not declared in this scope");
    const bool of_book = has(complaint.message, "'Matrix'") ||
                         has(complaint.message, "'ConstView'") ||
                         has(complaint.message, "'real'") || has(complaint.message, "'View'");
    if (!unknown_type || !of_book || has(text_of(complaint.exercise.answer), "using namespace"))
        return "";
    return complaint.message +
           ". The line \"using namespace exercise;\" is missing below the #include.";
}

// A sign that only looks like one of C++; the place becomes its own.
std::string words_for_look_alike(Complaint& complaint) {
    const bool of_sign = has(complaint.message, "haracter") || has(complaint.message, "stray ") ||
                         find_look_alike(complaint.message, 0).found();
    if (!of_sign) return "";
    const std::string code = complaint.code.substr(0, find_comment(complaint.code));
    const auto begin = static_cast<std::size_t>(std::max(complaint.place.column - 1, 0));
    LookAlike sign = find_look_alike(code, begin);
    if (!sign.found()) sign = find_look_alike(code, 0);
    if (!sign.found()) return "";
    complaint.place.column = static_cast<int>(sign.at) + 1;
    return sign.words();
}

// What a beginner is told instead of the compiler's message, which is the last resort.
std::string in_our_words(Complaint& complaint) {
    std::string words = words_for_look_alike(complaint);
    for (const auto& reader :
         {words_for_declaration, words_for_unknown, words_for_call, words_for_printing,
          words_for_reading_only, words_for_iterator, words_for_header, words_for_namespace})
        if (words.empty()) words = reader(complaint);
    return words.empty() ? complaint.message : words;
}

// "In file included from a.h:3," and what follows it: "                 from b.cpp:1:".
bool is_of_include(const std::string& line) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    return has(line, "In file included from") || line.compare(begin, 5, "from ") == 0;
}

// The first error that stands in the reader's file, or that comes from there: a template of the
// library may only find out later.
std::string compile_error(const std::string& output, const Exercise& exercise) {
    SourcePlace led_there;          // the first line that is named without being wrong itself
    bool asked_from_there = false;  // and it is said that a template is needed there
    for (const SourcePlace& place : all_lines_named(output, exercise.answer.string())) {
        const std::string line = line_at(output, place.end);
        const std::string message = error_message(line);
        if (!message.empty()) {
            Complaint complaint{exercise, output, place, message,
                                line_of(exercise.answer, place.line).value_or("")};
            const std::string words = in_our_words(complaint);
            return at_place(exercise, complaint.place, words) +
                   more_errors(all_places_of(" error: ", output).size());
        }
        const bool of_other_things = is_of_include(line) || has(line, "warning: ");
        const bool asked = has(line, "required from here");
        if (of_other_things || (led_there.line > 0 && (asked_from_there || !asked))) continue;
        led_there = place;
        asked_from_there = asked;
    }
    const std::size_t at = output.find(" error: ");
    if (at == std::string::npos) return "";
    const std::string line = line_at(output, at);
    if (led_there.line > 0) {
        Complaint complaint{exercise, output, led_there, error_message(line),
                            line_of(exercise.answer, led_there.line).value_or("")};
        const std::string words = in_our_words(complaint);
        return at_place(exercise, complaint.place, words);
    }
    return "  The error is not in your file:\n" + in_paragraphs(line);
}

// ---- what a linker misses -----------------------------------------------------------------------

// The symbol that a linker complains of behind `words`, between quotes or to the end of the line.
std::string symbol_behind(const std::string& output, const std::string& words) {
    const std::size_t at = output.find(words);
    if (at == std::string::npos) return "";
    std::string symbol =
        output.substr(at + words.size(), output.find('\n', at) - at - words.size());
    symbol.erase(0, symbol.find_first_not_of(" `'"));
    return symbol.substr(0, symbol.find_first_of("'`"));
}

// A function that the reader's file is asked for, and does not have, at least not as it is called.
std::string missing_answer(const Declared& books, const Exercise& exercise) {
    const std::string yours = head_of_definition(text_of(exercise.answer), books.name);
    const bool differs =
        !yours.empty() && (!has(yours, "exercise::") || !take_the_same(yours, books.text));
    if (differs) return in_paragraphs(beside_each_other(yours, books));
    const std::string question = fmt::format(
        "There is no exercise::{} in your file, at least not as the book calls it: {}. Does its "
        "name or one of its types differ, or is it missing?",
        books.name, quoted(books.text));
    return in_paragraphs(question) + in_paragraphs(brings_back(exercise) + ".");
}

std::string missing_symbol(const std::string& output, const std::string& symbol,
                           const Exercise& exercise) {
    const std::string whole = symbol.substr(0, symbol.find('('));
    if (symbol.rfind("exercise::", 0) != 0)
        return in_paragraphs(symbol + " is used, but nothing defines it.");
    const std::string name = whole.substr(10);
    const std::vector<Declared> beside = declared_beside(exercise);
    const Declared* function = find_name(beside, name);
    if (function == nullptr)  // the header was changed, too
        return missing_answer({name, symbol, "", ""}, exercise);
    if (function->file == exercise.answer.filename()) return missing_answer(*function, exercise);
    const std::string folder = exercise.answer.parent_path().filename().string();
    const std::string words = where_it_lives(*function, folder, exercise.number);
    const SourcePlace place = find_place(output, exercise.answer.string());
    return place.line > 0 ? at_place(exercise, place, words) : in_paragraphs(words);
}

std::string link_error(const std::string& output, const Exercise& exercise) {
    for (const char* words : {"undefined reference to", "undefined symbol:"}) {
        const std::string symbol = symbol_behind(output, words);
        if (!symbol.empty()) return missing_symbol(output, symbol, exercise);
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

// A line that begins with the reader's file is about what stands there, a static_assert or an #error in
// the reader's own words; but for a compiler that cannot write what it has made of it.
bool is_of_text(const std::string& line, const Exercise& exercise) {
    if (line.rfind(exercise.answer.string() + ":", 0) != 0) return false;
    return !has(line, ": fatal error: ") ||
           (!has(line, "dependency file") && !has(line, "error writing"));
}

// Not in what a compiler shows of the reader's own text ("    20 | ...").
std::string machine_trouble(const std::string& output, const Exercise& exercise) {
    for (const Trouble& trouble : kTroubles)
        for (const std::size_t at : all_places_of(trouble.said, output)) {
            const std::string line = line_at(output, output[at] == '\n' ? at + 1 : at);
            if (has(line, " | ") || is_of_text(line, exercise)) continue;
            return fmt::format("{} ({})", trouble.words, line.substr(line.find_first_not_of(' ')));
        }
    const std::size_t cmake =
        output.rfind("CMake Error", 0) == 0 ? 0 : output.find("\nCMake Error");
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

int width_of(const std::string& code) { return display_width(printable(code)); }

// Cuts the beginning off a line whose byte number `at` would not be seen in so many columns. Returns
// the number of that byte in what is left.
std::size_t bring_into_sight(std::size_t at, int columns, std::string& code) {
    if (width_of(code.substr(0, at)) < columns - 1) return at;
    const std::size_t cut = at - std::min(at, static_cast<std::size_t>(columns) / 2);
    code = "..." + code.substr(cut);
    return at - cut + 3;
}

// What a compiler repeats of an #error, or of a string, is the reader's own: no control character of it
// reaches a terminal.
std::string made_safe(const std::string& output) {
    std::string text;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::replace(line.begin(), line.end(), '\t', ' ');
        text += printable(line) + "\n";
    }
    return text;
}

}  // namespace

std::optional<std::string> line_of(const std::filesystem::path& file, int number) {
    std::ifstream in(file);
    std::string line;
    for (int i = 0; i < number; ++i)
        if (!std::getline(in, line)) return std::nullopt;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

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

std::string first_warning(const std::string& raw, const Exercise& exercise) {
    const std::string output = made_safe(raw);
    const std::string mark = "warning: ";
    for (const SourcePlace& place : all_lines_named(output, exercise.answer.string())) {
        const std::string line = line_at(output, place.end);
        const std::size_t at = line.find(mark);
        if (at == std::string::npos) continue;
        return "\n" + place_line(exercise, place, "warning") +
               in_paragraphs("The compiler warns: " +
                             clip(line.substr(at + mark.size()), kLongestMessage)) +
               "\n" + show_line(exercise.answer, place.line, place.column);
    }
    return "";
}

BuildTrouble explain_build(const std::string& raw, const Exercise& exercise) {
    const std::string output = made_safe(raw);
    const std::string machine = machine_trouble(output, exercise);
    if (!machine.empty()) return {false, machine};
    std::string words = link_error(output, exercise);  // a linker's lines look like errors, too
    if (words.empty()) words = compile_error(output, exercise);
    if (!words.empty()) return {true, words};
    return {false, "the build failed with this message: " + output};
}

}  // namespace book::teacher
