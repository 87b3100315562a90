// Every mutant must be caught by the claim that is named for it, which the chapter itself must hold.
// None of these claims is about what was learnt, so twenty steps of training are enough.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "catch.h"
#include "run_program.h"

using namespace book;
using nlohmann::json;

namespace {

std::string options_of(const std::string& chapter) {
    return chapter == "10_full_model" ? " --quick --steps 20" : " --quick";
}

// The claims of a program and what became of them; nothing at all if it printed no page.
json checks_of(const std::string& program, const std::string& chapter) {
    const ProgramRun run = run_program(std::string(BOOK_BIN) + "/" + program + options_of(chapter) +
                                       " --format json 2>/dev/null");
    const json page = json::parse(run.out, nullptr, false);
    return page.is_object() ? page["checks"] : json::array();
}

json verdict(const json& checks, const std::string& claim) {
    for (const json& check : checks)
        if (check["claim"] == claim) return check["holds"];
    return "there is no such claim";
}

}  // namespace

TEST_CASE("mutants: each idea that is broken makes its own claim fail", "[mutants]") {
    std::map<std::string, json> intact;  // by chapter
    std::istringstream chapters(BOOK_CHAPTERS);
    for (std::string chapter; chapters >> chapter;) intact[chapter] = checks_of(chapter, chapter);

    std::map<std::string, int> mutants;
    std::ifstream list(BOOK_MUTANTS);
    for (std::string line; std::getline(list, line);) {
        std::istringstream fields(line);
        std::string program, chapter, claim;
        std::getline(std::getline(std::getline(fields, program, '\t'), chapter, '\t'), claim);
        ++mutants[chapter];
        CAPTURE(program, claim);
        CHECK(verdict(intact.at(chapter), claim) == true);
        CHECK(verdict(checks_of(program, chapter), claim) == false);
    }
    for (const auto& [chapter, checks] : intact) {
        CAPTURE(chapter);
        CHECK(mutants[chapter] >= 4);
    }
}
