// Code on a page fits the window that most readers have, 80 columns: nothing breaks it for them.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "core/display_width.h"
#include "host/sources.h"
#include "notebook/regions.h"
#include "render/terminal.h"
#include "render/wrap_code.h"

using namespace book;

namespace {

namespace fs = std::filesystem;

constexpr int kWindow = 80;
constexpr int kWidestCompared = 76;  // ./book solution puts "  + " before a line

struct ShownLine {
    std::string place;  // "chapters/05_softmax/chapter.cpp:105"
    std::string text;
};

// By path from the top of the book: what lies in `folder` and ends in one of `endings`.
std::vector<std::string> files_in(const std::string& folder,
                                  const std::vector<std::string>& endings) {
    const fs::path home = source_root();
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(home / folder)) {
        const std::string ending = entry.path().extension().string();
        if (std::find(endings.begin(), endings.end(), ending) != endings.end())
            files.push_back(entry.path().lexically_relative(home).generic_string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Every line between markers, shown or not: what has a marker is there to be shown.
std::vector<ShownLine> lines_of_regions(const std::string& source, const std::string& path) {
    std::vector<ShownLine> shown;
    for (const auto& [name, region] : cut_regions(source, path)) {
        std::istringstream lines(region.text);
        std::size_t i = 0;
        for (std::string line; std::getline(lines, line); ++i)
            shown.push_back({path + ":" + std::to_string(region.numbers[i]), line});
    }
    return shown;
}

std::vector<ShownLine> lines_of_pages() {
    std::vector<ShownLine> shown;
    for (const char* folder : {"chapters", "common"})
        for (const std::string& path : files_in(folder, {".cpp", ".h", ".inc"}))
            for (const ShownLine& line : lines_of_regions(*read_source(path), path))
                shown.push_back(line);
    return shown;
}

// What is wrong with a line; "" if it fits.
std::string complaint_about(const ShownLine& line, int widest) {
    const int width = display_width(line.text);
    if (width <= widest) return "";
    return line.place + ": " + std::to_string(width) + " columns, at most " +
           std::to_string(widest) + ": " + line.text;
}

void check_lines(const std::vector<ShownLine>& lines, int widest) {
    for (const ShownLine& line : lines) {
        const std::string complaint = complaint_about(line, widest);
        INFO(complaint);
        CHECK(complaint.empty());
    }
}

// All that a reader must find again, in order: no spaces, and no // that a wrapped comment goes on
// with.
std::string without_marks(const std::vector<std::string>& pieces) {
    std::string text;
    bool in_comment = false;
    for (const std::string& piece : pieces) {
        std::size_t at = std::min(piece.find_first_not_of(' '), piece.size());
        if (in_comment && piece.compare(at, 2, "//") == 0) at += 2;
        in_comment = in_comment || find_comment(piece) != std::string::npos;
        for (; at < piece.size(); ++at)
            if (piece[at] != ' ') text += piece[at];
    }
    return text;
}

// Names and numbers, in order.
std::vector<std::string> words_of(const std::vector<std::string>& pieces) {
    std::vector<std::string> words;
    for (const std::string& piece : pieces) {
        std::string word;
        for (const char c : piece + " ") {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0) {
                word += c;
            } else if (!word.empty()) {
                words.push_back(word);
                word.clear();
            }
        }
    }
    return words;
}

std::size_t longest(const std::vector<std::string>& words) {
    std::size_t length = 0;
    for (const std::string& word : words) length = std::max(length, word.size());
    return length;
}

}  // namespace

TEST_CASE("shown code: a line that is too wide is named with its file, number and width",
          "[notebook]") {
    const std::string wide(30, 'x');
    const std::vector<ShownLine> lines = lines_of_regions(
        "int a;\n// [r]\n\n    d²;\n    // [s]\n      " + wide + "\n    // [/s]\n// [/r]\n",
        "chapters/f.cpp");
    REQUIRE(lines.size() == 3);  // once in each region
    CHECK(lines[0].place == "chapters/f.cpp:4");
    CHECK(lines[0].text == "d²;");
    CHECK(lines[1].place == "chapters/f.cpp:6");
    CHECK(complaint_about(lines[0], 3).empty());  // columns, not bytes
    CHECK(complaint_about(lines[1], 32).empty());
    CHECK_THAT(complaint_about(lines[1], 31),
               ContainsText("chapters/f.cpp:6: 32 columns, at most 31"));
    CHECK(complaint_about(lines[2], 30).empty());  // its own region is not indented
}

TEST_CASE("shown code: every line that a page shows fits a window of 80 columns", "[notebook]") {
    const std::vector<ShownLine> lines = lines_of_pages();
    CHECK(lines.size() > 1000);
    check_lines(lines, kWidestShownLine);
}

TEST_CASE("shown code: a solution fits the window, alone and behind the mark of a comparison",
          "[notebook]") {
    std::vector<ShownLine> code, comments;
    for (const std::string& path : files_in("solutions", {".cpp"})) {
        std::istringstream lines(*read_source(path));
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            const bool is_comment = find_comment(line) == line.find_first_not_of(' ');
            (is_comment ? comments : code).push_back({path + ":" + std::to_string(++number), line});
        }
    }
    CHECK(code.size() > 400);
    CHECK(comments.size() > 100);
    check_lines(comments, kWindow);  // a comparison is made without them
    check_lines(code, kWidestCompared);
}

TEST_CASE("shown code: any window shows all of it, whole words, and comments as comments",
          "[notebook]") {
    for (const ShownLine& line : lines_of_pages()) {
        const std::string all = without_marks({line.text});
        const std::vector<std::string> words = words_of({line.text});
        const std::size_t longest_word = longest(words);
        const std::size_t comment = find_comment(line.text);
        const std::string code = line.text.substr(0, comment);
        for (int width = 20; width <= 100; ++width) {
            const std::vector<std::string> pieces = wrap_code(line.text, width);
            std::string wrong;
            for (const std::string& piece : pieces)
                if (visible_width(piece) > width) wrong = "too wide: " + piece;
            if (without_marks(pieces) != all) wrong = "something is lost, or new";
            const auto room = static_cast<std::size_t>(width / 2 - 3);
            if (longest_word <= room && words_of(pieces) != words) wrong = "a word is broken";
            // What is outside comments is the code, no more and no less.
            std::vector<std::string> outside;
            for (const std::string& piece : pieces)
                outside.push_back(piece.substr(0, find_comment(piece)));
            if (without_marks(outside) != without_marks({code})) wrong = "a comment became code";
            if (pieces.size() > 1 && display_width(line.text) <= width)
                wrong = "broken, and it fits";
            if (wrong.empty()) continue;
            std::string shown;
            for (const std::string& piece : pieces) shown += "\n|" + piece;
            FAIL_CHECK(line.place << " in " << width << " columns: " << wrong << shown);
        }
    }
}
