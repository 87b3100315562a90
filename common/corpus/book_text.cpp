#include "corpus/book_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/require.h"
#include "host/files.h"
#include "host/sources.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr std::string_view kMark = kChapterMark;

void append(std::vector<std::string>& to, std::vector<std::string>& from) {
    to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

// The first line that begins behind `share` tenths of the bytes.
std::size_t line_behind(const std::vector<std::string>& lines, int share) {
    std::size_t all = 0, bytes = 0, line = 0;
    for (const std::string& text : lines) all += text.size() + 1;
    for (; line < lines.size() && 10 * (bytes + lines[line].size() + 1) <= share * all; ++line)
        bytes += lines[line].size() + 1;
    return line;
}

}  // namespace

std::vector<std::vector<std::string>> read_chapters(const std::string& path) {
    std::vector<std::vector<std::string>> chapters;
    LineReader reader(path, kLargestPlainText);
    for (std::string line; reader.next(line);) {
        const std::string where = reader.at().place();
        if (line.starts_with(kMark)) {
            require_input(chapters.empty() || !chapters.back().empty(),
                          "{}: the chapter before has no text", where);
            const std::string expected = fmt::format("{}{:02}_", kMark, chapters.size());
            require_input(line.starts_with(expected) && chapters.size() <= kLastChapterOfText,
                          "{}: no chapter of this name belongs here; ./book pages corpus makes the "
                          "file anew",
                          where);
            chapters.emplace_back();
            continue;
        }
        require_input(!chapters.empty(),
                      "{}: no chapter has begun; the line before must be {}00_...", where, kMark);
        require_input(!tidy(line).empty(), "{}: the line is empty", where);
        chapters.back().push_back(std::move(line));
    }
    require_input(chapters.size() == kLastChapterOfText + 1 && !chapters.back().empty(),
                  "{}: ends before the last chapter; ./book pages corpus makes it anew", path);
    return chapters;
}

PlainText book_text() {
    const std::string path = source_root() + "/" + kBookTextPath;
    require_input(has_sources() || is_there(path),  // a browser has the text, and nothing else
                  "{} has no sources of the book, and so no text of it; --text F takes another",
                  source_root());
    std::vector<std::vector<std::string>> chapters = read_chapters(path);
    PlainText text;
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const auto* end = std::end(kHeldOutChapters);
        const bool is_held_out =
            std::find(std::begin(kHeldOutChapters), end, static_cast<int>(i)) != end;
        append(is_held_out                                 ? text.held_out
               : static_cast<int>(i) == kValidationChapter ? text.validation
                                                           : text.training,
               chapters[i]);
    }
    return text;
}

PlainText read_plain_text(const std::string& path) {
    std::vector<std::string> lines;
    for (const std::string& line : read_lines(path, kLargestPlainText))
        if (std::string text = tidy(line); !text.empty()) lines.push_back(std::move(text));
    const std::size_t validation = line_behind(lines, 8), held_out = line_behind(lines, 9);
    require_input(
        validation > 0 && validation < held_out && held_out < lines.size(),
        "{}: its lines cannot be cut into eight tenths, one and one; write a paragraph a line, "
        "and more of them",
        path);
    const auto at = [&](std::size_t line) {
        return lines.begin() + static_cast<std::ptrdiff_t>(line);
    };
    return {{lines.begin(), at(validation)},
            {at(validation), at(held_out)},
            {at(held_out), lines.end()}};
}

}  // namespace book
