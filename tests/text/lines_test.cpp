#include "text/lines.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "core/require.h"
#include "text/utf8.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

// A folder of its own for each test, gone when it ends.
class Folder {
  public:
    Folder() {
        static int count = 0;
        path_ = fs::temp_directory_path() /
                ("book_lines_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        fs::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path(name);
    }

  private:
    fs::path path_;
};

// What the InputError says; it must be one line.
template <class F>
std::string refusal(F f) {
    try {
        f();
    } catch (const InputError& error) {
        const std::string what = error.what();
        CHECK(what.find('\n') == std::string::npos);
        return what;
    }
    return "no InputError";
}

}  // namespace

TEST_CASE("read_lines: line ends, byte order marks and a missing last line end", "[text]") {
    const Folder folder;
    const auto read = [&](const std::string& text) { return read_lines(folder.write("f", text)); };
    CHECK(read("one\ntwo\n") == Lines{"one", "two"});
    CHECK(read("one\ntwo") == Lines{"one", "two"});
    CHECK(read("one\r\ntwo\r\n") == Lines{"one", "two"});
    CHECK(read("one\rtwo\r") == Lines{"one", "two"});
    CHECK(read("a\rb\nc\r\nd") == Lines{"a", "b", "c", "d"});
    CHECK(read("a\n\rb\r\rc") == Lines{"a", "", "b", "", "c"});
    CHECK(read("\n\nx\n\n") == Lines{"", "", "x", ""});
    CHECK(read("\n") == Lines{""});
    CHECK(read("\r\n") == Lines{""});
    CHECK(read("\xEF\xBB\xBF"
               "élan\n\xEF\xBB\xBF"
               "b\n") == Lines{"élan", "b"});
    CHECK(read("\xEF\xBB\xBF\xEF\xBB\xBF"
               "a\n") == Lines{"a"});
    CHECK(read(" spaces \t stay \n") == Lines{" spaces \t stay "});
    CHECK(read("a\u2028b\u0085c\u00A0\f\n") == Lines{"a\u2028b\u0085c\u00A0\f"});
    CHECK(read(std::string(300'000, 'x') + "\ny") == Lines{std::string(300'000, 'x'), "y"});
}

TEST_CASE("LineCutter: the lines are the same, however a text is cut into parts", "[text]") {
    const std::string text =
        "\xEF\xBB\xBFone\r\n\r\ntwo\rthree\n\n\rfour\r\n\xEF\xBB\xBF"
        "five";
    const auto cut = [&](std::size_t at, std::size_t again) {
        LineCutter cutter("text");
        Lines lines;
        std::string line;
        for (const std::string& part :
             {text.substr(0, at), text.substr(at, again - at), text.substr(again)}) {
            cutter.add(part);
            while (cutter.next(line)) lines.push_back(line);
        }
        cutter.end();
        while (cutter.next(line)) lines.push_back(line);
        return lines;
    };
    const Lines expected{"one", "", "two", "three", "", "", "four", "five"};
    for (std::size_t at = 0; at <= text.size(); ++at)
        for (std::size_t again = at; again <= text.size(); ++again)
            REQUIRE(cut(at, again) == expected);
}

TEST_CASE("LineCutter: a prompt's line is there as soon as it ends, whatever its end", "[text]") {
    LineCutter cutter("line");
    std::string line;
    cutter.add("a\r");
    REQUIRE(cutter.next(line));
    CHECK(line == "a");
    cutter.add("\n");
    CHECK_FALSE(cutter.next(line));
    cutter.add("b");
    CHECK_FALSE(cutter.next(line));
    cutter.add("\xFF\nc\n");
    CHECK_THAT(refusal([&] { cutter.next(line); }),
               Catch::Matchers::StartsWith("line:2: invalid UTF-8 at byte 2 "));
    REQUIRE(cutter.next(line));  // the one behind it is not lost
    CHECK(line == "c");
    CHECK(cutter.place() == "line:3");

    LineCutter narrow("line", 3);
    narrow.add("abc\nabcd");
    CHECK(narrow.next(line));
    CHECK_THAT(refusal([&] { narrow.next(line); }), Catch::Matchers::StartsWith("line:2: longer"));
}

