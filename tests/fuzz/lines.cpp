// The door for text: what comes out is UTF-8 without a line end, however it came in.
#include "text/lines.h"

#include <fmt/ranges.h>

#include "fuzz.h"
#include "text/utf8.h"

namespace book::fuzz {
namespace {

using Lines = std::vector<std::string>;

Lines cut(std::string_view first, std::string_view second) {
    LineCutter cutter("text");
    Lines lines;
    std::string line;
    cutter.add(first);
    while (cutter.next(line)) lines.push_back(line);
    cutter.add(second);
    cutter.end();
    while (cutter.next(line)) lines.push_back(line);
    return lines;
}

}  // namespace

void try_input(std::string_view input) {
    Lines lines;
    const bool is_text = accepts([&] { lines = cut(input, ""); });
    for (const std::string& line : lines) {
        hold(first_invalid_utf8(line) == line.npos, "a line is UTF-8");
        hold(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos, "it has no line end");
        const std::string said = tidy(line);
        hold(tidy(said) == said, "what is tidy stays as it is");
    }
    if (!is_text) return;
    for (const std::size_t at :
         {input.size() / 3, input.size() / 2, input.size() - input.size() / 5})
        hold(cut(input.substr(0, at), input.substr(at)) == lines, "parts give the same lines");
    const std::string again = fmt::format("{}\n", fmt::join(lines, "\n"));
    if (!lines.empty()) hold(cut(again, "") == lines, "lines are read back as they are");

    const std::string path = file_with("text", input);
    accepts([&] { hold(read_lines(path) == lines, "a file gives the same lines"); });
    TextPairs pairs;
    if (accepts([&] { pairs = read_pairs(path); }))
        hold(pairs.source.size() == lines.size() && pairs.target.size() == lines.size(),
             "no pair is lost");
}

}  // namespace book::fuzz
