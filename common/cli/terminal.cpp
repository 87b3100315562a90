#include "cli/terminal.h"

#include <algorithm>

#include "host/environment.h"
#include "host/terminal.h"

namespace book {
namespace {

constexpr int kWidest = 100, kNarrowest = 20;

bool is_set(const char* variable) { return environment_variable(variable, "0") != "0"; }

}  // namespace

Terminal detect_terminal() {
    Terminal terminal;
    terminal.width = std::clamp(window_columns(Stream::output), kNarrowest, kWidest);
    const bool dumb = environment_variable("TERM", "") == "dumb";
    const bool shows_colours = is_terminal(Stream::output) && !dumb;
    terminal.colour = !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || shows_colours);
    return terminal;
}

}  // namespace book
