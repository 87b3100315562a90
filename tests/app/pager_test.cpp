// Long output on a terminal, as a reader meets it.
#include "catch.h"
#include "run_program.h"
#include "teacher/learner.h"
#include "temporary_folder.h"

using namespace book;

namespace {

const std::string kHome = BOOK_SOURCE_DIR;

std::vector<std::string> call(const std::string& variables, const std::string& words) {
    return {"/bin/sh", "-c",
            "exec env -u NO_COLOR -u LESS TERM=xterm " + variables + " BOOK_HOME='" + kHome +
                "' '" BOOK_TOOL "' " + words};
}

}  // namespace

TEST_CASE("on a terminal a pager gets what is long", "[app]") {
    Learner find(call("BOOK_PAGER='sed s/^/PAGED:/'", "find doughnuts"));
    CHECK(find.sees("PAGED:\"doughnuts\""));
    CHECK(find.ends() == 0);

    Learner none(call("PAGER='sed s/^/PAGED:/'", "find nosuchwordanywhere"));
    CHECK(none.sees("PAGED:No page"));
    CHECK(none.ends() == 1);
}

TEST_CASE("no pager where nobody wants one, and none that is not there", "[app]") {
    for (const std::string variables :
         {"BOOK_PAGER=cat", "BOOK_PAGER=", "TERM=dumb PAGER='sed s/^/PAGED:/'"}) {
        Learner find(call(variables, "find doughnuts"));
        CHECK_FALSE(find.sees("PAGED", 0.5));
        CHECK(find.ends() == 0);
    }
    Learner asked_not_to(call("PAGER='sed s/^/PAGED:/'", "find doughnuts --no-pager"));
    CHECK_FALSE(asked_not_to.sees("PAGED", 0.5));
    CHECK(asked_not_to.ends() == 0);

    Learner missing(call("BOOK_PAGER=no_such_pager", "find doughnuts"));
    CHECK(missing.sees("book: BOOK_PAGER names a pager that is not there: no_such_pager"));
    CHECK(missing.sees("doughnuts\": "));
    CHECK(missing.ends() == 0);

    const ProgramRun pipe = run_program("BOOK_PAGER='sed s/^/PAGED:/' BOOK_HOME='" + kHome +
                                        "' '" BOOK_TOOL "' find doughnuts");
    CHECK(pipe.out.find("PAGED") == std::string::npos);
}
