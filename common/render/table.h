// Setting a table (notebook/table.h).
#pragma once

#include <string>

#include "notebook/table.h"
#include "render/terminal.h"

namespace book {

std::string to_markdown(const Table& table);

// At most terminal.width columns: long words wrap; if numbers do not fit, the table is cut into
// several, each with the first column before it.
std::string to_terminal(const Table& table, const Terminal& terminal);

}  // namespace book
