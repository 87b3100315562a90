#include "host/environment.h"

#include <langinfo.h>
#include <stdlib.h>  // unsetenv is POSIX's

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

void remove_environment_variable(const char* name) { unsetenv(name); }

Locale locale() {
    const char* name = std::setlocale(LC_CTYPE, "");
    return {name == nullptr ? "" : name, nl_langinfo(CODESET)};
}

}  // namespace book
