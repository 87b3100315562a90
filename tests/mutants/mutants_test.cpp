// Every mutant must be caught by the claim that is named for it. None of these claims is about what was
// learnt, so twenty steps of training are enough.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "run_program.h"

using namespace book;
using nlohmann::json;

TEST_CASE("mutants: each idea that is broken makes its own claim fail", "[mutants]") {
    std::ifstream list(BOOK_MUTANTS);
    int mutants = 0;
    for (std::string line; std::getline(list, line);) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos) continue;
        const std::size_t second = line.find('\t', tab + 1);
        const std::string name = line.substr(0, tab), claim = line.substr(second + 1),
                          chapter = line.substr(tab + 1, second - tab - 1);
        ++mutants;
        const ProgramRun run =
            run_program(std::string(BOOK_BIN) + "/mutant_" + name + " --quick --format json 2>&1");
        CAPTURE(name, claim, run.out);
        CHECK(run.status == 1);
        const std::size_t begin = run.out.find('{');
        REQUIRE(begin != std::string::npos);
        const json page = json::parse(run.out.substr(begin, run.out.rfind('}') - begin + 1));
        bool found = false;
        for (const json& check : page["checks"])
            if (check["claim"] == claim) {
                found = true;
                CHECK(check["holds"] == false);
            }
        CHECK(found);
    }
    CHECK(mutants >= 12);
}
