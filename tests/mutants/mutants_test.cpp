// Every mutant must be caught by the claim that is named for it, which the chapter itself must hold.
// Nearly none of these claims is about what was learnt, so a few steps of training are enough.
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "core/parallel.h"
#include "json.h"
#include "run_program.h"

using namespace book;
using nlohmann::json;

namespace {

// Several programs run side by side, each on one thread, but for the chapter that is about threads.
std::string options_of(const std::string& chapter) {
    if (chapter == "11_making_it_fast") return " --quick";
    const char* steps = chapter == "08_learning"     ? " --steps 100"
                        : chapter == "10_full_model" ? " --steps 20"
                                                     : "";
    return std::string(" --quick --threads 1") + steps;
}

// The claims of a program and what became of them; nothing at all if it printed no page.
json checks_of(const std::string& program, const std::string& chapter, const std::string& mutant) {
    const ProgramRun run =
        run_program("BOOK_MUTANT=" + mutant + " " + std::string(BOOK_BIN) + "/" + program +
                    options_of(chapter) + " --format json 2>/dev/null");
    const json page = try_json(run.out);
    return page.is_object() ? page["checks"] : json::array();
}

// Of a program of tests: does this one hold?
json test_holds(const std::string& program, const std::string& mutant, const std::string& test) {
    const ProgramRun run = run_program("BOOK_MUTANT=" + mutant + " " + std::string(BOOK_BIN) + "/" +
                                       program + " \"" + test + "\" 2>/dev/null");
    if (run.out.find("assertion") == std::string::npos) return "there is no such test";
    return run.status == 0;
}

json verdict(const json& checks, const std::string& claim) {
    for (const json& check : checks)
        if (check["claim"] == claim) return check["holds"];
    return "there is no such claim";
}

}  // namespace

TEST_CASE("mutants: each idea that is broken makes its own claim fail", "[mutants]") {
    struct Program {
        std::string file, chapter, name{}, claim{};
        json checks{};
    };
    std::vector<Program> programs;  // the chapters as they are, then the mutants
    std::istringstream chapters(BOOK_CHAPTERS);
    for (std::string chapter; chapters >> chapter;) programs.push_back({chapter, chapter});
    const std::size_t intact_ones = programs.size();
    std::ifstream list(BOOK_MUTANTS);
    for (std::string line; std::getline(list, line);) {
        std::istringstream fields(line);
        Program p;
        for (std::string* field : {&p.file, &p.chapter, &p.name, &p.claim})
            std::getline(fields, *field, '\t');
        programs.push_back(p);
    }
    const std::string with_tests = BOOK_MUTANTS_WITH_TESTS;
    const auto has_test = [&](const Program& p) { return p.chapter == with_tests; };
    parallel_for_each(std::ssize(programs), [&](std::ptrdiff_t i) {
        Program& p = programs[static_cast<std::size_t>(i)];
        if (has_test(p))
            p.checks = test_holds(p.file, p.name, p.claim);
        else
            p.checks = checks_of(p.file, p.chapter, p.name);
    });

    std::map<std::string, json> intact;  // by chapter
    std::map<std::string, int> mutants;
    for (std::size_t i = 0; i < programs.size(); ++i) {
        const Program& p = programs[i];
        if (i < intact_ones) {
            intact[p.chapter] = p.checks;
            continue;
        }
        ++mutants[p.chapter];
        CAPTURE(p.name, p.claim);
        if (has_test(p)) {
            CHECK(test_holds(p.file, "none", p.claim) == true);
            CHECK(p.checks == false);
            continue;
        }
        CHECK(verdict(intact.at(p.chapter), p.claim) == true);
        CHECK(verdict(p.checks, p.claim) == false);
    }
    for (const auto& [chapter, checks] : intact) {
        CAPTURE(chapter);
        if (std::isdigit(static_cast<unsigned char>(chapter[0])))  // not a page that is looked up
            CHECK(mutants[chapter] >= 4);
    }
}
