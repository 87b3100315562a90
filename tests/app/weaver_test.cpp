#include "app/weaver.h"

#include <filesystem>

#include "catch.h"
#include "core/require.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

// A book of one chapter, whose program is a script that writes what stands in `next`.
struct TinyBook {
    TemporaryFolder folder;
    fs::path home = folder.path("home"), programs = folder.path("bin"), page, next;

    TinyBook() {
        page = home / "chapters/05_softmax";
        next = folder.path("next");
        fs::create_directories(page);
        fs::create_directories(programs);
        fs::create_directories(next / "figures");
        folder.write("home/chapters/05_softmax/chapter.cpp", "");
        script("cp -r " + next.string() + "/. \"$2\"");
        render("value 1\n", "<svg>1</svg>");
    }
    void script(const std::string& line) {
        const std::string path = folder.write("bin/05_softmax", "#!/bin/sh\n" + line + "\n");
        fs::permissions(path, fs::perms::owner_all);
    }
    void render(const std::string& text, const std::string& svg) {
        folder.write("next/README.md", text);
        folder.write("next/page.json", "{}");
        folder.write("next/figures/a.svg", svg);
    }
    int run(bool check, bool tolerant = false) {
        WeaveOptions options;
        options.check = check;
        options.tolerant = tolerant;
        return weave(home, programs, options);
    }
    std::string readme() const { return read_whole_file((page / "README.md").string()); }
    std::string figure() const { return read_whole_file((page / "figures/a.svg").string()); }
};

}  // namespace

TEST_CASE("weave: writes the page, and then a check finds it the same", "[app]") {
    TinyBook book;
    CHECK(book.run(true) == 1);  // there is none yet
    CHECK(book.run(false) == 0);
    CHECK(book.readme() == "value 1\n");
    CHECK(book.run(true) == 0);
}

TEST_CASE("weave --check: sees a changed page, a changed figure, one more and one less", "[app]") {
    TinyBook book;
    REQUIRE(book.run(false) == 0);
    book.render("value 2\n", "<svg>1</svg>");
    CHECK(book.run(true) == 1);
    CHECK(book.readme() == "value 1\n");  // a check writes nothing
    book.render("value 1\n", "<svg>2</svg>");
    CHECK(book.run(true) == 1);
    book.render("value 1\n", "<svg>1</svg>");
    CHECK(book.run(true) == 0);
    book.folder.write("next/figures/b.svg", "<svg/>");
    CHECK(book.run(true) == 1);
    REQUIRE(book.run(false) == 0);
    fs::remove(book.next / "figures/b.svg");
    CHECK(book.run(true) == 1);
    REQUIRE(book.run(false) == 0);  // weaving removes a figure that is no longer drawn
    CHECK_FALSE(fs::exists(book.page / "figures/b.svg"));
}

TEST_CASE("weave: a chapter gets the old timings, unless fresh ones are asked for", "[app]") {
    TinyBook book;
    REQUIRE(book.run(false) == 0);
    book.folder.write("home/chapters/05_softmax/page.json", "{\"timings\": {\"t\": 1.5}}");
    // As a chapter does: what is in page.json already stays there.
    book.script(
        "cd \"$2\"; mkdir figures; [ -f page.json ] || echo 2.5 > page.json; "
        "cp page.json README.md; cp page.json figures/a.svg");
    REQUIRE(book.run(false) == 0);
    CHECK(book.readme() == "{\"timings\": {\"t\": 1.5}}");
    CHECK(book.figure() == book.readme());
    CHECK(book.run(true) == 0);
    WeaveOptions fresh;
    fresh.fresh_timings = true;
    REQUIRE(weave(book.home, book.programs, fresh) == 0);
    CHECK(book.readme() == "2.5\n");
    CHECK(book.figure() == "2.5\n");
}

TEST_CASE("weave: a chapter whose claim fails leaves the page as it was", "[app]") {
    TinyBook book;
    REQUIRE(book.run(false) == 0);
    for (const char* end : {"exit 1", "exit 2", "kill -9 $$"}) {
        book.script(end);
        CHECK(book.run(false) == 1);
        CHECK(book.readme() == "value 1\n");
        CHECK(book.run(true) == 1);
    }
}

TEST_CASE("weave: a page without a number is woven with the chapters, or alone by its name",
          "[app]") {
    TinyBook book;
    fs::create_directories(book.home / "chapters/matrix");
    book.folder.write("home/chapters/matrix/chapter.cpp", "");
    fs::copy_file(book.programs / "05_softmax", book.programs / "matrix");
    const fs::path readme = book.home / "chapters/matrix/README.md";
    CHECK(book.run(false) == 0);
    CHECK(read_whole_file(readme.string()) == "value 1\n");
    CHECK(book.run(true) == 0);
    book.folder.write("home/chapters/matrix/README.md", "value 2\n");
    CHECK(book.run(true) == 1);
    WeaveOptions options;
    options.only = "matrix";
    CHECK(weave(book.home, book.programs, options) == 0);
    CHECK(book.run(true) == 0);
}

TEST_CASE("weave: a chapter that is not there is the reader's mistake", "[app]") {
    TinyBook book;
    WeaveOptions options;
    options.only = "6";
    CHECK_THROWS_AS(weave(book.home, book.programs, options), InputError);
    options.only = "sotfmax";
    CHECK_THROWS_WITH(weave(book.home, book.programs, options),
                      ContainsText("did you mean \"softmax\"?"));
    for (const char* name : {"5", "05", "005", "softmax", "05_softmax"}) {  // as for ./book run
        options.only = name;
        CHECK(weave(book.home, book.programs, options) == 0);
    }
    CHECK_THROWS_AS(weave(book.folder.path("nowhere"), book.programs, {}), InputError);
}

TEST_CASE("first_difference: names the value before it shows a line", "[app]") {
    const std::string old = R"({"title": "It is.", "values": {"score.love": 0.78, "other": 1}})";
    std::string now = old;
    CHECK(first_difference(old, now, false).empty());
    now = R"({"title": "It is.", "values": {"score.love": 0.79, "other": 1}})";
    CHECK(first_difference(old, now, false) == "score.love: was 0.78, is 0.79");
    now = R"({"title": "It was.", "values": {"score.love": 0.78, "other": 1}})";
    CHECK_THAT(first_difference(old, now, false), ContainsText("line 1") && ContainsText("It was"));
    CHECK_THAT(first_difference("a\n", "a\nb\n", false), ContainsText("line 2"));
}

TEST_CASE("first_difference: a tolerance forgives last digits and nothing else", "[app]") {
    CHECK(first_difference("x 0.7812, y -3e-07", "x 0.7813, y -3.0001e-07", true).empty());
    CHECK_FALSE(first_difference("x 0.7812", "x 0.7813", false).empty());
    CHECK_FALSE(first_difference("x 0.781", "x 0.791", true).empty());
    CHECK_FALSE(first_difference("x 0.78", "y 0.78", true).empty());
    CHECK_FALSE(first_difference("x 12", "x 1", true).empty());
    CHECK_FALSE(first_difference("x 0.78", "x", true).empty());
}
