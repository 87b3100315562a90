// What a page is made of. Each piece is described once and set three times: for a terminal, as
// Markdown, and (values, claims and timings only) as JSON. Texts are Markdown, values filled in.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "notebook/figure.h"
#include "notebook/table.h"
#include "notebook/terminal.h"

namespace book {

struct Heading {
    int level;  // 1: the page, 2: a section
    std::string text;
};
struct Prose {
    std::string markdown;
};
struct Quote {
    std::string markdown;
    std::string who;
};
struct Formula {
    std::string latex;
    std::string text;    // the same in Unicode, for a terminal
    std::string source;  // paper and section, or empty
};
struct Code {
    std::string text;
    std::string path;  // under the source root
};
struct Output {
    std::string text;  // what shown code printed, as it came
};
struct CaptionedTable {
    Table table;
    std::string caption;
};
enum class Verdict { held, failed, not_run };
struct Claim {
    std::string claim;
    Verdict verdict = Verdict::held;
    std::string measured;     // "a = 0.78, b = 0.73", or empty
    bool needs_full = false;  // made by check_full()
};
struct Claims {
    std::vector<Claim> list;
};
struct Guess {
    int number;
    std::string question;
    std::string answer;  // folded in a page; in a terminal it stands at the end
};

using Block = std::variant<Heading, Prose, Quote, Formula, Code, Output, CaptionedTable, Figure,
                           Claims, Guess>;

const char* sign(Verdict verdict);  // ✓ ✗ –

std::string to_terminal(const Block& block, const Terminal& terminal);
// `page_folder` is where the page lies under the source root: links lead from there. Without
// figures beside the page they are drawn as text.
std::string to_markdown(const Block& block, const std::string& page_folder, bool figures_as_files);

}  // namespace book
