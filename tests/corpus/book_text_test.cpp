#include "corpus/book_text.h"

#include <algorithm>

#include "catch.h"
#include "core/require.h"
#include "host/sources.h"
#include "temporary_folder.h"

using namespace book;

namespace {

using Lines = std::vector<std::string>;

const std::string kTwelveChapters =
    "# 00_a\nzero\n# 01_b\none\n# 02_c\ntwo\n# 03_d\nthree\n# 04_e\nfour\n# 05_f\nfive\n# "
    "06_g\nsix\n"
    "# 07_h\nseven\n# 08_i\neight\n# 09_j\nnine\n# 10_k\nten\nand more\n# 11_l\neleven\n";

std::size_t bytes_of(const Lines& lines) {
    std::size_t bytes = 0;
    for (const std::string& line : lines) bytes += line.size() + 1;
    return bytes;
}

}  // namespace

TEST_CASE("book text: it is English without numbers, in twelve chapters and three parts",
          "[corpus]") {
    const auto chapters = read_chapters(source_root() + "/" + kBookTextPath);
    REQUIRE(chapters.size() == 12);
    std::size_t bytes = 0;
    for (const Lines& chapter : chapters) {
        bytes += bytes_of(chapter);
        for (const std::string& line : chapter)
            CHECK(line.find_first_of("0123456789`*@{}[]<>=+_#|") == std::string::npos);
    }
    const PlainText text = book_text();
    CHECK(bytes_of(text.training) + bytes_of(text.validation) + bytes_of(text.held_out) == bytes);
    CHECK(text.validation == chapters[kValidationChapter]);
    CHECK(text.training.front() == chapters[0].front());
    CHECK(text.held_out.front() == chapters[kHeldOutChapters[0]].front());
    // Enough to examine on, and most of it to learn from.
    CHECK(bytes_of(text.held_out) > bytes / 10);
    CHECK(bytes_of(text.training) > bytes * 7 / 10);
}

TEST_CASE("book text: no longer sentence of a held-out chapter stands in another", "[corpus]") {
    const PlainText text = book_text();
    Lines known = text.training;
    known.insert(known.end(), text.validation.begin(), text.validation.end());
    for (const std::string& line : text.held_out)
        if (std::count(line.begin(), line.end(), ' ') >= 5) {
            CAPTURE(line);
            CHECK(std::find(known.begin(), known.end(), line) == known.end());
        }
}

TEST_CASE("book text: a file of chapters that is not whole is refused, with the line", "[corpus]") {
    const TemporaryFolder folder;
    const std::string path = folder.write("book.txt", kTwelveChapters);
    CHECK(read_chapters(path)[10] == Lines{"ten", "and more"});
    const auto refused = [&](const std::string& from, const std::string& to,
                             const std::string& says) {
        std::string text = kTwelveChapters;
        text.replace(text.find(from), from.size(), to);
        CHECK_THROWS_WITH(read_chapters(folder.write("book.txt", text)), ContainsText(says));
        CHECK_THROWS_AS(read_chapters(path), InputError);
    };
    refused("# 00_a\n", "", "book.txt:1: no chapter has begun");
    refused("# 01_b\none\n", "", "book.txt:3: no chapter of this name");
    refused("one\n", "", "book.txt:4: the chapter before has no text");
    refused("one\n", "one\n\n", "book.txt:5: the line is empty");
    refused("# 11_l\neleven\n", "", "book.txt: ends before the last chapter");
    refused("eleven\n", "", "book.txt: ends before the last chapter");
    refused("eleven\n", "eleven\n# 12_m\ntwelve\n", "book.txt:26: no chapter of this name");
    refused("one", "on\xFF", "book.txt:4");
}

TEST_CASE("plain text: the last tenth is held out, cut between lines", "[corpus]") {
    const TemporaryFolder folder;
    std::string text;
    for (int i = 0; i < 20; ++i) text += "line " + std::string(1, char('a' + i)) + "\n \n";
    const PlainText parts = read_plain_text(folder.write("own.txt", text));
    CHECK(parts.training.size() == 16);
    CHECK(parts.validation == Lines{"line q", "line r"});
    CHECK(parts.held_out == Lines{"line s", "line t"});
}

TEST_CASE("plain text: a text that cannot be cut is refused", "[corpus]") {
    const TemporaryFolder folder;
    for (const std::string text :
         {"", "\n\n", "one line\n", "a\nb\n", "a long first line of many words\na\nb\n"})
        CHECK_THROWS_AS(read_plain_text(folder.write("own.txt", text)), InputError);
    const PlainText parts =
        read_plain_text(folder.write("own.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj"));
    CHECK(parts.training.size() == 8);
    CHECK(parts.validation == Lines{"i"});
    CHECK(parts.held_out == Lines{"j"});
    CHECK_THROWS_AS(read_plain_text(folder.path("none.txt")), InputError);
}
