#include "text/lines.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "core/require.h"

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

TEST_CASE("read_lines: line ends, a byte order mark and a missing last line end", "[text]") {
    const Folder folder;
    const auto read = [&](const std::string& text) { return read_lines(folder.write("f", text)); };
    CHECK(read("one\ntwo\n") == Lines{"one", "two"});
    CHECK(read("one\ntwo") == Lines{"one", "two"});
    CHECK(read("one\r\ntwo\r\n") == Lines{"one", "two"});
    CHECK(read("one\r") == Lines{"one"});
    CHECK(read("a\rb\n") == Lines{"a\rb"});
    CHECK(read("\n\nx\n\n") == Lines{"", "", "x", ""});
    CHECK(read("\n") == Lines{""});
    CHECK(read("\xEF\xBB\xBF"
               "élan\n\xEF\xBB\xBF"
               "b\n") == Lines{"élan",
                               "\xEF\xBB\xBF"
                               "b"});
    CHECK(read(" spaces \t stay \n") == Lines{" spaces \t stay "});
    CHECK(read(std::string("a\0b\n", 4)) == Lines{std::string("a\0b", 3)});
    CHECK(read(std::string(300'000, 'x') + "\ny") == Lines{std::string(300'000, 'x'), "y"});
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
}

TEST_CASE("checked_line: checks what comes from a prompt", "[text]") {
    CHECK(checked_line("J'aime ça\r", "-", 1) == "J'aime ça");
    CHECK(checked_line("", "-", 1).empty());
    CHECK_THAT(refusal([] { checked_line("\x80", "standard input", 7); }),
               Catch::Matchers::StartsWith("standard input:7: invalid UTF-8 at byte 1 "));
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
    CHECK_THAT(refusal([&] { read_pairs(folder.write("q", "a\tb\n\n")); }),
               Catch::Matchers::StartsWith(folder.path("q") + ":2: has no tab"));
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