TEST_CASE("read_lines: what is no text file is refused by name", "[text]") {
    using Catch::Matchers::Contains;
    using Catch::Matchers::StartsWith;
    const Folder folder;
    const auto refuse = [](const std::string& path) {
        const std::string text = refusal([&] { read_lines(path); });
        CHECK_THAT(text, StartsWith(path));
        return text;
    };
    CHECK_THAT(refuse(folder.path("missing.txt")), Contains("No such file"));
    CHECK_THAT(refuse(folder.path("")), Contains("is a directory"));
    CHECK_THAT(refuse(folder.write("empty", "")), Contains("is empty"));
    CHECK_THAT(refuse(folder.write("bom", "\xEF\xBB\xBF")), Contains("is empty"));
    CHECK_THAT(refuse("/dev/null"), Contains("is a device"));
    CHECK_THAT(refusal([] { read_lines(""); }), Contains("cannot be opened"));
    if (::geteuid() != 0) {  // root may read everything
        const std::string secret = folder.write("secret", "text");
        fs::permissions(secret, fs::perms::none);
        CHECK_THAT(refuse(secret), Contains("Permission denied"));
    }
}

TEST_CASE("read_lines: invalid UTF-8 is refused with its line and byte", "[text]") {
    using Catch::Matchers::StartsWith;
    const Folder folder;
    const auto refuse = [&](const std::string& text) {
        return refusal([&] { read_lines(folder.write("f", text)); });
    };
    const std::string f = folder.path("f");
    CHECK_THAT(refuse("good\ncaf\xE9\n"),
               StartsWith(f + ":2: invalid UTF-8 at byte 4 of the line (0xE9)"));
    CHECK_THAT(refuse("\xEF\xBB\xBF\xFF"), StartsWith(f + ":1: invalid UTF-8 at byte 1 "));
    CHECK_THAT(refuse("\xFF\xFEh\0i\0"), StartsWith(f + ":1: invalid UTF-8 at byte 1 "));  // UTF-16
    CHECK_THAT(refuse("é\xC3\r\n"), StartsWith(f + ":1: invalid UTF-8 at byte 3 "));
    CHECK_THAT(refuse("a\xC3\nb"), StartsWith(f + ":1: invalid UTF-8 at byte 2 "));
    CHECK_THAT(refuse("a\r\xC3\r"), StartsWith(f + ":2: invalid UTF-8 at byte 1 "));
    CHECK_THAT(refuse(std::string("x\na\0b\n", 6)),
               StartsWith(f + ":2: byte 2 of the line is a NUL"));
    CHECK_THAT(refuse(std::string("h\0i\0\n\0", 6)), StartsWith(f + ":1: byte 2 "));  // UTF-16
}

TEST_CASE("read_lines: a file of more bytes than allowed is refused", "[text]") {
    const Folder folder;
    const std::string f = folder.write("f", std::string(99, '\n'));
    CHECK(read_lines(f, 99).size() == 99);
    CHECK_THAT(refusal([&] { read_lines(f, 98); }), Catch::Matchers::StartsWith(f + ": larger"));
    CHECK_THAT(refusal([] { read_lines("/dev/zero", 1 << 20); }),
               Catch::Matchers::StartsWith("/dev/zero: is a device"));
}

TEST_CASE("checked_line: checks what comes from a prompt", "[text]") {
    CHECK(checked_line("J'aime ça\r", "-", 1) == "J'aime ça");
    CHECK(checked_line("", "-", 1).empty());
    CHECK(checked_line("\xEF\xBB\xBF"
                       "a\r\n",
                       "-", 1) == "a");
    CHECK_THAT(refusal([] { checked_line("\x80", "standard input", 7); }),
               Catch::Matchers::StartsWith("standard input:7: invalid UTF-8 at byte 1 "));
}

