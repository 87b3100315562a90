#include "host/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <string>

#include "core/display_width.h"
#include "core/read_number.h"
#include "host/environment.h"
#include "host/standard_files.h"

namespace book {
namespace {

int descriptor(Stream stream) {
    switch (stream) {
        case Stream::input:
            return STDIN_FILENO;
        case Stream::output:
            return STDOUT_FILENO;
        case Stream::error:
            break;
    }
    return STDERR_FILENO;
}

}  // namespace

bool is_terminal(Stream stream) { return isatty(descriptor(stream)) != 0; }

int known_columns(Stream stream) {
    winsize size{};
    return ioctl(descriptor(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int window_columns(Stream stream) {
    const int columns = known_columns(stream);
    if (columns > 0) return columns;
    int said = 0;
    const std::errc error = read_whole_number(environment_variable("COLUMNS", ""), said);
    return error == std::errc() && said > 0 ? said : 80;
}

void show_progress(std::string_view line) {
    const bool stays = environment_variable("TERM", "dumb") == "dumb";  // a line that is printed
    if (!is_terminal(Stream::error) || stays) return;
    const int width = window_columns(Stream::error) - 1;
    print_to_stderr("\r\x1b[K" + clip(line, width));
}

}  // namespace book
