#include "cli/terminal.h"

#include <algorithm>
#include <cstdlib>

#include "host/terminal.h"

namespace book {
namespace {

constexpr int kWidest = 100, kNarrowest = 20;

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

}  // namespace

Terminal detect_terminal() {
    Terminal terminal;
    terminal.width = std::clamp(window_columns(Stream::output), kNarrowest, kWidest);
    const char* kind = std::getenv("TERM");
    const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
    const bool shows_colours = is_terminal(Stream::output) && !dumb;
    terminal.colour = !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || shows_colours);
    return terminal;
}

}  // namespace book
