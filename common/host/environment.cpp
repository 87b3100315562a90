#include "host/environment.h"

#include <langinfo.h>
#include <stdlib.h>  // setenv and unsetenv are POSIX's

#include <clocale>

namespace book {

std::optional<std::string> environment_variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string environment_variable(const char* name, const std::string& otherwise) {
    const std::string value = environment_variable(name).value_or("");
    return value.empty() ? otherwise : value;
}

void set_environment_variable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
}

void remove_environment_variable(const char* name) { unsetenv(name); }

Locale locale() {
    const char* name = std::setlocale(LC_CTYPE, "");
    return {name == nullptr ? "" : name, nl_langinfo(CODESET)};
}

}  // namespace book
