// What the one who started the program has set: variables of the environment, and the language.
#pragma once

#include <optional>
#include <string>

namespace book {

std::optional<std::string> environment_variable(const char* name);
std::string environment_variable(const char* name, const std::string& otherwise);  // or if empty
void set_environment_variable(const std::string& name, const std::string& value);
void remove_environment_variable(const char* name);

struct Locale {
    std::string name;    // "de_DE.UTF-8"; "" if the system does not know the one that is asked for
    std::string coding;  // "UTF-8"
};
Locale locale();

}  // namespace book
