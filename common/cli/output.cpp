#include "cli/output.h"

#include <fmt/core.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/display_width.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/pager.h"
#include "host/process.h"
#include "host/scratch_folder.h"
#include "host/standard_files.h"
#include "host/terminal.h"

namespace book {
namespace {

bool may_page = true;

// The first of these that is set, even to nothing: who says PAGER= wants none.
struct ChosenPager {
    std::string variable, command;
};
ChosenPager chosen_pager() {
    for (const char* variable : {"BOOK_PAGER", "PAGER"})
        if (const auto command = environment_variable(variable)) return {variable, *command};
    return {"", "less"};
}

// F: what fits on the screen is not paged. R: colours are colours. X: the page stays when less has gone.
// Whoever has wishes of his own gets the colours with them. And the book is UTF-8 in any locale.
std::vector<std::pair<std::string, std::string>> wishes_of_less() {
    const auto own = environment_variable("LESS");
    return {{"LESS", own ? "-R " + *own : "FRX"},
            {"LESSCHARSET", environment_variable("LESSCHARSET", "utf-8")}};
}

bool shows_screens() {
    const std::string kind = environment_variable("TERM", "dumb");
    return is_terminal(Stream::output) && kind != "dumb";
}

// Nothing, if none is wanted; one that is wanted and not there is told.
std::optional<Pager> wanted_pager() {
    if (!may_page || !shows_screens()) return std::nullopt;
    const ChosenPager chosen = chosen_pager();
    if (chosen.command.empty() || chosen.command == "cat") return std::nullopt;
    const Pager pager{chosen.command, wishes_of_less()};
    if (is_installed(pager)) return pager;
    if (!chosen.variable.empty())
        print_to_stderr(fmt::format("book: {} names a pager that is not there: {}\n",
                                    chosen.variable, printable(chosen.command)));
    return std::nullopt;
}

}  // namespace

void declare(Options& options, OutputOptions& output) {
    options.add_choice("color", output.color, {"auto", "always", "never"},
                       "colours: on a terminal unless NO_COLOR is set, also in a pipe "
                       "(CLICOLOR_FORCE=1 does the same), or not at all");
    options.add("no-pager", output.no_pager,
                "long output is not shown in a pager (BOOK_PAGER or PAGER names yours)");
}

// As variables, so that programs which are started from here know it, too.
void apply(const OutputOptions& output) {
    if (output.no_pager) may_page = false;
    if (output.color == "auto") return;
    if (output.color == "never") {
        set_environment_variable("NO_COLOR", "1");
        return;
    }
    remove_environment_variable("NO_COLOR");
    set_environment_variable("CLICOLOR_FORCE", "1");
}

void page_output() {
    if (const std::optional<Pager> pager = wanted_pager()) print_through(*pager);
}

bool show_in_pager(const std::string& text, const std::string& prompt) {
    std::optional<Pager> pager = wanted_pager();
    if (!pager) return false;
    const ScratchFolder folder("book-page");
    const std::string file = (folder.path() / "page").string();
    write_whole(file, text);
    ProcessOptions options;
    options.environment = pager->environment;
    for (auto& [name, value] : options.environment)
        if (name == "LESS") value = fmt::format("{} -Ps{}$", value, prompt);
    const std::vector<std::string> call{"-c", pager->command + " \"$1\"", "sh", file};
    return run_in_foreground("/bin/sh", call, options).status == 0;
}

}  // namespace book
