#include "cli/terminal.h"

#include <algorithm>

#include "host/environment.h"
#include "host/terminal.h"

namespace book {
namespace {

constexpr int kWidest = 100, kNarrowest = 20;

bool asks_for_colours(const char* variable) { return environment_variable(variable, "0") != "0"; }

}  // namespace

Terminal detect_terminal() {
    Terminal terminal;
    terminal.width = std::clamp(window_columns(Stream::output), kNarrowest, kWidest);
    const bool dumb = environment_variable("TERM", "dumb") == "dumb";
    const bool shows_colours = is_terminal(Stream::output) && !dumb;
    const bool forced = asks_for_colours("CLICOLOR_FORCE") || asks_for_colours("FORCE_COLOR");
    const bool unwanted = !environment_variable("NO_COLOR", "").empty();  // whatever it says
    terminal.colour = !unwanted && (forced || shows_colours);
    return terminal;
}

}  // namespace book
