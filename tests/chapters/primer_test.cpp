// The primer as a program: looked up, not read in its turn.
#include <string>
#include <vector>

#include "chapters/run_chapter.h"

using namespace book;
using nlohmann::json;

TEST_CASE("primer: every claim holds, and the numbers are those of the pencil", "[chapters]") {
    const json page = page_of("primer", "");
    CHECK(page["page"] == "primer");
    CHECK(page["checks"].size() >= 8);
    for (const json& check : page["checks"]) {
        CAPTURE(check.dump());
        CHECK(check["holds"] == true);
    }
    const json& v = page["values"];
    CHECK(v["length.plain"] == 5);
    CHECK(v["cost.plain"] == 26);
    CHECK(v["chain"] == 24);
    CHECK_THAT(v["variance"].get<double>(), WithinAbs(5.2, 1e-6));
    CHECK_THAT(v["dice"].get<double>(), WithinAbs(35.0 / 6, 1e-5));
    // A guess and its answer for each idea.
    int guesses = 0;
    for (const json& block : page["document"]["blocks"]) guesses += block["type"] == "guess";
    CHECK(guesses >= 9);
}
