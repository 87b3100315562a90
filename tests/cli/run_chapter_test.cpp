#include "cli/run_chapter.h"

#include <cstdlib>
#include <filesystem>

#include "app/run_in_process.h"
#include "catch.h"

using namespace book;

namespace {

struct Knobs {
    double temperature = 1;
};

// A chapter of a book that lies in a folder of its own, where it was woven once.
const ChapterDefinition kChapter = define_chapter<Knobs>(
    {5, "softmax", "How?"},
    [](Options& options, Knobs& knobs) {
        options.add("temperature", knobs.temperature, 0, 100, "of the scores");
    },
    [](Page& page, Knobs& knobs) {
        page.value("weight", 0.5 / knobs.temperature);
        page.text("The opening.");
        page.show(Figure{"one", "One", "One bar.",
                         Bars{{"weight"}, {{"", {knobs.temperature}}}, "how much"}});
        page.section("Why divide?", Path::shortest);
        page.guess("How much?", "It is @{weight}.");
        page.text("The weight is @{weight}.");
        page.section("What a mask does");
        page.text("It hides.");
    });

int run_it(int argc, char** argv) { return run_chapter(argc, argv, kChapter); }

struct SmallBook {
    SmallBook() {
        std::filesystem::create_directories(folder.path("chapters/05_softmax"));
        folder.write("chapters/05_softmax/chapter.cpp", "");
        setenv("BOOK_HOME", folder.path("").c_str(), 1);
        run({"--weave", folder.path("chapters/05_softmax")});
    }
    ~SmallBook() { unsetenv("BOOK_HOME"); }
    ToolRun run(const std::vector<std::string>& words) const {
        return run_in_process(run_it, words);
    }
    TemporaryFolder folder;
};

}  // namespace

TEST_CASE("run_chapter --contents: the sections, and nothing is computed", "[cli]") {
    const SmallBook book;
    const ToolRun run = book.run({"--contents"});
    CHECK(run.status == 0);
    CHECK_THAT(run.out, ContainsText("   1  ◆ Why divide?\n   2    What a mask does\n"));
    CHECK(run.err.empty());  // not even the line that says how it is computed
    std::filesystem::remove(book.folder.path("chapters/05_softmax/page.json"));
    CHECK(book.run({"--contents"}).complains_of("./book pages 5 weaves it"));
}

TEST_CASE("run_chapter --section: one section, its guess answered, or a refusal", "[cli]") {
    const SmallBook book;
    CHECK(book.run({"--section", "mask"}).out ==
          "What a mask does\n────────────────\n\nIt hides.\n");
    const std::string divide = book.run({"--section", "1"}).out;
    CHECK_THAT(divide, ContainsText("Guess 1. How much?") && ContainsText("It is 0.5."));
    CHECK(divide.find("It hides") == std::string::npos);
    CHECK(divide.find("The opening") == std::string::npos);
    CHECK_THAT(book.run({"--section", "0"}).out, ContainsText("The opening."));
    CHECK(book.run({"--section", "maks"}).complains_of("near it: 2 \"What a mask does\""));
    CHECK(book.run({"--section", "mask", "--format", "json"}).complains_of("--section"));
    // Without the woven page it is known at the end only.
    std::filesystem::remove(book.folder.path("chapters/05_softmax/page.json"));
    CHECK(book.run({"--section", "maks"}).status == 2);
    CHECK_THAT(book.run({"--section", "mask"}).out, ContainsText("It hides."));
}

TEST_CASE("run_chapter: after a knob was turned, first what changed", "[cli]") {
    const SmallBook book;
    CHECK(book.run({"--temperature", "2"})
              .out.rfind("What changes, now that --temperature is 2, not 1:", 0) == 0);
    CHECK_THAT(book.run({"--temperature", "2"}).out, ContainsText("The weight is 0.5 → 0.25."));
    CHECK_THAT(book.run({"--seed=9"}).out, ContainsText("--seed is 9, not 1"));
    for (const std::string as_before :
         {"--temperature=1", "--temperature=1.0", "--seed=1", "--quick"})
        CHECK(book.run({as_before}).out.find("What changes") == std::string::npos);
    CHECK(book.run({"--temperature=2", "--format=json"}).out[0] == '{');
}

TEST_CASE("run_chapter: what was a reader's is kept, and what was woven is not", "[cli]") {
    const SmallBook book;
    std::filesystem::create_directories(book.folder.path("notes/figures"));
    const auto write = [&] {
        for (const char* name : {"notes/page.md", "notes/README.md", "notes/figures/one.svg"})
            book.folder.write(name, "mine");
    };
    const auto kept = [&](const std::string& name) {
        return read_whole_file(book.folder.path("notes/" + name + ".before")) == "mine";
    };
    write();
    CHECK(book.run({"--format", "markdown", "--out", book.folder.path("notes/page.md")}).status ==
          0);
    CHECK(kept("page.md"));
    CHECK(kept("figures/one.svg"));
    write();
    const ToolRun woven = book.run({"--weave", book.folder.path("notes")});
    CHECK(woven.status == 0);
    CHECK_THAT(woven.err, ContainsText("notes/README.md.before"));
    CHECK(kept("README.md"));
    CHECK(kept("figures/one.svg"));
    // The same again is the same.
    CHECK(book.run({"--weave", book.folder.path("notes")}).err.find(".before") ==
          std::string::npos);

    const std::string own = book.folder.path("chapters/05_softmax");
    book.run({"--weave", own, "--temperature", "2"});
    CHECK_FALSE(std::filesystem::exists(own + "/README.md.before"));
    CHECK_FALSE(std::filesystem::exists(own + "/figures/one.svg.before"));
}