TEST_CASE("typed_line: what a reader typed holds no control character", "[text]") {
    CHECK(typed_line("J'aime\u00A0ça\t!", "--sentence") == "J'aime\u00A0ça\t!");
    for (const char* text : {"a\x1b]0;x\x07", "a\nb", "a\rb", "\x7F", "\u0085", "\u009B"})
        CHECK_THAT(refusal([&] { typed_line(text, "--sentence"); }),
                   Catch::Matchers::StartsWith("--sentence: holds a control character (U+00"));
    CHECK_THAT(refusal([&] { typed_line("\xFF", "--sentence"); }),
               Catch::Matchers::StartsWith("--sentence:1: invalid UTF-8"));
}

TEST_CASE("tidy: a sentence is what can be seen of it", "[text]") {
    CHECK(tidy("J'aime les beignets !") == "J'aime les beignets !");
    CHECK(tidy("\uFEFF J'aime\u00A0les\tbei\u00ADgnets\u202F!\u200B \r") ==
          "J'aime les beignets !");
    CHECK(tidy("a\u2028b\u2029c\u0085d\x1b"
               "e\vf") == "a b c d e f");
    CHECK(tidy("a  b") == "a  b");
    CHECK(tidy("\u200B\uFEFF \u00A0\u3000\x07").empty());
    CHECK(tidy("👩\u200D🍳 \u0915\u094D\u200D") == "👩\u200D🍳 \u0915\u094D\u200D");  // a joiner joins
    CHECK(tidy("\xFF\xC3").size() == 2);
}

TEST_CASE("read_pairs: two columns, either way round, further ones ignored", "[text]") {
    const Folder folder;
    const std::string path =
        folder.write("p.tsv", "Go.\tVa !\tCC-BY 2.0 (France)\t#1\r\nHi.\tSalut.\n\t\nx\t\n");
    const TextPairs pairs = read_pairs(path);
    CHECK(pairs.source == Lines{"Go.", "Hi.", "", "x"});
    CHECK(pairs.target == Lines{"Va !", "Salut.", "", ""});
    const TextPairs swapped = read_pairs(path, true);
    CHECK(swapped.source == pairs.target);
    CHECK(swapped.target == pairs.source);
}

TEST_CASE("read_pairs: a line without a tab is refused with its number", "[text]") {
    const Folder folder;
    const std::string path = folder.write("p.tsv", "a\tb\nc d\ne\tf\n");
    for (const bool swap : {false, true})
        CHECK_THAT(refusal([&] { read_pairs(path, swap); }),
                   Catch::Matchers::StartsWith(path + ":2: has no tab"));
}

TEST_CASE("read_pairs: a line without anything is a pair without words, and numbers go on",
          "[text]") {
    const Folder folder;
    const TextPairs pairs = read_pairs(folder.write("p", "a\tb\n\n \n\u200B\n\t\nc\td\n"));
    CHECK(pairs.source.size() == 6);
    CHECK(pairs.target == Lines{"b", "", "", "", "", "d"});
}

TEST_CASE("read_pairs: every kind of line end gives the same pairs", "[text]") {
    const Folder folder;
    for (const char* end : {"\n", "\r\n", "\r"}) {
        std::string text;
        for (int i = 0; i < 128; ++i) text += fmt::format("a{}\tb{}{}", i, i, end);
        const TextPairs pairs = read_pairs(folder.write("p", text));
        CHECK(pairs.source.size() == 128);
        CHECK(pairs.source.back() == "a127");
        CHECK(pairs.target.back() == "b127");
    }
}

TEST_CASE("read_parallel: two files of the same length", "[text]") {
    const Folder folder;
    const std::string fr = folder.write("t.fr", "un\n\ntrois\n"),
                      en = folder.write("t.en", "1\n2\n3");
    const TextPairs pairs = read_parallel(fr, en);
    CHECK(pairs.source == Lines{"un", "", "trois"});
    CHECK(pairs.target == Lines{"1", "2", "3"});
    const std::string one = folder.write("one", "1\n");
    CHECK_THAT(refusal([&] { read_parallel(fr, one); }),
               Catch::Matchers::StartsWith(fr + " has 3 lines but " + one + " has 1;"));
}
