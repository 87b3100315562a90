#include "host/places.h"

#include "core/require.h"
#include "host/environment.h"

namespace book {
namespace {

namespace fs = std::filesystem;

// What the script says, or else where the book was built: who calls CMake needs no script.
fs::path told_by_script(const char* name, const std::string& when_built) {
    const std::string value = environment_variable(name, "");
    if (!value.empty()) return value;
    require(!when_built.empty(), "{} is not set: start the book with the script ./book", name);
    return when_built;
}

}  // namespace

fs::path home_folder() { return told_by_script("BOOK_HOME", BOOK_SOURCE_DIR); }
fs::path program_folder() { return told_by_script("BOOK_BIN", BOOK_PROGRAM_DIR); }

fs::path data_folder() {
    const std::string data = environment_variable("XDG_DATA_HOME", "");
    if (!data.empty()) return fs::path(data) / "attention-book";
    const std::string home = environment_variable("HOME", "");
    require_input(!home.empty(),
                  "neither XDG_DATA_HOME nor HOME is set: set one, so that the book knows where to "
                  "keep its model and your progress");
    return fs::path(home) / ".local" / "share" / "attention-book";
}

}  // namespace book
