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
    require_input(!when_built.empty(), "{} is not set: start the book with the script ./book",
                  name);
    return when_built;
}

}  // namespace

fs::path home_folder() { return told_by_script("BOOK_HOME", BOOK_SOURCE_DIR); }
fs::path program_folder() { return told_by_script("BOOK_BIN", BOOK_PROGRAM_DIR); }

// The specification of XDG_DATA_HOME: a path that does not begin at the root is to be ignored.
fs::path data_folder() {
    const fs::path data = environment_variable("XDG_DATA_HOME", "");
    if (data.is_absolute()) return data / "attention-book";
    const std::string home = environment_variable("HOME", "");
    require_input(!home.empty(),
                  "neither XDG_DATA_HOME nor HOME is set: set one, so that the book knows where to "
                  "keep its model and your progress");
    return fs::path(home) / ".local" / "share" / "attention-book";
}

std::string without_tilde(const std::string& path) {
    if (!path.starts_with('~') || fs::exists(path)) return path;
    const std::string home = environment_variable("HOME", "");
    const bool is_own = path == "~" || path.starts_with("~/");
    require_input(
        is_own && !home.empty(),
        "{}: only a shell knows whose folder that is, and it looks at ~ only where a word "
        "begins; write the path in full, or ./{} for a file of that name",
        path, path);
    return home + path.substr(1);
}

std::string where_links_lead(const std::string& path) {
    fs::path at = path;
    std::error_code error;
    for (int links = 0; links < 40 && fs::is_symlink(at, error); ++links) {
        const fs::path target = fs::read_symlink(at, error);
        if (error) break;
        at = target.is_absolute() ? target : at.parent_path() / target;
    }
    require_input(!fs::is_symlink(at, error), "{}: is a link that leads nowhere but to links",
                  path);
    return at.string();
}

bool is_same_place(const std::string& a, const std::string& b) {
    std::error_code error;
    const auto place_of = [&](const std::string& path) {
        const fs::path at = fs::absolute(where_links_lead(path));
        return fs::weakly_canonical(at.parent_path(), error) / at.filename();
    };
    return place_of(a) == place_of(b) || fs::equivalent(a, b, error);
}

std::string shell_word(const std::string& word) {
    constexpr const char* kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word)
        if (c == '\'')
            quoted += "'\\''";  // out of the quotation, a quote of its own, and in again
        else
            quoted += c;
    return quoted + "'";
}

}  // namespace book
