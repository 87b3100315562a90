// `./book doctor`: what this machine has for the book, and what it lacks.
#pragma once

#include <string>
#include <vector>

namespace book {

// Prints a line for each thing: compiler, libraries, kernel, threads, terminal, locale, folders.
// Status 0: nothing is missing; 1: something is, and its line begins with "!" and says how to mend it.
int doctor(const std::vector<std::string>& args);

}  // namespace book
