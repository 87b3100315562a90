// The terminal of this program.
//
// A page is at most 100 columns wide, whatever the window. Colours only on a terminal that TERM names
// and does not call dumb; NO_COLOR turns them off, CLICOLOR_FORCE and FORCE_COLOR on (no-color.org,
// bixense.com/clicolors, force-color.org).
#pragma once

#include "render/terminal.h"

namespace book {

// Standard output's; in a pipe or a file 80 columns, or what COLUMNS says.
Terminal detect_terminal();

}  // namespace book
