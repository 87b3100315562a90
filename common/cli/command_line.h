// A program's command line (notebook/options.h): read by Boost.Program_options, explained by --help.
//
//     return run_tool(argc, argv, options, [&] { ...; return 0; });
//
// `--seed 3` and `--seed=3` both work; names are not guessed from their beginnings. Wrong use is an
// InputError. Every program has --help, --color and --no-pager (cli/output.h), too.
#pragma once

#include <functional>
#include <string>

#include "notebook/options.h"

namespace book {

// Sets the variables. False: --help was asked for, and nothing was set.
bool parse_command_line(Options& options, int argc, const char* const* argv);
std::string help_text(const Options& options, int width = 80);  // of the window

// Parses, runs, and turns errors into one line on standard error; where a SettingError names a setting
// (core/settings.h) for which there is an option, the line names the option. Returns the exit status: body's;
// 0 for --help; 2 for wrong use, wrong input, an error in the program, not enough memory.
int run_tool(int argc, const char* const* argv, Options& options, const std::function<int()>& body);

}  // namespace book
