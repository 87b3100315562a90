// The window that standard output or standard error is shown in, if any.
#pragma once

#include <string_view>

namespace book {

enum class Stream { input, output, error };

bool is_terminal(Stream stream);
// Of the window; 0 if there is none, or its width is unknown.
int known_columns(Stream stream);
// In a pipe or a file 80, or what COLUMNS says.
int window_columns(Stream stream);

// A line on standard error that the next one overwrites; nothing if that is not a terminal. An
// empty line removes it.
void show_progress(std::string_view line);

}  // namespace book
