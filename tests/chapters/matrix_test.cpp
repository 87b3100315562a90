// The page about Matrix as a program: not a chapter, but woven and run like one.
#include <string>

#include "chapters/run_chapter.h"

using namespace book;
using nlohmann::json;

TEST_CASE("matrix: every claim holds, and what is read aloud is what was computed", "[chapters]") {
    const json page = page_of("matrix", "");
    CHECK(page["page"] == "matrix");
    CHECK_FALSE(page.contains("chapter"));
    CHECK(page["checks"].size() >= 8);
    for (const json& check : page["checks"]) {
        CAPTURE(check.dump());
        CHECK(check["holds"] == true);
    }
    const json& v = page["values"];
    CHECK_THAT(v["score"].get<double>(), WithinAbs(0.78, 1e-6));
    CHECK(v["as.matrices"] == 7);
    CHECK(v["one.by.one"] == 1);
    CHECK_THAT(v["words"].get<std::string>(), ContainsText("rows run from 0 to rows() - 1"));
}

TEST_CASE("matrix: the page shows the actual message, and names itself in its help", "[chapters]") {
    const ProgramRun run = run_program(program("matrix") + "2>/dev/null");
    CHECK(run.status == 0);
    CHECK_THAT(run.out, ContainsText("matmul: (2 x 2) times (3 x 2)"));
    CHECK_THAT(run_program(program("matrix") + "--help").out, ContainsText("./book run matrix"));
    check_refused("matrix", "--no-such-option");
}
