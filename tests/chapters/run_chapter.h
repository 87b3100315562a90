// A chapter as a reader runs it: what its JSON says, and how it refuses.
#pragma once

#include <algorithm>
#include <string>

#include "catch.h"
#include "json.h"
#include "run_program.h"

namespace book {

inline std::string program(const std::string& chapter) {
    return std::string(BOOK_BIN) + "/" + chapter + " ";
}

// The page of a run in which every claim held.
inline nlohmann::json page_of(const std::string& chapter, const std::string& options) {
    const ProgramRun run = run_program(program(chapter) + options + " --format json 2>/dev/null");
    CAPTURE(options, run.out);
    REQUIRE(run.status == 0);
    return parse_json(run.out);
}

inline long lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

// Wrong use: status 2, and on standard error the banner, if it came so far, and one line. Returns them.
inline std::string check_refused(const std::string& chapter, const std::string& options) {
    const ProgramRun run = run_program(program(chapter) + options + " 2>&1 >/dev/null");
    CAPTURE(options, run.out);
    CHECK(run.status == 2);
    CHECK(lines_of(run.out) <= 2);
    return run.out;
}

}  // namespace book
